package dev.crema.core.kernel;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chosen kernels on convolutions as networks have them: more filters, taps and positions than a tile or a block holds. */
final class NetworkConvolutionTest {

    @ParameterizedTest
    @CsvSource({
        // batch, groups, channels, filters, side, kernel, stride, padding, dilation
        "1, 1, 32, 64, 16, 3, 1, 1, 1",
        "2, 1, 24, 40, 25, 3, 1, 1, 1",
        "9, 1, 3, 32, 32, 3, 1, 1, 1",
        "9, 1, 1, 6, 28, 5, 1, 2, 1",
        "17, 1, 1, 5, 28, 5, 2, 2, 1",
        "9, 1, 2, 4, 20, 5, 1, 2, 1",
        "2, 1, 1, 6, 70, 5, 2, 2, 1",
        "2, 1, 2, 3, 40, 4, 1, 1, 1",
        "9, 1, 6, 16, 14, 5, 1, 0, 1",
        "33, 1, 6, 16, 14, 5, 1, 0, 1",
        "33, 1, 16, 24, 9, 3, 1, 1, 1",
        "33, 1, 5, 7, 9, 3, 2, 1, 1",
        "3, 1, 3, 32, 70, 3, 1, 1, 1",
        "9, 1, 6, 8, 16, 3, 1, 1, 1",
        "8, 2, 5, 3, 15, 4, 1, 2, 1",
        "9, 1, 2, 3, 5, 3, 1, 1, 1",
        "2, 1, 2, 4, 70, 5, 1, 2, 1",
        "2, 1, 3, 5, 40, 3, 3, 2, 2",
        "2, 1, 3, 7, 40, 4, 2, 3, 3",
        "9, 2, 3, 5, 16, 3, 1, 1, 1",
        "13, 3, 2, 9, 12, 3, 1, 1, 1",
        "2, 1, 1, 2, 16, 3, 1, 40, 1",
        "9, 1, 3, 5, 12, 3, 1, 2, 2",
        "9, 1, 4, 14, 18, 3, 1, 0, 1",
        "9, 1, 4, 14, 9, 3, 1, 1, 1",
        "3, 1, 64, 50, 16, 1, 1, 0, 1",
        "9, 1, 40, 48, 12, 1, 1, 0, 1",
        "2, 2, 33, 35, 4, 1, 1, 0, 1",
        "3, 1, 20, 17, 8, 1, 2, 0, 1",
        "9, 1, 16, 32, 32, 3, 2, 1, 1",
        "2, 1, 32, 64, 15, 3, 2, 1, 1",
        "9, 1, 64, 32, 31, 3, 2, 1, 1",
        "9, 1, 5, 4, 37, 3, 2, 1, 1",
        "9, 1, 4, 5, 66, 3, 2, 2, 2",
        "2, 4, 9, 13, 17, 3, 1, 2, 2",
        "2, 1, 5, 30, 20, 4, 3, 2, 2",
        "1, 1, 129, 131, 8, 3, 1, 1, 1",
        "1, 1, 2, 3, 24, 7, 2, 3, 1",
        "1, 1, 2, 3, 8, 3, 20000, 40000, 1",
        "9, 64, 1, 1, 32, 3, 1, 1, 1",
        "3, 33, 1, 2, 17, 3, 1, 1, 1",
        "3, 20, 1, 1, 17, 3, 2, 1, 1",
        "2, 17, 1, 3, 12, 5, 1, 2, 2",
    })
    void outputsAndGradientsHaveThePlainBits(
            int batch,
            int groups,
            int channels,
            int filters,
            int side,
            int kernel,
            int stride,
            int padding,
            int dilation) {
        int outputs = (side + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1;
        ConvolutionAxis axis = new ConvolutionAxis(side, kernel, stride, padding, dilation, outputs);
        ConvolutionSizes sizes = new ConvolutionSizes(batch, groups, channels, filters, axis, axis);
        float[] x = KernelCases.floats(1, sizes.inputSize());
        float[] w = KernelCases.floats(2, sizes.weightSize());
        float[] bias = KernelCases.floats(3, groups * filters);
        float[] g = KernelCases.floats(4, sizes.outputOffset(batch, 0));
        same(g.length, (kernels, y) -> kernels.convolution(sizes, x, w, bias, y));
        same(g.length, (kernels, y) -> kernels.convolution(sizes, x, w, null, y));
        ChannelLines lines = lines(groups * filters);
        same(g.length, (kernels, y) -> kernels.convolutionAffine(sizes, x, w, new PackedWeights(), bias, lines, y));
        same(g.length, (kernels, y) -> kernels.convolutionRelu(sizes, x, w, new PackedWeights(), null, lines, y));
        same(g.length, (kernels, y) -> kernels.convolutionAddRelu(sizes, x, w, new PackedWeights(), null, lines, g, y));
        same(x.length, (kernels, dx) -> kernels.convolutionInputGradient(sizes, g, w, dx));
        same(w.length, (kernels, dw) -> kernels.convolutionWeightGradient(sizes, x, g, dw));
    }

    private static ChannelLines lines(int channels) {
        Channels each = new Channels(1, channels, 1);
        return ChannelLines.of(each.each(c -> 1 - 0.3 * c), each.each(c -> 0.1 * c), each.each(c -> 0.2 - 0.01 * c));
    }

    private static void same(int size, Loop loop) {
        float[] expected = KernelCases.floats(5, size);
        float[] actual = KernelCases.floats(6, size);
        loop.run(KernelCases.PLAIN, expected);
        loop.run(KernelCases.chosen(), actual);
        KernelCases.assertSameBits(expected, actual);
    }

    /** A loop that overwrites its result. */
    @FunctionalInterface
    private interface Loop {
        void run(Kernels<float[]> kernels, float[] result);
    }
}
