package dev.crema.core.kernel;

import dev.crema.core.cases.WindowAxis;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Convolutions of up to 70 channels and filters, which leave every remainder of a tile, a panel and a vector of either: the chosen kernels to the
 * bit of the plain ones.
 */
final class WideConvolutionProperties {

    /** Multiply-adds of a case at most, but for what a line of one image takes. */
    private static final long MOST_WORK = 1_500_000;

    @Provide
    Arbitrary<ConvolutionSizes> wide() {
        Arbitrary<Integer> heights = Arbitraries.integers().between(1, 9);
        Arbitrary<Integer> widths = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.of(7, 8, 9, 15, 16, 17, 31, 32, 33)),
                Tuple.of(2, Arbitraries.integers().between(1, 40)));
        Arbitrary<Integer> planes = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.integers().between(1, 4)),
                Tuple.of(3, Arbitraries.of(8, 12, 16, 17, 24, 31, 32, 33, 64)),
                Tuple.of(3, Arbitraries.integers().between(1, 70)));
        Arbitrary<Integer> many = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.of(16, 17, 31, 32, 33, 63, 64, 65)),
                Tuple.of(1, Arbitraries.integers().between(16, 70)));
        Arbitrary<Integer> fourOrMore = Arbitraries.integers().between(4, 9);
        return Arbitraries.frequencyOf(
                Tuple.of(4, sizes(planes, any(heights), any(widths))),
                Tuple.of(2, sizes(planes, threeTaps(heights), threeTaps(widths))),
                Tuple.of(2, sizes(many, threeTaps(fourOrMore), threeTaps(fourOrMore))),
                Tuple.of(1, sizes(planes, oneTap(heights), oneTap(widths))),
                Tuple.of(2, sizes(planes, oneTap(heights), oneTap(heights))));
    }

    private static Arbitrary<WindowAxis> any(Arbitrary<Integer> sizes) {
        Arbitrary<Integer> kernels = Arbitraries.integers().between(1, 5);
        Arbitrary<Integer> paddings = Arbitraries.integers().between(0, 3);
        return Combinators.combine(sizes, kernels, oneOrTwo(), paddings, oneOrTwo())
                .as(WideConvolutionProperties::axis);
    }

    private static Arbitrary<WindowAxis> threeTaps(Arbitrary<Integer> sizes) {
        return sizes.map(size -> axis(size, 3, 1, 1, 1));
    }

    private static Arbitrary<WindowAxis> oneTap(Arbitrary<Integer> sizes) {
        return Combinators.combine(sizes, oneOrTwo()).as((size, stride) -> axis(size, 1, stride, 0, 1));
    }

    private static Arbitrary<Integer> oneOrTwo() {
        return Arbitraries.of(1, 1, 2);
    }

    /** Of at least one window. */
    private static WindowAxis axis(int size, int kernel, int stride, int padding, int dilation) {
        int least = Math.max(1, dilation * (kernel - 1) + 1 - 2 * padding);
        return new WindowAxis(Math.max(size, least), kernel, stride, padding, dilation);
    }

    private static Arbitrary<ConvolutionSizes> sizes(
            Arbitrary<Integer> planes, Arbitrary<WindowAxis> rows, Arbitrary<WindowAxis> columns) {
        Arbitrary<Integer> batch = Arbitraries.frequencyOf(
                Tuple.of(2, Arbitraries.of(1, 2, 8, 9, 16, 17, 32, 33)),
                Tuple.of(1, Arbitraries.integers().between(1, 20)));
        Arbitrary<Integer> groups = Arbitraries.of(1, 1, 1, 2, 3);
        Arbitrary<Boolean> depthwise = Arbitraries.of(false, false, false, true);
        return Combinators.combine(batch, groups, depthwise, planes, planes, rows, columns)
                .as(WideConvolutionProperties::sizes);
    }

    /** With fewer images and lines than asked for if they take too long. */
    private static ConvolutionSizes sizes(
            int batch, int groups, boolean depthwise, int channels, int filters, WindowAxis rows, WindowAxis columns) {
        ConvolutionSizes sizes = depthwise
                ? new ConvolutionSizes(batch, channels, 1, 1 + filters % 2, axis(rows), axis(columns))
                : new ConvolutionSizes(batch, groups, channels, filters, axis(rows), axis(columns));
        long ofImage = (long) sizes.weightSize() * sizes.positions();
        if (ofImage * batch <= MOST_WORK) {
            return sizes;
        }
        if (batch > 1) {
            return sizes((int) Math.max(1, MOST_WORK / ofImage), groups, depthwise, channels, filters, rows, columns);
        }
        WindowAxis lower = axis(rows.size() - 1, rows.kernel(), rows.stride(), rows.padding(), rows.dilation());
        return lower.size() == rows.size() ? sizes : sizes(batch, groups, depthwise, channels, filters, lower, columns);
    }

    private static ConvolutionAxis axis(WindowAxis axis) {
        return new ConvolutionAxis(
                axis.size(), axis.kernel(), axis.stride(), axis.padding(), axis.dilation(), axis.count());
    }

    @Property
    void outputsAndGradientsHaveThePlainBits(@ForAll("wide") ConvolutionSizes sizes, @ForAll long seed) {
        float[] x = KernelCases.floats(seed, sizes.inputSize());
        float[] w = KernelCases.floats(seed + 1, sizes.weightSize());
        float[] bias = KernelCases.floats(seed + 2, sizes.groups() * sizes.filters());
        float[] g = KernelCases.floats(seed + 3, sizes.outputOffset(sizes.batch(), 0));
        check(sizes, x, w, bias, g);
    }

    private static void check(ConvolutionSizes sizes, float[] x, float[] w, float[] bias, float[] g) {
        Kernels<float[]> kernels = KernelCases.chosen();
        Channels channels = Channels.ofOutputs(sizes);
        ChannelLines lines = lines(channels);
        float[] y = new float[g.length];
        KernelCases.PLAIN.convolution(sizes, x, w, bias, y);
        PackedWeights kept = new PackedWeights();
        isSame("outputs", y, result -> kernels.convolution(sizes, x, w, kept, bias, result));
        float[] next = new float[g.length];
        KernelCases.PLAIN.channelAffine(channels, y, lines, next);
        isSame("affine", next, result -> kernels.convolutionAffine(sizes, x, w, kept, bias, lines, result));
        KernelCases.PLAIN.channelRelu(channels, y, lines, next);
        isSame("ReLU", next, result -> kernels.convolutionRelu(sizes, x, w, kept, bias, lines, result));
        KernelCases.PLAIN.channelAddRelu(channels, y, lines, g, next);
        isSame("sum", next, result -> kernels.convolutionAddRelu(sizes, x, w, kept, bias, lines, g, result));
        float[] unbiased = new float[g.length];
        KernelCases.PLAIN.convolution(sizes, x, w, null, unbiased);
        isSame("outputs without bias", unbiased, result -> kernels.convolution(sizes, x, w, null, result));
        float[] dx = new float[x.length];
        KernelCases.PLAIN.convolutionInputGradient(sizes, g, w, dx);
        isSame("input gradient", dx, result -> kernels.convolutionInputGradient(sizes, g, w, result));
        float[] dw = new float[w.length];
        KernelCases.PLAIN.convolutionWeightGradient(sizes, x, g, dw);
        isSame("weight gradient", dw, result -> kernels.convolutionWeightGradient(sizes, x, g, result));
        if (kernels.vectorBits() > 0 && !sizes.isDepthwise() && !RowBlocks.fit(sizes)) {
            // also where another way is faster
            isSame(
                    "general outputs",
                    y,
                    result -> VectorConvolution.forward(
                            sizes, x, w, new PackedWeights(), bias, result, (filter, from, to) -> {}));
            isSame("general input gradient", dx, result -> VectorConvolution.inputGradient(sizes, g, w, result));
            if (!LaneWeightGradient.fits(sizes)) {
                isSame("general weight gradient", dw, result -> VectorWeightGradient.run(sizes, x, g, result));
            }
        }
    }

    private static ChannelLines lines(Channels channels) {
        return ChannelLines.of(
                channels.each(c -> 1 - 0.3 * c), channels.each(c -> 0.1 * c), channels.each(c -> 0.2 - 0.01 * c));
    }

    /** Results overwrite whatever was there. */
    private static void isSame(String what, float[] expected, Consumer<float[]> loop) {
        float[] actual = KernelCases.floats(5, expected.length);
        loop.accept(actual);
        KernelCases.assertSameBits(expected, actual, what);
    }
}
