package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Max pooling of windows that slide, of any size, with the Vector API: along rows and along columns one after the other. A window is
 * computed at each column, whatever the stride, and those that are wanted are picked.
 *
 * <p>Beside the image stands negative infinity. The gradient takes along, with each number, the pixel that it stands in; it goes along the
 * columns first, so that of equal numbers the first in the order of the window wins.
 */
final class VectorMaxPooling {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private final PoolingSizes sizes;
    private final Windows rows;
    private final Windows columns;

    /** Columns beside the image that windows begin in. */
    private final int left;

    /** Columns of the image that windows meet. */
    private final int inside;

    /** Columns from the first window's first to the last window's last. */
    private final int line;

    private VectorMaxPooling(PoolingSizes sizes) {
        this.sizes = sizes;
        rows = sizes.rows();
        columns = sizes.columns();
        left = -columns.offset(0);
        line = (columns.count() - 1) * columns.stride + columns.span();
        inside = Math.min(sizes.width(), line - left);
    }

    /** Whether the windows slide, by few enough columns that it pays to compute those between. */
    static boolean fits(PoolingSizes sizes) {
        Windows columns = sizes.columns();
        return columns.stride > 0
                && columns.stride <= LANES / 2
                && columns.span() <= PoolingSizes.MOST_SPAN
                && sizes.positions() > 0
                && !columns.anyEmpty()
                && !sizes.rows().anyEmpty();
    }

    static void forward(PoolingSizes sizes, float[] x, float[] y) {
        VectorMaxPooling own = new VectorMaxPooling(sizes);
        PlainPooling.eachPlane(sizes, (in, out) -> own.largest(x, in, y, out));
    }

    private void largest(float[] x, int in, float[] y, int out) {
        float[] image = x;
        int first = in;
        if (in + sizes.pixels() + LANES > x.length) { // so that vectors may reach beyond the last plane
            image = Scratch.PADDED.floats(sizes.pixels() + LANES);
            first = 0;
            System.arraycopy(x, in, image, 0, sizes.pixels());
        }
        int size = rows.count() * line;
        float[] lines = Scratch.LINES.floats(size + columns.span() + LANES);
        for (int p = 0; p < rows.count(); p++) {
            largestOfRows(image, first, p, lines, p * line + left);
        }
        fillMargins(lines, rows.count());
        float[] largest = Scratch.WIDE.floats(size + LANES);
        largestOfColumns(lines, size, largest);
        pick(largest, y, out);
    }

    /** The largest of each column in the rows of a window; a row that is missing to make three is the last one again. */
    private void largestOfRows(float[] image, int first, int p, float[] lines, int to) {
        int width = sizes.width();
        int last = rows.last(p);
        float[] from = image;
        int a = first + rows.begin[p] * width;
        int h = rows.begin[p] + rows.step;
        do {
            int b = first + Math.min(h, last) * width;
            int c = first + Math.min(h + rows.step, last) * width;
            largestOfThree(from, a, image, b, c, lines, to, inside);
            from = lines;
            a = to;
            h += 2 * rows.step;
        } while (h <= last);
    }

    private void largestOfColumns(float[] lines, int size, float[] to) {
        int last = columns.span() - 1;
        float[] from = lines;
        int w = columns.step;
        do {
            largestOfThree(from, 0, lines, Math.min(w, last), Math.min(w + columns.step, last), to, 0, size);
            from = to;
            w += 2 * columns.step;
        } while (w <= last);
    }

