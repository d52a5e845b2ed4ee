package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link LineSpread} with the Vector API, the reverse of {@link VectorLineCopy} with a step. With step 2, pairs of columns are numbers of 64
 * bits: the first column of them is written with a zero beside it, the second is put into its half, so that the first columns have to be written
 * before the second ones.
 */
final class VectorLineSpread {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final VectorSpecies<Long> LONGS = VectorSpecies.of(long.class, SPECIES.vectorShape());

    /** Pairs of columns in a vector. */
    private static final int PAIRS = VectorTiles.LANES / 2;

    private static final LongVector LOWER_HALF = LongVector.broadcast(LONGS, 0xffff_ffffL);

    private VectorLineSpread() {}

    static void run(
            float[] from,
            int source,
            int fromStride,
            int width,
            float[] to,
            int at,
            int toStride,
            int toWidth,
            int step,
            int column,
            int lines) {
        int whole = step == 2 ? toWidth / (2 * PAIRS) * PAIRS : 0;
        for (int line = 0; line < lines; line++) {
            int first = source + line * fromStride;
            int target = at + line * toStride;
            for (int i = 0; i < whole; i += PAIRS) {
                if (column == 0) {
                    longs(from, first + i).and(LOWER_HALF).reinterpretAsFloats().intoArray(to, target + 2 * i);
                } else {
                    addSecond(from, first + i, to, target + 2 * i - 1);
                }
            }
            for (int i = whole; i < width; i++) {
                to[target + i * step] = from[first + i];
            }
        }
    }

    private static void addSecond(float[] from, int source, float[] to, int at) {
        LongVector pairs = FloatVector.fromArray(SPECIES, to, at).reinterpretAsLongs();
        longs(from, source)
                .lanewise(VectorOperators.LSHL, Integer.SIZE)
                .or(pairs)
                .reinterpretAsFloats()
                .intoArray(to, at);
    }

    /** As many numbers as there are pairs, in the lower halves of theirs. */
    private static LongVector longs(float[] from, int at) {
        IntVector numbers = FloatVector.fromArray(SPECIES, from, at).reinterpretAsInts();
        return (LongVector) numbers.convertShape(VectorOperators.I2L, LONGS, 0);
    }
}
