package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.function.IntPredicate;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * Max pooling of the usual windows, two by two and side by side, with the Vector API.
 *
 * <p>Pairs of rows follow each other in memory from plane to plane, so the loops know rows only. The last vector of a row starts early
 * enough to end with it. A row shorter than a vector spills into the rows after it, which are computed later; where there are none, the
 * plain loop takes over.
 */
final class VectorPooling {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(SPECIES, i -> 2 * i % LANES);
    private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(SPECIES, i -> (2 * i + 1) % LANES);
    private static final VectorShuffle<Float> NEIGHBOUR = VectorShuffle.fromOp(SPECIES, i -> i ^ 1);
    private static final VectorShuffle<Float> TWICE = VectorShuffle.fromOp(SPECIES, i -> i / 2);
    private static final VectorMask<Float> UPPER_HALF = mask(i -> i >= LANES / 2);
    private static final VectorMask<Float> AT_ODD = mask(i -> i % 2 == 1);

    /** Elements of a stretch that is worth a thread. */
    private static final int STRETCH = 16_384;

    private VectorPooling() {}

    private static VectorMask<Float> mask(IntPredicate set) {
        boolean[] bits = new boolean[LANES];
        for (int i = 0; i < LANES; i++) {
            bits[i] = set.test(i);
        }
        return VectorMask.fromArray(SPECIES, bits, 0);
    }

    /** Whether {@link #max} and {@link #maxGradient} can do it. */
    static boolean fits(PoolingSizes sizes) {
        return sizes.halves();
    }

    static void max(PoolingSizes sizes, float[] x, float[] y) {
        int width = sizes.width();
        int columns = width / 2;
        eachPiece(sizes, (in, out, pairs) -> {
            int p = 0;
            for (; p < pairs && (columns >= LANES || (pairs - p) * columns >= LANES); p++) {
                largestOfRows(x, in + 2 * p * width, width, y, out + p * columns);
            }
            PlainPooling.largestOfFours(x, in + 2 * p * width, width, y, out + p * columns, pairs - p);
        });
    }

    private static void largestOfRows(float[] x, int upper, int width, float[] y, int out) {
        int last = Math.max(0, width / 2 - LANES);
        for (int i = 0; i < width / 2; i += LANES) {
            int q = Math.min(i, last);
            int from = upper + 2 * q;
            FloatVector front =
                    FloatVector.fromArray(SPECIES, x, from).max(FloatVector.fromArray(SPECIES, x, from + width));
            FloatVector back = FloatVector.fromArray(SPECIES, x, from + LANES)
                    .max(FloatVector.fromArray(SPECIES, x, from + width + LANES));
            FloatVector left = front.rearrange(EVEN).blend(back.rearrange(EVEN), UPPER_HALF);
            FloatVector right = front.rearrange(ODD).blend(back.rearrange(ODD), UPPER_HALF);
            left.max(right).intoArray(y, out + q);
        }
    }

    static void maxGradient(PoolingSizes sizes, float[] x, float[] g, float[] dx) {
        int width = sizes.width();
        int columns = width / 2;
        int reach = LANES + Math.max(0, width - LANES) / 2;
        eachPiece(sizes, (in, out, pairs) -> {
            int p = 0;
            for (; p < pairs && (width >= LANES || (2 * (pairs - p) - 1) * width >= LANES); p++) {
                if (out + p * columns + reach > g.length) {
                    break;
                }
                placeInRows(x, in + 2 * p * width, width, g, out + p * columns, dx);
            }
            PlainPooling.placeInFours(x, in + 2 * p * width, width, g, out + p * columns, dx, pairs - p);
        });
        int used = 2 * sizes.rows().count() * width;
        if (used < sizes.pixels()) {
            for (int plane = 0; plane < sizes.planes(); plane++) {
                Arrays.fill(dx, plane * sizes.pixels() + used, (plane + 1) * sizes.pixels(), 0);
            }
        }
    }

    /** Gives each cotangent to the first of four elements that is the largest or a NaN, and 0 to the others. */
    private static void placeInRows(float[] x, int first, int width, float[] g, int out, float[] dx) {
        int last = Math.max(0, width - LANES);
        FloatVector zero = FloatVector.zero(SPECIES);
        for (int i = 0; i < width; i += LANES) {
            int w = Math.min(i, last);
            FloatVector upper = FloatVector.fromArray(SPECIES, x, first + w);
            FloatVector lower = FloatVector.fromArray(SPECIES, x, first + width + w);
            FloatVector besideUpper = upper.rearrange(NEIGHBOUR);
            FloatVector besideLower = lower.rearrange(NEIGHBOUR);
            FloatVector largest = upper.max(lower).max(besideUpper.max(besideLower));
            VectorMask<Float> upperWins = wins(upper, largest);
            VectorMask<Float> besideUpperWins = wins(besideUpper, largest);
            VectorMask<Float> comesLate = besideUpperWins.and(AT_ODD);
            VectorMask<Float> comesLateBelow =
                    wins(besideLower, largest).and(AT_ODD).or(upperWins.or(besideUpperWins));
            FloatVector cotangent =
                    FloatVector.fromArray(SPECIES, g, out + w / 2).rearrange(TWICE);
            zero.blend(cotangent, upperWins).blend(zero, comesLate).intoArray(dx, first + w);
            zero.blend(cotangent, wins(lower, largest))
                    .blend(zero, comesLateBelow)
                    .intoArray(dx, first + width + w);
        }
    }

    private static VectorMask<Float> wins(FloatVector x, FloatVector largest) {
        return x.compare(VectorOperators.EQ, largest).or(x.compare(VectorOperators.NE, x));
    }

    /** Runs {@code piece} over planes, several at a time where no odd row stands between them. */
    private static void eachPiece(PoolingSizes sizes, Piece piece) {
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
    private interface Piece {
        void run(int in, int out, int pairs);
    }
}
