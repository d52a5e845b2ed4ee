package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** {@link StridedCopy} with the Vector API for steps 1 and 2; rows are often shorter than a call of {@code arraycopy} is worth. */
final class VectorStridedCopy {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SPECIES.vectorShape());

    /** One for each pair of lanes. */
    private static final VectorSpecies<Integer> PAIRS =
            VectorSpecies.of(int.class, VectorShape.forBitSize(SPECIES.vectorBitSize() / 2));

    private VectorStridedCopy() {}

    static void run(float[] from, int source, int step, float[] to, int at, int count) {
        int done = 0;
        if (step == 1) {
            for (; done < count && source + done + LANES <= from.length; done += LANES) {
                FloatVector.fromArray(SPECIES, from, source + done).intoArray(to, at + done);
            }
        } else if (step == 2) {
            for (; done < count && source + 2 * done + LANES <= from.length; done += LANES / 2) {
                evenLanes(from, source + 2 * done).intoArray(to, at + done);
            }
        }
        for (; done < count; done++) {
            to[at + done] = from[source + done * step];
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
