package dev.crema.nn.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;

/** How far from PyTorch's float64 results ours may be, relative to the largest magnitude of the expected tensor. */
final class Tolerance {

    /** Orders of summation differ; the longest sums of the cases have a few hundred terms of rounding error 1e-16 each. */
    private static final double FLOAT64 = 1e-9;

    /** PyTorch's own float32 results stay within 3e-6 of its float64 ones. */
    private static final double FLOAT32 = 5e-6;

    private Tolerance() {}

    static void check(String what, NdArray expected, NdArray actual) {
        assertEquals(expected.shape(), actual.shape(), what);
        check(what, expected.toDoubleArray(), actual.toDoubleArray(), actual.dtype());
    }

    static void check(String what, double[] expected, double[] actual, DType dtype) {
        double largest = 0;
        for (double value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        double allowed = (dtype == DType.FLOAT64 ? FLOAT64 : FLOAT32) * Math.max(largest, Double.MIN_NORMAL);
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(expected[i] - actual[i]) <= allowed)) {
                fail(what + ": expected " + expected[i] + " at " + i + ", got " + actual[i] + "; off by "
                        + Math.abs(expected[i] - actual[i]) / largest + " of the largest magnitude " + largest);
            }
        }
    }
}
