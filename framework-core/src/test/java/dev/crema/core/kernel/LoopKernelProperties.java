package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.crema.core.cases.WindowAxis;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The chosen kernels give the bits of the plain ones, whatever the sizes leave for the tail of a vector loop. */
final class LoopKernelProperties {

    private static final int OFFSET = 3;

    @Provide
    Arbitrary<Integer> sizes() {
        return KernelCases.tailSizes();
    }

    @Provide
    Arbitrary<WindowAxis> axes() {
        return WindowAxis.arbitrary(Arbitraries.integers().between(0, 40)).map(LoopKernelProperties::withLittlePadding);
    }

    /** An image larger than a window, and padding of at most half of one, so that every window holds a value. */
    private static WindowAxis withLittlePadding(WindowAxis axis) {
        int padding = Math.min(axis.padding(), axis.span() / 2);
        return new WindowAxis(axis.size() + axis.span(), axis.kernel(), axis.stride(), padding, axis.dilation());
    }

    @Property
    void binaryOperations(@ForAll("sizes") int size, @ForAll Binary operation, @ForAll long seed) {
        float[] a = KernelCases.mixedFloats(seed, size + OFFSET);
        float[] b = KernelCases.mixedFloats(~seed, size + 2 * OFFSET);
        check(size + OFFSET, (kernels, y) -> kernels.binary(operation, size, a, OFFSET, b, 2 * OFFSET, y, OFFSET));
    }

    @Property
    void functionsOfOneElement(@ForAll("sizes") int size, @ForAll long seed) {
        float[] x = KernelCases.mixedFloats(seed, size);
        float[] y = new float[size];
        KernelCases.PLAIN.relu(x, y);
        check(size, (kernels, result) -> kernels.relu(x, result));
        check(size, (kernels, result) -> kernels.reluGradient(y, x, result));
        check(size, (kernels, result) -> kernels.map(x, result, v -> v * 3));
        check(size, (kernels, result) -> kernels.zip(x, y, result, (u, v) -> u * 3 - v));
    }

    @Property
    void sumsAndExtrema(
            @ForAll @IntRange(max = 4) int outer,
            @ForAll("sizes") int count,
            @ForAll("sizes") int inner,
            @ForAll long seed) {
        float[] x = KernelCases.floats(seed, outer * count * inner);
        float[] mixed = KernelCases.mixedFloats(seed, outer * count * inner);
        check(outer * inner, (kernels, y) -> kernels.sum(outer, count, inner, x, y));
        check(outer * count, (kernels, y) -> kernels.sum(outer * count, inner, 1, x, y));
        check(outer * inner, (kernels, y) -> kernels.extremum(true, outer, count, inner, mixed, y));
        check(outer * inner, (kernels, y) -> kernels.extremum(false, outer, count, inner, mixed, y));
    }

    @Property
    void channelSums(
            @ForAll @IntRange(max = 4) int batch,
            @ForAll @IntRange(min = 1, max = 4) int count,
            @ForAll("sizes") int inner,
            @ForAll long seed) {
        Channels channels = new Channels(batch, count, inner);
        float[] x = KernelCases.floats(seed, batch * count * inner);
        float[] g = KernelCases.floats(~seed, x.length);
        double[] center = {0.1, -0.2, 0.3, -0.4};
        checkSums(count, (kernels, sums) -> kernels.channelSums(channels, x, sums));
        checkSums(count, (kernels, sums) -> kernels.channelSquares(channels, x, center, sums));
        checkSums(count, (kernels, sums) -> kernels.channelProducts(channels, g, x, center, sums));
    }

    @Property
    void channelAffine(
            @ForAll @IntRange(max = 4) int batch,
            @ForAll @IntRange(min = 1, max = 4) int count,
            @ForAll("sizes") int inner,
            @ForAll long seed) {
        Channels channels = new Channels(batch, count, inner);
        float[] x = KernelCases.floats(seed, batch * count * inner);
        float[] g = KernelCases.floats(~seed, x.length);
        double[] scale = {1.1, -0.2, 0.3, 0};
        double[] shift = {0.7, 0, -1.3, 2};
        check(x.length, (kernels, y) -> kernels.channelAffine(channels, x, scale, shift, y));
        check(x.length, (kernels, y) -> kernels.channelAffine(channels, g, shift, x, scale, shift, y));
    }

    @Property
    void pooling(
            @ForAll @IntRange(max = 3) int planes,
            @ForAll("axes") WindowAxis rows,
            @ForAll("axes") WindowAxis columns,
            @ForAll boolean countPadding,
            @ForAll long seed) {
        PoolingSizes sizes = new PoolingSizes(
                planes, rows.size(), columns.size(), windows(rows, countPadding), windows(columns, countPadding));
        float[] x = KernelCases.floats(seed, planes * sizes.pixels());
        float[] mixed = KernelCases.mixedFloats(seed, x.length);
        float[] g = KernelCases.floats(~seed, planes * sizes.positions());
        check(g.length, (kernels, y) -> kernels.averagePool(sizes, x, y));
        check(x.length, (kernels, dx) -> kernels.averagePoolGradient(sizes, g, dx));
        check(g.length, (kernels, y) -> kernels.maxPool(sizes, mixed, y, new int[g.length]));
        int[] expected = new int[g.length];
        int[] actual = new int[g.length];
        KernelCases.PLAIN.maxPool(sizes, mixed, new float[g.length], expected);
        KernelCases.chosen().maxPool(sizes, mixed, new float[g.length], actual);
        assertArrayEquals(expected, actual);
    }

    private static Windows windows(WindowAxis axis, boolean countPadding) {
        return Windows.sliding(
                axis.size(), axis.count(), axis.kernel(), axis.stride(), axis.padding(), axis.dilation(), countPadding);
    }

    /** Results overwrite whatever was there. */
    private static void check(int size, Loop<float[]> loop) {
        float[] expected = KernelCases.floats(7, size);
        float[] actual = expected.clone();
        loop.run(KernelCases.PLAIN, expected);
        loop.run(KernelCases.chosen(), actual);
        KernelCases.assertSameBits(expected, actual);
    }

    private static void checkSums(int size, Loop<double[]> loop) {
        double[] expected = new double[size];
        double[] actual = new double[size];
        loop.run(KernelCases.PLAIN, expected);
        loop.run(KernelCases.chosen(), actual);
        assertArrayEquals(expected, actual);
    }

    /** A loop that fills its result. */
    @FunctionalInterface
    private interface Loop<R> {
        void run(Kernels<float[]> kernels, R result);
    }
}
