package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** {@link QuadLoops} with the Vector API. */
final class VectorQuadLoops implements QuadLoops {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    // Made once, so that loops have fewer nodes (ADR 0023).
    private static final FloatVector SIX = FloatVector.broadcast(SPECIES, 6);
    private static final FloatVector MINUS_FOUR = FloatVector.broadcast(SPECIES, -4);
    private static final FloatVector DIVISOR_0 = FloatVector.broadcast(SPECIES, RowQuads.DIVISORS[0]);
    private static final FloatVector DIVISOR_1 = FloatVector.broadcast(SPECIES, RowQuads.DIVISORS[1]);
    private static final FloatVector DIVISOR_2 = FloatVector.broadcast(SPECIES, RowQuads.DIVISORS[2]);
    private static final FloatVector DIVISOR_3 = FloatVector.broadcast(SPECIES, RowQuads.DIVISORS[3]);

    /**
     * From the last vector of a line to its first: what a line writes beyond its end is overwritten by the next. One long method (ADR 0023).
     */
    @Override
    public void outputs(float[] sums, int from, int step, float bias, float[] to, int at, int width, int quads) {
        int last = (width - 1) / LANES * LANES;
        for (int quad = 0; quad < quads; quad++) {
            for (int i = last; i >= 0; i -= LANES) {
                int in = from + quad * width + i;
                int out = at + RowQuads.ROWS * quad * width + i;
                FloatVector m1 = FloatVector.fromArray(SPECIES, sums, in + step);
                FloatVector m2 = FloatVector.fromArray(SPECIES, sums, in + 2 * step);
                FloatVector m3 = FloatVector.fromArray(SPECIES, sums, in + 3 * step);
                FloatVector m4 = FloatVector.fromArray(SPECIES, sums, in + 4 * step);
                FloatVector s1 = m1.add(m2);
                FloatVector d1 = m1.sub(m2);
                FloatVector s2 = m3.add(m4);
                FloatVector d2 = m3.sub(m4);
                FloatVector added = FloatVector.broadcast(SPECIES, bias);
                FloatVector.fromArray(SPECIES, sums, in)
                        .fma(SIX, s1.fma(MINUS_FOUR, s2))
                        .div(DIVISOR_0)
                        .add(added)
                        .intoArray(to, out);
                d2.sub(d1.add(d1)).div(DIVISOR_1).add(added).intoArray(to, out + width);
                s2.sub(s1).div(DIVISOR_2).add(added).intoArray(to, out + 2 * width);
                d2.add(d2)
                        .sub(d1)
                        .div(DIVISOR_3)
                        .add(FloatVector.fromArray(SPECIES, sums, in + 5 * step))
                        .add(added)
                        .intoArray(to, out + 3 * width);
            }
        }
    }

    @Override
    public boolean writesWhole(int width) {
        return width % LANES == 0;
    }
}
