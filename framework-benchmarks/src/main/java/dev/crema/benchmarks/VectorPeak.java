package dev.crema.benchmarks;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Multiply-adds that wait for nothing: enough sums in registers that each has its result when its turn comes again. */
final class VectorPeak {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int SUMS = 12;
    private static final int ROUNDS = 10_000_000;

    private VectorPeak() {}

    /** How many floating-point operations {@link #multiplyAdds} takes, two for each multiply-add. */
    static long operations() {
        return 2L * SUMS * ROUNDS * SPECIES.length();
    }

    static double multiplyAdds(int seed) {
        FloatVector factor = FloatVector.broadcast(SPECIES, 0.5f + 1e-3f * seed);
        FloatVector term = FloatVector.broadcast(SPECIES, 1);
        FloatVector a = term.mul(1);
        FloatVector b = term.mul(2);
        FloatVector c = term.mul(3);
        FloatVector d = term.mul(4);
        FloatVector e = term.mul(5);
        FloatVector f = term.mul(6);
        FloatVector g = term.mul(7);
        FloatVector h = term.mul(8);
        FloatVector i = term.mul(9);
        FloatVector j = term.mul(10);
        FloatVector k = term.mul(11);
        FloatVector l = term.mul(12);
        for (int round = 0; round < ROUNDS; round++) {
            a = a.fma(factor, term);
            b = b.fma(factor, term);
            c = c.fma(factor, term);
            d = d.fma(factor, term);
            e = e.fma(factor, term);
            f = f.fma(factor, term);
            g = g.fma(factor, term);
            h = h.fma(factor, term);
            i = i.fma(factor, term);
            j = j.fma(factor, term);
            k = k.fma(factor, term);
            l = l.fma(factor, term);
        }
        return a.add(b)
                .add(c)
                .add(d)
                .add(e)
                .add(f)
                .add(g)
                .add(h)
                .add(i)
                .add(j)
                .add(k)
                .add(l)
                .lane(0);
    }
}
