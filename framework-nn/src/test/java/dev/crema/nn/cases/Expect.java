package dev.crema.nn.cases;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.NdArray;
import org.junit.jupiter.api.function.Executable;

/** Comparisons of arrays and of error texts. */
public final class Expect {

    private Expect() {}

    /** That an argument is refused with exactly this text. */
    public static void refusal(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    /** Same shape and dtype, and numbers that differ by at most {@code tolerance}. */
    public static void close(NdArray expected, NdArray actual, double tolerance) {
        assertEquals(expected.shape(), actual.shape());
        assertEquals(expected.dtype(), actual.dtype());
        assertArrayEquals(expected.toDoubleArray(), actual.toDoubleArray(), tolerance);
    }

    public static void sameBits(NdArray expected, NdArray actual) {
        assertTrue(expected.sameBits(actual), () -> "expected " + expected + " to the bit, got " + actual);
    }
}
