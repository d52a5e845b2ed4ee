package dev.crema.core.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** The halves of a vector of {@code float} in double precision: a vector of half the size is out of the question (ADR 0012). */
final class VectorWidening {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;

    /** Brings the upper half down to where it can be widened. */
    private static final VectorShuffle<Float> UPPER =
            VectorShuffle.fromOp(FLOATS, i -> (i + FLOATS.length() / 2) % FLOATS.length());

    private VectorWidening() {}

    static DoubleVector lower(FloatVector x) {
        return (DoubleVector) x.convertShape(VectorOperators.F2D, DOUBLES, 0);
    }

    static DoubleVector upper(FloatVector x) {
        return (DoubleVector) x.rearrange(UPPER).convertShape(VectorOperators.F2D, DOUBLES, 0);
    }

    /** The way back, in a plain loop. */
    static void narrow(double[] from, float[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = (float) from[i];
        }
    }
}
