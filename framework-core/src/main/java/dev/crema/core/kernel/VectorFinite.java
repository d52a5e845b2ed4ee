package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Looks for numbers that are not finite, of which a product with zero is NaN. */
final class VectorFinite {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();

    private VectorFinite() {}

    /** Whether no element of a stretch is infinite or a NaN. */
    static boolean all(float[] x, int from, int to) {
        FloatVector zeros = FloatVector.zero(SPECIES);
        int i = from;
        for (; i <= to - LANES; i += LANES) {
            FloatVector values = FloatVector.fromArray(SPECIES, x, i);
            zeros = zeros.add(values.sub(values));
        }
        float sum = zeros.reduceLanes(VectorOperators.ADD);
        for (; i < to; i++) {
            sum += x[i] * 0; // 0, or NaN
        }
        return sum == 0;
    }
}
