package dev.crema.core.cases;

import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** One axis of an image and the windows that slide along it. */
public record WindowAxis(int size, int kernel, int stride, int padding, int dilation) {

    /** An axis whose padded size exceeds the window by {@code slack}, or by more where the image would have no pixel. */
    public static WindowAxis fitting(int slack, int kernel, int stride, int padding, int dilation) {
        int size = Math.max(1, dilation * (kernel - 1) + 1 - 2 * padding + slack);
        return new WindowAxis(size, kernel, stride, padding, dilation);
    }

    /** Strides beyond the kernel and kernels as large as the padded image included. */
    public static Arbitrary<WindowAxis> arbitrary(Arbitrary<Integer> slack) {
        return Combinators.combine(
                        slack, upTo(4), upTo(5), Arbitraries.integers().between(0, 3), upTo(3))
                .as(WindowAxis::fitting);
    }

    /** Mostly small, now and then wider than a block of a product. */
    public static Arbitrary<Integer> mixedSlack() {
        return Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.integers().between(0, 8)),
                Tuple.of(1, Arbitraries.integers().between(250, 300)));
    }

    private static Arbitrary<Integer> upTo(int most) {
        return Arbitraries.integers().between(1, most);
    }

    public int span() {
        return dilation * (kernel - 1) + 1;
    }

    /** Number of windows that lie in the padded image. */
    public int count() {
        int count = 0;
        while (count * stride + span() <= size + 2 * padding) {
            count++;
        }
        return count;
    }

    /** The same, and windows that end beyond the padded image but start in the image or in the padding before it. */
    public int ceilCount() {
        int count = 1;
        while ((count - 1) * stride + span() < size + 2 * padding && count * stride < size + padding) {
            count++;
        }
        return count;
    }

    /** The index that tap {@code tap} of window {@code window} meets; outside of {@code 0 .. size - 1} in the padding. */
    public int index(int window, int tap) {
        return window * stride - padding + tap * dilation;
    }

    /** Whether each of {@code count} windows has a tap inside of the image. */
    public boolean everyWindowHoldsAnIndex(int count) {
        return IntStream.range(0, count)
                .allMatch(window -> IntStream.range(0, kernel).anyMatch(tap -> contains(index(window, tap))));
    }

    public boolean contains(int index) {
        return index >= 0 && index < size;
    }
}
