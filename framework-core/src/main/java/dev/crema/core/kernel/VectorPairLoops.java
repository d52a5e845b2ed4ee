package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link PairLoops} with the Vector API. */
final class VectorPairLoops implements PairLoops {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    @Override
    public LineCopy copies() {
        return VectorLineCopy::run;
    }

    /** From the last vector of a line to its first: what a line writes beyond its end is overwritten by the next. */
    @Override
    public void outputs(float[] sums, int from, int step, float[] to, int at, int width, int pairs) {
        int last = (width - 1) / LANES * LANES;
        for (int pair = 0; pair < pairs; pair++) {
            int source = from + pair * width;
            int target = at + 2 * pair * width;
            for (int i = last; i >= 0; i -= LANES) {
                FloatVector m0 = FloatVector.fromArray(SPECIES, sums, source + i);
                FloatVector m1 = FloatVector.fromArray(SPECIES, sums, source + step + i);
                FloatVector m2 = FloatVector.fromArray(SPECIES, sums, source + 2 * step + i);
                FloatVector m3 = FloatVector.fromArray(SPECIES, sums, source + 3 * step + i);
                m0.add(m1).add(m2).intoArray(to, target + i);
                m1.sub(m2).sub(m3).intoArray(to, target + width + i);
            }
        }
    }

    @Override
    public boolean writesWhole(int width) {
        return width % LANES == 0;
    }
}
