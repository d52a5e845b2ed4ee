package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Outputs of few filters and input gradients of few channels: plain and chosen kernels to the bit of the definition. */
final class FewChannelsProperties {

    /** Images that are enough not to be divided. */
    private static final int BATCH = 8;

    @Property
    void haveTheDefinedBits(
            @ForAll @IntRange(min = 1, max = 2) int groups,
            @ForAll @IntRange(min = 1, max = 4) int few,
            @ForAll @IntRange(min = 1, max = 5) int others,
            @ForAll @IntRange(min = 1, max = 30) int height,
            @ForAll @IntRange(min = 7, max = 70) int width,
            @ForAll @IntRange(min = 1, max = 5) int kernelHeight,
            @ForAll @IntRange(min = 1, max = 5) int kernelWidth,
            @ForAll @IntRange(min = 0, max = 3) int padding,
            @ForAll @IntRange(min = 1, max = 2) int dilation) {
        ConvolutionAxis rows = axis(height, kernelHeight, 1, padding, dilation);
        ConvolutionAxis columns = axis(width, kernelWidth, 1, padding, 1);
        if (rows.outputs() > 0 && columns.outputs() > 0) {
            check(new ConvolutionSizes(BATCH, groups, few, others, rows, columns));
            check(new ConvolutionSizes(BATCH, groups, others, few, rows, columns));
        }
    }

    @Example
    void imagesHaveTheDefinedBits() {
        check(sizes(1, 6, 28, 5, 1, 2));
        check(sizes(3, 32, 32, 3, 1, 1));
        check(sizes(32, 3, 32, 3, 1, 1));
        check(sizes(16, 1, 28, 3, 2, 1));
        check(sizes(1, 2, 40, 1, 1, 0));
        check(sizes(2, 7, 33, 7, 1, 6));
    }

    /** Lines of zero weights meet what stands behind the last line. */
    @Example
    void noNumberOfAnEarlierImageIsMet() {
        ConvolutionSizes large = sizes(1, 6, 60, 5, 1, 2);
        float[] infinite = new float[large.outputOffset(BATCH, 0)];
        Arrays.fill(infinite, Float.POSITIVE_INFINITY);
        for (ConvolutionSizes small : List.of(sizes(1, 6, 28, 5, 1, 2), sizes(1, 1, 20, 1, 1, 0))) {
            KernelCases.chosen()
                    .convolutionInputGradient(
                            large, infinite, new float[large.weightSize()], new float[large.inputSize()]);
            check(small);
        }
    }

    private static void check(ConvolutionSizes sizes) {
        float[] x = KernelCases.floats(1, sizes.inputSize());
        float[] w = KernelCases.floats(2, sizes.weightSize());
        float[] bias = KernelCases.floats(3, sizes.groups() * sizes.filters());
        float[] g = KernelCases.floats(4, sizes.outputOffset(sizes.batch(), 0));
        DefinedConvolution definition = new DefinedConvolution(sizes);
        float[] y = definition.output(x, w, bias);
        float[] dx = definition.inputGradient(g, w);
        for (Kernels<float[]> kernels : List.of(KernelCases.PLAIN, KernelCases.chosen())) {
            float[] result = KernelCases.floats(5, y.length);
            kernels.convolution(sizes, x, w, bias, result);
            assertArrayEquals(y, result, kernels.name() + " " + sizes);
            result = KernelCases.floats(5, dx.length);
            kernels.convolutionInputGradient(sizes, g, w, result);
            assertArrayEquals(dx, result, kernels.name() + " " + sizes);
        }
    }

    private static ConvolutionSizes sizes(int channels, int filters, int side, int kernel, int stride, int padding) {
        return new ConvolutionSizes(
                BATCH, 1, channels, filters, axis(side, kernel, stride, padding, 1), axis(side, kernel, 1, padding, 1));
    }

    private static ConvolutionAxis axis(int size, int kernel, int stride, int padding, int dilation) {
        int span = size + 2 * padding - dilation * (kernel - 1) - 1;
        return new ConvolutionAxis(size, kernel, stride, padding, dilation, span < 0 ? 0 : span / stride + 1);
    }
}