    private static void largestOfThree(float[] first, int a, float[] x, int b, int c, float[] to, int at, int count) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector.fromArray(SPECIES, first, a + i)
                    .max(FloatVector.fromArray(SPECIES, x, b + i))
                    .max(FloatVector.fromArray(SPECIES, x, c + i))
                    .intoArray(to, at + i);
        }
    }

    private void fillMargins(float[] lines, int count) {
        if (inside == line) {
            return;
        }
        for (int i = 0; i < count; i++) {
            Arrays.fill(lines, i * line, i * line + left, Float.NEGATIVE_INFINITY);
            Arrays.fill(lines, i * line + left + inside, (i + 1) * line, Float.NEGATIVE_INFINITY);
        }
    }

    private void pick(float[] largest, float[] y, int out) {
        int width = columns.count();
        int height = rows.count();
        int whole = Math.max(0, height - LANES / width - 1);
        VectorLineCopy.run(largest, 0, line, columns.stride, y, out, width, width, whole);
        PlainLineCopy.run(
                largest, whole * line, line, columns.stride, y, out + whole * width, width, width, height - whole);
    }

    static void gradient(PoolingSizes sizes, float[] x, float[] g, float[] dx) {
        VectorMaxPooling own = new VectorMaxPooling(sizes);
        float[] pixels = own.pixels();
        PlainPooling.eachPlane(sizes, (in, out) -> {
            if (VectorFinite.all(x, in, in + sizes.pixels())) {
                own.place(x, in, pixels, g, out, dx);
            } else {
                PlainPooling.placeInWindows(sizes, x, in, g, out, dx);
            }
        });
    }

    /** The number of the pixel that stands at each place of a plane with its margins, as the bits of a float. */
    private float[] pixels() {
        float[] pixels = Scratch.PIXELS.floats(sizes.height() * line + columns.span() + LANES);
        for (int h = 0; h < sizes.height(); h++) {
            for (int w = 0; w < inside; w++) {
                pixels[h * line + left + w] = Float.intBitsToFloat(h * sizes.width() + w);
            }
        }
        return pixels;
    }

    private void place(float[] x, int in, float[] pixels, float[] g, int out, float[] dx) {
        int size = sizes.height() * line;
        float[] padded = Scratch.PADDED.floats(left + size + columns.span() + 2 * LANES);
        VectorLineCopy.run(x, in, sizes.width(), 1, padded, left, line, inside, sizes.height());
        fillMargins(padded, sizes.height());
        float[] best = Scratch.LINES.floats(size + LANES);
        float[] places = Scratch.WIDE.floats(size + LANES);
        float[] row = Scratch.EDGE.floats(line + LANES);
        float[] placesOfRow = Scratch.SHARES.floats(line + LANES);
        int across = (columns.count() - 1) * columns.stride + 1;
        Arrays.fill(dx, in, in + sizes.pixels(), 0);
        for (int p = -1; p < rows.count(); p++) {
            // the columns of all windows, and then the rows of each line of windows: one call for both (ADR 0023)
            boolean isFirst = p < 0;
            firstOfTaps(
                    isFirst ? padded : best,
                    isFirst ? pixels : places,
                    isFirst ? 0 : rows.begin[p] * line,
                    isFirst ? columns.step : rows.step * line,
                    isFirst ? columns.span() - 1 : rows.last(p) * line,
                    isFirst ? best : row,
                    isFirst ? places : placesOfRow,
                    isFirst ? size : across);
            int from = out + p * columns.count();
            for (int q = 0; q < columns.count() && !isFirst; q++) {
                dx[in + Float.floatToRawIntBits(placesOfRow[q * columns.stride])] += g[from + q];
            }
        }
    }

    /** The largest of the numbers that stand {@code step} apart from {@code first} to {@code last}; one that is missing to make three is the last one again. */
    private static void firstOfTaps(
            float[] x, float[] places, int first, int step, int last, float[] to, float[] toPlaces, int count) {
        float[] from = x;
        float[] fromPlaces = places;
        int a = first;
        int tap = first + step;
        do {
            int b = Math.min(tap, last);
            int c = Math.min(tap + step, last);
            firstOfThree(from, fromPlaces, a, x, places, b, c, to, toPlaces, count);
            from = to;
            fromPlaces = toPlaces;
            a = 0;
            tap += 2 * step;
        } while (tap <= last);
    }

    /** Of three finite numbers, and the places that they have, the largest, and of equal ones the first. */
    private static void firstOfThree(
            float[] first,
            float[] firstPlaces,
            int a,
            float[] x,
            float[] places,
            int b,
            int c,
            float[] to,
            float[] toPlaces,
            int count) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector best = FloatVector.fromArray(SPECIES, first, a + i);
            FloatVector second = FloatVector.fromArray(SPECIES, x, b + i);
            FloatVector third = FloatVector.fromArray(SPECIES, x, c + i);
            VectorMask<Float> isSecond = best.compare(VectorOperators.LT, second);
            FloatVector larger = best.blend(second, isSecond);
            VectorMask<Float> isThird = larger.compare(VectorOperators.LT, third);
            larger.blend(third, isThird).intoArray(to, i);
            FloatVector.fromArray(SPECIES, firstPlaces, a + i)
                    .blend(FloatVector.fromArray(SPECIES, places, b + i), isSecond)
                    .blend(FloatVector.fromArray(SPECIES, places, c + i), isThird)
                    .intoArray(toPlaces, i);
        }
    }
}
