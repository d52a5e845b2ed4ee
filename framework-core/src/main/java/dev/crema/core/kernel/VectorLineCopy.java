package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link LineCopy} with the Vector API for steps 1 and 2. Lines are often shorter than a call of {@code arraycopy} or a loop over
 * vectors is worth, so there are loops over lines of one vector and of two.
 */
final class VectorLineCopy {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SPECIES.vectorShape());

    /** One for each pair of lanes. */
    private static final VectorSpecies<Integer> PAIRS =
            VectorSpecies.of(int.class, VectorShape.forBitSize(SPECIES.vectorBitSize() / 2));

    private VectorLineCopy() {}

    /** One long method (ADR 0023). */
    static void run(
            float[] from,
            int source,
            int fromStride,
            int step,
            float[] to,
            int at,
            int toStride,
            int width,
            int lines) {
        int whole = width == 0 || step > 2 || toStride - width > LANES
                ? 0
                : linesOfWholeVectors(from.length - source, fromStride, step, width, lines);
        if (step == 2) {
            everySecond(from, source, fromStride, to, at, toStride, width, whole);
        } else if (width <= LANES) {
            for (int line = 0; line < whole; line++) {
                int target = at + line * toStride;
                FloatVector.fromArray(SPECIES, from, source + line * fromStride).intoArray(to, target);
                if (toStride > width) {
                    FloatVector.zero(SPECIES).intoArray(to, target + width);
                }
            }
        } else if (width <= 2 * LANES) {
            for (int line = 0; line < whole; line++) {
                int first = source + line * fromStride;
                int target = at + line * toStride;
                FloatVector.fromArray(SPECIES, from, first).intoArray(to, target);
                FloatVector.fromArray(SPECIES, from, first + LANES).intoArray(to, target + LANES);
                if (toStride > width) {
                    FloatVector.zero(SPECIES).intoArray(to, target + width);
                }
            }
        } else {
            ofManyVectors(from, source, fromStride, to, at, toStride, width, whole);
        }
        for (int line = whole; line < lines; line++) {
            int target = at + line * toStride;
            for (int i = 0; i < width; i++) {
                to[target + i] = from[source + line * fromStride + i * step];
            }
            for (int i = width; i < toStride; i++) {
                to[target + i] = 0;
            }
        }
    }

    /** Of the lines, those whose last vector does not reach beyond the {@code available} elements. */
    private static int linesOfWholeVectors(int available, int fromStride, int step, int width, int lines) {
        int perVector = LANES / step;
        int reach = (width + perVector - 1) / perVector * LANES;
        return available < reach ? 0 : fromStride == 0 ? lines : Math.min(lines, (available - reach) / fromStride + 1);
    }

    private static void ofManyVectors(
            float[] from, int source, int fromStride, float[] to, int at, int toStride, int width, int lines) {
        for (int line = 0; line < lines; line++) {
            int first = source + line * fromStride;
            int target = at + line * toStride;
            for (int i = 0; i < width; i += LANES) {
                FloatVector.fromArray(SPECIES, from, first + i).intoArray(to, target + i);
            }
            if (toStride > width) {
                FloatVector.zero(SPECIES).intoArray(to, target + width);
            }
        }
    }

    private static void everySecond(
            float[] from, int source, int fromStride, float[] to, int at, int toStride, int width, int lines) {
        for (int line = 0; line < lines; line++) {
            int first = source + line * fromStride;
            int target = at + line * toStride;
            for (int i = 0; i < width; i += LANES / 2) {
                evenLanes(from, first + 2 * i).intoArray(to, target + i);
            }
            if (toStride > width) {
                FloatVector.zero(SPECIES).intoArray(to, target + width);
            }
        }
    }

    /**
     * The even lanes in the lower half of a vector: the lower halves of numbers of 64 bits, which on JDK 17 is cheaper than a shuffle,
     * whose indices are checked at each use. No {@code FloatVector} of half the size: once C2 has seen two sizes, it no longer
     * knows which one a loop carries, and the tiles of {@link VectorTiles} leave their registers.
     */
    private static FloatVector evenLanes(float[] from, int at) {
        return ((IntVector) FloatVector.fromArray(SPECIES, from, at)
                        .reinterpretAsLongs()
                        .convertShape(VectorOperators.L2I, PAIRS, 0)
                        .reinterpretShape(INTS, 0))
                .reinterpretAsFloats();
    }
}
