package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.function.IntPredicate;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Pooling of the usual windows, two by two and side by side, with the Vector API.
 *
 * <p>Pairs of rows follow each other in memory from plane to plane, so the loops know rows only. The last vector of a row starts early
 * enough to end with it. A row shorter than a vector spills into the rows after it, which are computed later; where there are none, the
 * plain loop takes over.
 */
final class VectorPooling {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int STEP = DOUBLES.length();

    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES);
    private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(SPECIES, i -> (2 * i + 1) % LANES);
    private static final VectorShuffle<Float> LEFT = VectorShuffle.fromOp(SPECIES, i -> i & ~1);
    private static final VectorShuffle<Float> RIGHT = VectorShuffle.fromOp(SPECIES, i -> i | 1);
    private static final VectorShuffle<Float> TWICE = VectorShuffle.fromOp(SPECIES, i -> i / 2);
    private static final VectorMask<Float> UPPER_HALF = mask(i -> i >= LANES / 2);
    private static final VectorMask<Float> AT_EVEN = mask(i -> i % 2 == 0);
    private static final VectorMask<Float> AT_ODD = mask(i -> i % 2 == 1);

    /** Elements of a stretch that is worth a thread. */
    private static final int STRETCH = 16_384;

    /** Pixels whose larger halves are kept at a time; they stay in the first-level cache. */
    private static final int BLOCK = 2_048;

    private VectorPooling() {}

    private static VectorMask<Float> mask(IntPredicate set) {
        boolean[] bits = new boolean[LANES];
        for (int i = 0; i < LANES; i++) {
            bits[i] = set.test(i);
        }
        return VectorMask.fromArray(SPECIES, bits, 0);
    }

    /** Whether these loops are for such windows. */
    static boolean fits(PoolingSizes sizes) {
        return sizes.halves();
    }

    static void max(PoolingSizes sizes, float[] x, float[] y) {
        int width = sizes.width();
        int columns = sizes.columns().count();
        if (2 * columns <= LANES) {
            eachPiece(sizes, (in, out, pairs) -> largestOfNarrowRows(sizes, x, in, y, out, pairs));
            return;
        }
        eachPiece(sizes, (in, out, pairs) -> {
            int inVectors = pairs;
            while (inVectors > 0 && columns < LANES && (pairs - inVectors + 1) * columns < LANES) {
                inVectors--;
            }
            largestOfRows(x, in, width, columns, y, out, inVectors);
            int done = inVectors;
            PlainPooling.largestOfFours(sizes, x, in + 2 * done * width, y, out + done * columns, pairs - done);
        });
    }

    /** One loop for all rows, because what it begins with takes as long as a vector. */
    private static void largestOfRows(float[] x, int in, int width, int columns, float[] y, int out, int pairs) {
        int last = Math.max(0, columns - LANES);
        int vectors = (columns + LANES - 1) / LANES * pairs;
        for (int k = 0, i = 0, upper = in, to = out; k < vectors; k++) {
            int q = Math.min(i, last);
            int from = upper + 2 * q;
            FloatVector front =
                    FloatVector.fromArray(SPECIES, x, from).max(FloatVector.fromArray(SPECIES, x, from + width));
            FloatVector back = FloatVector.fromArray(SPECIES, x, from + LANES)
                    .max(FloatVector.fromArray(SPECIES, x, from + width + LANES));
            largestOfPairs(front, back).intoArray(y, to + q);
            i += LANES;
            if (i >= columns) {
                i = 0;
                upper += 2 * width;
                to += columns;
            }
        }
    }

    private static FloatVector largestOfPairs(FloatVector front, FloatVector back) {
        FloatVector left = front.rearrange(EVEN).blend(back.rearrange(EVEN), UPPER_HALF);
        FloatVector right = front.rearrange(ODD).blend(back.rearrange(ODD), UPPER_HALF);
        return left.max(right);
    }

    /** Rows that fit into a vector: the larger ones of each pair are set side by side first, so that no vector is half empty. */
    private static void largestOfNarrowRows(PoolingSizes sizes, float[] x, int in, float[] y, int out, int pairs) {
        int width = sizes.width();
        int columns = sizes.columns().count();
        int together = BLOCK / LANES;
        float[] larger = Scratch.LINES.floats(BLOCK + LANES);
        int p = 0;
        while ((pairs - p) * columns >= LANES) {
            int room = Math.floorDiv(x.length - LANES - in - (2 * p + 1) * width, 2 * width) + 1;
            int count = Math.min(Math.min(together, room), pairs - p);
            if (count * columns < LANES) {
                break;
            }
            largerOfRows(x, in + 2 * p * width, width, 2 * columns, count, larger);
            largestOfLine(larger, count * columns, y, out + p * columns);
            p += count;
        }
        PlainPooling.largestOfFours(sizes, x, in + 2 * p * width, y, out + p * columns, pairs - p);
    }

    private static void largerOfRows(float[] x, int in, int width, int used, int pairs, float[] larger) {
        for (int p = 0; p < pairs; p++) {
            int upper = in + 2 * p * width;
            FloatVector.fromArray(SPECIES, x, upper)
                    .max(FloatVector.fromArray(SPECIES, x, upper + width))
                    .intoArray(larger, p * used);
        }
    }

    private static void largestOfLine(float[] larger, int count, float[] y, int out) {
        for (int i = 0; i < count; i += LANES) {
            int q = Math.min(i, count - LANES);
            FloatVector front = FloatVector.fromArray(SPECIES, larger, 2 * q);
            FloatVector back = FloatVector.fromArray(SPECIES, larger, 2 * q + LANES);
            largestOfPairs(front, back).intoArray(y, out + q);
        }
    }

    static void maxGradient(PoolingSizes sizes, float[] x, float[] g, float[] dx) {
        eachPieceOfGradient(sizes, g, dx, new Gradient() {
            @Override
            public boolean runsInVectors(int in, int pairs) {
                return VectorFinite.all(x, in, in + 2 * pairs * sizes.width());
            }

            @Override
            public void runInVectors(int in, int out, int pairs) {
                placeInRows(x, in, sizes.width(), 2 * sizes.columns().count(), g, out, dx, pairs);
            }

            @Override
            public void runPlain(int in, int out, int pairs) {
                PlainPooling.placeInFours(sizes, x, in, g, out, dx, pairs);
            }
        });
    }

    /**
     * Gives each cotangent to the first of four elements that is the largest, and 0 to the others; knows no NaN. Long enough to be compiled
     * apart from {@link #largestOfRows} (ADR 0023).
     */
    private static void placeInRows(float[] x, int in, int width, int used, float[] g, int out, float[] dx, int pairs) {
        int last = Math.max(0, used - LANES);
        int vectors = (used + LANES - 1) / LANES * pairs;
        int windows = used / 2;
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int k = 0, i = 0, first = in, from = out; k < vectors; k++) {
            int w = Math.min(i, last);
            FloatVector upper = FloatVector.fromArray(SPECIES, x, first + w);
            FloatVector lower = FloatVector.fromArray(SPECIES, x, first + width + w);
            FloatVector upperLeft = upper.rearrange(LEFT);
            FloatVector upperRight = upper.rearrange(RIGHT);
            FloatVector lowerLeft = lower.rearrange(LEFT);
            FloatVector lowerRight = lower.rearrange(RIGHT);
            VectorMask<Float> leftInUpper = upperLeft.compare(VectorOperators.GE, upperRight);
            VectorMask<Float> leftInLower = lowerLeft.compare(VectorOperators.GE, lowerRight);
            VectorMask<Float> inUpper = upperRight
                    .blend(upperLeft, leftInUpper)
                    .compare(VectorOperators.GE, lowerRight.blend(lowerLeft, leftInLower));
            FloatVector cotangent =
                    FloatVector.fromArray(SPECIES, g, from + w / 2).rearrange(TWICE);
            FloatVector atLeft = cotangent.blend(zero, AT_ODD);
            FloatVector atRight = cotangent.blend(zero, AT_EVEN);
            zero.blend(atRight.blend(atLeft, leftInUpper), inUpper).intoArray(dx, first + w);
            atRight.blend(atLeft, leftInLower).blend(zero, inUpper).intoArray(dx, first + width + w);
            i += LANES;
            if (i >= used) {
                i = 0;
                first += 2 * width;
                from += windows;
            }
        }
    }

    static void average(PoolingSizes sizes, float[] x, float[] y) {
        int columns = sizes.columns().count();
        int width = sizes.width();
        int together = Math.max(1, BLOCK / Math.max(1, columns));
        int reach = width + 2 * (columns + STEP - 1);
        eachPiece(sizes, (in, out, pairs) -> {
            double[] averages = Scratch.SUMS.doubles(together * columns + STEP);
            int p = 0;
            while (p < pairs && in + 2 * p * width + reach <= x.length) {
                int room = (x.length - reach - in - 2 * p * width) / (2 * width) + 1;
                int count = Math.min(Math.min(together, room), pairs - p);
                averagesOfRows(sizes, x, in + 2 * p * width, averages, count);
                VectorWidening.narrow(averages, y, out + p * columns, count * columns);
                p += count;
            }
            PlainPooling.averageOfFours(sizes, x, in + 2 * p * width, y, out + p * columns, pairs - p);
        });
    }

    private static void averagesOfRows(PoolingSizes sizes, float[] x, int in, double[] averages, int pairs) {
        int width = sizes.width();
        int columns = sizes.columns().count();
        int vectors = (columns + STEP - 1) / STEP * pairs;
        double divisor = sizes.divisorOfHalves();
        for (int k = 0, q = 0, upper = in, to = 0; k < vectors; k++) {
            FloatVector above = FloatVector.fromArray(SPECIES, x, upper + 2 * q);
            FloatVector below = FloatVector.fromArray(SPECIES, x, upper + width + 2 * q);
            VectorWidening.lower(above.rearrange(EVEN))
                    .add(VectorWidening.lower(above.rearrange(ODD)))
                    .add(VectorWidening.lower(below.rearrange(EVEN)))
                    .add(VectorWidening.lower(below.rearrange(ODD)))
                    .add(0)
                    .div(divisor)
                    .intoArray(averages, to + q);
            q += STEP;
            if (q >= columns) {
                q = 0;
                upper += 2 * width;
                to += columns;
            }
        }
    }

    static void averageGradient(PoolingSizes sizes, float[] g, float[] dx) {
        float divisor = sizes.divisorOfHalves();
        eachPieceOfGradient(sizes, g, dx, new Gradient() {
            @Override
            public boolean runsInVectors(int in, int pairs) {
                return true;
            }

            @Override
            public void runInVectors(int in, int out, int pairs) {
                spreadInRows(divisor, sizes.width(), 2 * sizes.columns().count(), g, out, dx, in, pairs);
            }

            @Override
            public void runPlain(int in, int out, int pairs) {
                PlainPooling.spreadInFours(sizes, g, out, dx, in, pairs);
            }
        });
    }

    private static void spreadInRows(
            float divisor, int width, int used, float[] g, int out, float[] dx, int in, int pairs) {
        int last = Math.max(0, used - LANES);
        int vectors = (used + LANES - 1) / LANES * pairs;
        for (int k = 0, i = 0, first = in, from = out; k < vectors; k++) {
            int w = Math.min(i, last);
            FloatVector share =
                    FloatVector.fromArray(SPECIES, g, from + w / 2).div(divisor).rearrange(TWICE);
            share.intoArray(dx, first + w);
            share.intoArray(dx, first + width + w);
            i += LANES;
            if (i >= used) {
                i = 0;
                first += 2 * width;
                from += used / 2;
            }
        }
    }

    /** Runs a gradient over pairs of rows, in vectors where they and what they spill stay inside the arrays. */
    private static void eachPieceOfGradient(PoolingSizes sizes, float[] g, float[] dx, Gradient gradient) {
        int width = sizes.width();
        int columns = sizes.columns().count();
        int used = 2 * columns;
        int reach = LANES + Math.max(0, used - LANES) / 2;
        eachPiece(sizes, (in, out, pairs) -> {
            int inVectors = gradient.runsInVectors(in, pairs) ? pairs : 0;
            while (inVectors > 0
                    && (out + (inVectors - 1) * columns + reach > g.length
                            || (used < LANES && (2 * (pairs - inVectors) + 1) * width < LANES))) {
                inVectors--;
            }
            gradient.runInVectors(in, out, inVectors);
            for (int row = 0; row < 2 * inVectors && used < width; row++) {
                Arrays.fill(dx, in + row * width + used, in + (row + 1) * width, 0);
            }
            gradient.runPlain(in + 2 * inVectors * width, out + inVectors * columns, pairs - inVectors);
        });
        int paired = 2 * sizes.rows().count() * width;
        if (paired < sizes.pixels()) {
            for (int plane = 0; plane < sizes.planes(); plane++) {
                Arrays.fill(dx, plane * sizes.pixels() + paired, (plane + 1) * sizes.pixels(), 0);
            }
        }
    }

    /** Runs {@code piece} over planes, several at a time where no odd row stands between them. */
    static void eachPiece(PoolingSizes sizes, Piece piece) {
        int pairs = sizes.rows().count();
        boolean seamless = sizes.height() == 2 * pairs;
        int together = Math.max(1, STRETCH / Math.max(1, sizes.pixels()));
        Workers.runStretches(sizes.planes(), together, (first, end) -> {
            int step = seamless ? end - first : 1;
            for (int plane = first; plane < end; plane += step) {
                piece.run(plane * sizes.pixels(), plane * sizes.positions(), step * pairs);
            }
        });
    }

    /** What happens to pairs of rows that start at {@code in} and whose windows start at {@code out}. */
    @FunctionalInterface
    interface Piece {
        void run(int in, int out, int pairs);
    }

    /** The gradient of pairs of rows. */
    private interface Gradient {

        /** Whether the vectors know what to do with these pairs. */
        boolean runsInVectors(int in, int pairs);

        void runInVectors(int in, int out, int pairs);

        void runPlain(int in, int out, int pairs);
    }
}
