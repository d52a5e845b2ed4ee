package dev.crema.core.kernel;

import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Max pooling of all kinds of windows: plain and chosen kernels to the bit of a walk over each window. */
final class MaxPoolingKernelProperties {

    @Provide
    Arbitrary<Integer> sizes() {
        return KernelCases.tailSizes();
    }

    /** Windows with taps side by side or apart, that overlap, meet or leave gaps, and of which the last may be cut off. */
    @Property
    void theFirstLargestOfSlidingWindows(
            @ForAll @IntRange(max = 4) int planes,
            @ForAll @IntRange(min = 1, max = 9) int height,
            @ForAll("sizes") int width,
            @ForAll @IntRange(min = 1, max = 7) int rows,
            @ForAll @IntRange(min = 1, max = 7) int columns,
            @ForAll @IntRange(min = 1, max = 9) int stride,
            @ForAll @IntRange(min = 1, max = 2) int dilation,
            @ForAll boolean padded,
            @ForAll boolean ceil,
            @ForAll boolean finite,
            @ForAll long seed) {
        Windows down = windows(height, rows, stride, dilation, padded, ceil);
        Windows across = windows(width, columns, stride, dilation, padded, ceil);
        check(
                new PoolingSizes(
                        planes,
                        Math.max(height, span(rows, dilation)),
                        Math.max(width, span(columns, dilation)),
                        down,
                        across),
                finite,
                seed);
    }

    /** The windows of ResNet's, AlexNet's and Inception's pooling, of one image and of more planes than a thread takes at once. */
    @Example
    void windowsOfKnownNetworks() {
        for (int planes : new int[] {1, 70}) {
            for (boolean finite : new boolean[] {true, false}) {
                check(square(planes, 32, 3, 2, 1), finite, 1);
                check(square(planes, 27, 3, 2, 0), finite, 2);
                check(square(planes, 16, 3, 1, 1), finite, 3);
                check(square(planes, 13, 5, 1, 2), finite, 4);
                check(square(planes, 7, 2, 1, 0), finite, 5);
            }
        }
    }

    /** The usual windows, with cotangents of zeros of both signs. */
    @Example
    void windowsOfTwoByTwo() {
        for (int planes : new int[] {1, 70}) {
            for (boolean finite : new boolean[] {true, false}) {
                for (int side : new int[] {2, 8, 28, 65}) {
                    check(square(planes, side, 2, 2, 0), finite, side);
                }
            }
        }
    }

    /** Rows of windows that are not alike, as adaptive pooling has them. */
    @Example
    void rowsOfDifferentHeights() {
        Windows across = Windows.sliding(40, 20, 3, 2, 1, 1, false);
        check(new PoolingSizes(5, 11, 40, Windows.adaptive(11, 4), across), true, 1);
        check(new PoolingSizes(5, 11, 40, Windows.adaptive(11, 4), Windows.adaptive(40, 7)), true, 2);
    }

    private static PoolingSizes square(int planes, int side, int kernel, int stride, int padding) {
        Windows windows =
                Windows.sliding(side, (side + 2 * padding - kernel) / stride + 1, kernel, stride, padding, 1, false);
        return new PoolingSizes(planes, side, side, windows, windows);
    }

    /** Over an axis of at least {@code size}, so that one window lies inside. */
    private static Windows windows(int size, int kernel, int stride, int dilation, boolean padded, boolean ceil) {
        int span = span(kernel, dilation);
        int padding = padded ? span / 2 : 0;
        int length = Math.max(size, span);
        int slack = length + 2 * padding - span;
        int count = slack / stride + 1;
        boolean oneMore = ceil && slack % stride > 0 && count * stride < length + padding;
        Windows windows =
                Windows.sliding(length, oneMore ? count + 1 : count, kernel, stride, padding, dilation, false);
        // with taps apart, a window may miss the image
        return windows.anyEmpty() ? Windows.sliding(length, 1, kernel, stride, 0, dilation, false) : windows;
    }

    private static int span(int kernel, int dilation) {
        return (kernel - 1) * dilation + 1;
    }

    private static void check(PoolingSizes sizes, boolean finite, long seed) {
        float[] x = KernelCases.mixedFloats(seed, sizes.planes() * sizes.pixels());
        for (int i = 0; finite && i < x.length; i++) {
            x[i] = Math.abs(x[i]) <= 1 ? x[i] : 1;
        }
        float[] g = KernelCases.mixedFloats(~seed, sizes.planes() * sizes.positions());
        float[] y = new float[g.length];
        float[] dx = new float[x.length];
        define(sizes, x, g, y, dx);
        for (Kernels<float[]> kernels : List.of(KernelCases.PLAIN, KernelCases.chosen())) {
            float[] actual = KernelCases.floats(7, y.length);
            kernels.maxPool(sizes, x, actual);
            KernelCases.assertSameBits(y, actual);
            float[] gradient = KernelCases.floats(8, dx.length);
            kernels.maxPoolGradient(sizes, x, g, gradient);
            KernelCases.assertSameBits(dx, gradient);
        }
    }

    /**
     * The first NaN of a window is its largest, else the first of the largest; zeros of both signs are equal, but the value is the positive one.
     * Windows of two by two meet no pixel twice, so a gradient is a cotangent as it stands, -0 too; those of other windows are added to 0.
     */
    private static void define(PoolingSizes sizes, float[] x, float[] g, float[] y, float[] dx) {
        for (int at = 0; at < y.length; at++) {
            int in = at / sizes.positions() * sizes.pixels();
            int p = at % sizes.positions() / sizes.columns().count();
            int q = at % sizes.columns().count();
            int place = -1;
            for (int h = sizes.rows().begin[p]; h < sizes.rows().end[p]; h += sizes.rows().step) {
                for (int w = sizes.columns().begin[q]; w < sizes.columns().end[q]; w += sizes.columns().step) {
                    int i = in + h * sizes.width() + w;
                    y[at] = place < 0 ? x[i] : Math.max(y[at], x[i]);
                    boolean larger = place < 0 || x[i] > x[place] || (Float.isNaN(x[i]) && !Float.isNaN(x[place]));
                    place = larger ? i : place;
                }
            }
            dx[place] = sizes.halves() ? g[at] : dx[place] + g[at];
        }
    }
}
