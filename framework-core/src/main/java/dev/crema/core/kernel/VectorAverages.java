package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Average pooling of windows that slide by one column, and the gradient of those that slide by a few, with the Vector API: a row of windows at a
 * time, tap after tap.
 *
 * <p>A copy of the plane, wide already, has zeros around it, so that no window is clipped: a sum that starts from 0 never changes by
 * them. The sums wait in an array meanwhile, because JDK 17 allocates vectors that an inner loop carries.
 */
final class VectorAverages {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final int WIDTH = FLOATS.length();
    private static final int STEP = DOUBLES.length();

    /** Fewer windows in a row are not worth the copy. */
    private static final int LEAST_COLUMNS = 4;

    /** From one window to the next; more would be zeros for the most part. */
    private static final int MOST_STRIDE = 3;

    private VectorAverages() {}

    /** Whether windows slide by one column, and enough of them. */
    static boolean fits(PoolingSizes sizes) {
        return sizes.slideByOne() && sizes.columns().count() >= LEAST_COLUMNS;
    }

    /** Whether windows slide by few columns, so that shares with zeros between them are added as fast. */
    static boolean fitsGradient(PoolingSizes sizes) {
        return sizes.slide(MOST_STRIDE) && sizes.columns().count() >= LEAST_COLUMNS;
    }

    static void forward(PoolingSizes sizes, float[] x, float[] y) {
        Windows rows = sizes.rows();
        Windows columns = sizes.columns();
        int count = columns.count();
        int line = count + columns.span() - 1;
        double[] divisors = new double[count + STEP];
        Arrays.setAll(divisors, q -> q < count ? columns.divisor[q] : 1);
        PlainPooling.eachPlane(sizes, (in, out) -> {
            double[] wide = Scratch.PADDED.doubles(sizes.height() * line + STEP);
            double[] sums = Scratch.SUMS.doubles(count + STEP);
            for (int h = 0; h < sizes.height(); h++) {
                widen(x, in + h * sizes.width(), sizes.width(), wide, h * line, line, -columns.offset(0));
            }
            for (int p = 0; p < rows.count(); p++) {
                Arrays.fill(sums, 0, count, 0);
                for (int h = rows.begin[p]; h < rows.end[p]; h += rows.step) {
                    addLine(columns, wide, h * line, sums);
                }
                divide(count, sums, divisors, rows.divisor[p]);
                for (int q = 0; q < count; q++) {
                    y[out + p * count + q] = (float) sums[q];
                }
            }
        });
    }

    private static void widen(float[] x, int from, int width, double[] wide, int to, int line, int padding) {
        int first = Math.min(line, padding);
        int end = Math.min(line, padding + width);
        Arrays.fill(wide, to, to + first, 0);
        for (int i = first; i < end; i++) {
            wide[to + i] = x[from + i - padding];
        }
        Arrays.fill(wide, to + end, to + line, 0);
    }

    private static void divide(int count, double[] sums, double[] divisors, double divisor) {
        for (int q = 0; q < count; q += STEP) {
            DoubleVector.fromArray(DOUBLES, sums, q)
                    .div(DoubleVector.fromArray(DOUBLES, divisors, q).mul(divisor))
                    .intoArray(sums, q);
        }
    }

    private static void addLine(Windows columns, double[] wide, int line, double[] sums) {
        int step = columns.step;
        int tap = 0;
        for (; tap + 2 < columns.taps; tap += 3) {
            int at = line + tap * step;
            addThree(columns.count(), wide, at, at + step, at + 2 * step, sums);
        }
        for (; tap < columns.taps; tap++) {
            addOne(columns.count(), wide, line + tap * step, sums);
        }
    }

    private static void addThree(int count, double[] wide, int first, int second, int third, double[] sums) {
        for (int q = 0; q < count; q += STEP) {
            DoubleVector.fromArray(DOUBLES, sums, q)
                    .add(DoubleVector.fromArray(DOUBLES, wide, first + q))
                    .add(DoubleVector.fromArray(DOUBLES, wide, second + q))
                    .add(DoubleVector.fromArray(DOUBLES, wide, third + q))
                    .intoArray(sums, q);
        }
    }

    private static void addOne(int count, double[] wide, int first, double[] sums) {
        for (int q = 0; q < count; q += STEP) {
            DoubleVector.fromArray(DOUBLES, sums, q)
                    .add(DoubleVector.fromArray(DOUBLES, wide, first + q))
                    .intoArray(sums, q);
        }
    }

    /**
     * From the last tap to the first, a pixel takes its shares in ascending order of the windows. Zeros stand between shares where windows slide by
     * more than a column: no sum that starts from 0 changes by them.
     */
    static void gradient(PoolingSizes sizes, float[] g, float[] dx) {
        Windows rows = sizes.rows();
        Windows columns = sizes.columns();
        int width = sizes.width();
        int count = columns.count();
        int lead = Math.max(0, columns.offset(columns.taps - 1));
        int line = lead + Math.max((count - 1) * columns.stride + 1, width - columns.offset(0)) + WIDTH;
        int across = (width + WIDTH - 1) / WIDTH * WIDTH;
        PlainPooling.eachPlane(sizes, (in, out) -> {
            float[] shares = Scratch.SHARES.floats(line);
            float[] sums = Scratch.SUMS.floats(sizes.height() * across);
            Arrays.fill(shares, 0, line, 0);
            Arrays.fill(sums, 0, sizes.height() * across, 0);
            for (int p = 0; p < rows.count(); p++) {
                for (int q = 0; q < count; q++) {
                    shares[lead + q * columns.stride] = g[out + p * count + q] / sizes.divisor(p, q);
                }
                for (int h = rows.begin[p]; h < rows.end[p]; h += rows.step) {
                    addShares(columns, shares, lead, sums, h * across, across);
                }
            }
            for (int h = 0; h < sizes.height(); h++) {
                System.arraycopy(sums, h * across, dx, in + h * width, width);
            }
        });
    }

    private static void addShares(Windows columns, float[] shares, int lead, float[] sums, int to, int across) {
        int tap = columns.taps - 1;
        for (; tap > 1; tap -= 3) {
            addThree(
                    shares,
                    lead - columns.offset(tap),
                    lead - columns.offset(tap - 1),
                    lead - columns.offset(tap - 2),
                    sums,
                    to,
                    across);
        }
        for (; tap >= 0; tap--) {
            addOne(shares, lead - columns.offset(tap), sums, to, across);
        }
    }

    private static void addThree(float[] shares, int first, int second, int third, float[] sums, int to, int across) {
        for (int w = 0; w < across; w += WIDTH) {
            FloatVector.fromArray(FLOATS, sums, to + w)
                    .add(FloatVector.fromArray(FLOATS, shares, first + w))
                    .add(FloatVector.fromArray(FLOATS, shares, second + w))
                    .add(FloatVector.fromArray(FLOATS, shares, third + w))
                    .intoArray(sums, to + w);
        }
    }

    private static void addOne(float[] shares, int first, float[] sums, int to, int across) {
        for (int w = 0; w < across; w += WIDTH) {
            FloatVector.fromArray(FLOATS, sums, to + w)
                    .add(FloatVector.fromArray(FLOATS, shares, first + w))
                    .intoArray(sums, to + w);
        }
    }
}
