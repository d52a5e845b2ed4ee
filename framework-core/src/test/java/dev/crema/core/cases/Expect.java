package dev.crema.core.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.NdArray;
import java.util.function.Supplier;
import org.junit.jupiter.api.function.Executable;

/** Comparisons of arrays and of error texts. */
public final class Expect {

    private Expect() {}

    /** Same shape, dtype and numbers; 0 and -0 are the same number. */
    public static void equal(NdArray expected, NdArray actual) {
        close(expected, actual, 0);
    }

    /** Same shape, dtype and bits. */
    public static void sameBits(NdArray expected, NdArray actual) {
        assertTrue(expected.sameBits(actual), () -> "expected " + expected + " but was " + actual);
    }

    /** Same shape and dtype, and numbers that differ by at most {@code tolerance} times the largest finite one expected, or 1. */
    public static void close(NdArray expected, NdArray actual, double tolerance) {
        close("", expected, actual, tolerance);
    }

    public static void close(String what, NdArray expected, NdArray actual, double tolerance) {
        Supplier<String> message = () -> what + ": expected " + expected + " but was " + actual;
        assertEquals(expected.shape(), actual.shape(), message);
        assertEquals(expected.dtype(), actual.dtype(), message);
        double allowed = tolerance * Math.max(1, largest(expected));
        for (int i = 0; i < expected.size(); i++) {
            double e = expected.getFlat(i);
            double a = actual.getFlat(i);
            if (Double.compare(e, a) != 0 && !(Math.abs(e - a) <= allowed)) {
                assertEquals(e, a, allowed, i + ", " + message.get());
            }
        }
    }

    private static double largest(NdArray values) {
        double largest = 0;
        for (int i = 0; i < values.size(); i++) {
            double magnitude = Math.abs(values.getFlat(i));
            largest = Double.isFinite(magnitude) ? Math.max(largest, magnitude) : largest;
        }
        return largest;
    }

    /** That the call fails with exactly this text. */
    public static void message(Class<? extends Throwable> type, String message, Executable call) {
        assertEquals(message, assertThrows(type, call).getMessage());
    }

    /** That a call at the wrong time fails with exactly this text. */
    public static void failure(String message, Executable call) {
        message(IllegalStateException.class, message, call);
    }

    /** That an argument is refused with exactly this text. */
    public static void refusal(String message, Executable call) {
        message(IllegalArgumentException.class, message, call);
    }
}
