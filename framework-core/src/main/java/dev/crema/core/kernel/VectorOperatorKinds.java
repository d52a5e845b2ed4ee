package dev.crema.core.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Calls operators of all kinds, and several of each, in turn before loops call many times the same. C2 takes an operator for the only one it has
 * seen so far. Where that proves wrong, JDK 17 counts the mistake once for each operation of every loop, and from a hundred on
 * ({@code PerMethodTrapLimit}) it assumes nothing more about the classes in a loop: its vectors become objects for good (ADR 0023).
 */
final class VectorOperatorKinds {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> LONGS = LongVector.SPECIES_PREFERRED;

    /** HotSpot begins to note classes after 200 calls of a method, in the background. */
    private static final int TURNS = 150;

    private VectorOperatorKinds() {}

    /** Takes some 50 ms, most of it to load classes of the Vector API. */
    static void meetAll() {
        FloatVector half = FloatVector.broadcast(FLOATS, 0.5f);
        FloatVector floats = half;
        DoubleVector doubles = DoubleVector.broadcast(DOUBLES, 0.5);
        IntVector ints = IntVector.broadcast(INTS, 1);
        LongVector longs = LongVector.broadcast(LONGS, 1);
        boolean isOrdered = true; // always: it is there for the comparisons
        for (int turn = 0; turn < TURNS && isOrdered; turn++) {
            floats = half.fma(floats, half)
                    .min(half)
                    .max(half)
                    .add(half)
                    .sub(half)
                    .mul(half)
                    .div(half)
                    .neg()
                    .abs();
            doubles = doubles.add(floats.convertShape(VectorOperators.F2D, DOUBLES, 0));
            doubles = doubles.fma(doubles, doubles)
                    .sub(doubles)
                    .mul(0.5)
                    .div(2)
                    .max(0)
                    .min(1)
                    .neg()
                    .abs();
            ints = ints.add(floats.reinterpretAsInts()).and(ints);
            longs = longs.add(ints.convertShape(VectorOperators.I2L, LONGS, 0)).or(longs);
            longs = longs.lanewise(VectorOperators.LSHR, 1).lanewise(VectorOperators.LSHL, 1);
            isOrdered = floats.reduceLanes(VectorOperators.ADD) > 0
                    && floats.compare(VectorOperators.GE, floats).allTrue()
                    && doubles.compare(VectorOperators.EQ, doubles).allTrue()
                    && ints.compare(VectorOperators.LE, ints).allTrue()
                    && longs.compare(VectorOperators.GE, longs).allTrue();
        }
    }
}
