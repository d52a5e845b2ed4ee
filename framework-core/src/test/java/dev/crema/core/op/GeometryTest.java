package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Sizes beyond the range of int are refused rather than wrapped. */
final class GeometryTest {

    private final Geometry base = Geometry.of(Pair.of(3));

    @Test
    void theSpanOfAKernelFitsAnInt() {
        refused(
                "dilation: expected a kernel that spans at most 2147483647, got dilation 1073741824 for 3 taps",
                () -> base.dilation(Pair.of(1 << 30)));
        refused(
                "dilation: expected a kernel that spans at most 2147483647, got dilation 2147483647 for 2 taps",
                () -> Geometry.of(new Pair(1, 2)).dilation(Pair.of(Integer.MAX_VALUE)));
        Pair largest = base.dilation(Pair.of((1 << 30) - 1)).span();
        assertEquals(Pair.of(Integer.MAX_VALUE), largest);
    }

    @Test
    void thePaddedSizeMayExceedAnIntButNotTheNumberOfWindows() {
        Geometry wide = base.padding(Pair.of(1 << 30));
        refused(
                "conv2d: expected at most 2147483647 windows along an axis, got 2147483650; use less padding",
                () -> wide.outputSize("conv2d", 4, 4));
        assertEquals(
                new Pair(Integer.MAX_VALUE, 1), Geometry.of(Pair.of(1)).outputSize("conv2d", Integer.MAX_VALUE, 1));
        assertEquals(Pair.of((1 << 30) + 1), wide.stride(Pair.of(2)).outputSize("conv2d", 4, 4));
    }

    private static void refused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }
}
