package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.function.Consumer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Outputs and input gradients of batches of small images, with an image in each lane where that pays: to the bit of the definition. */
final class ImageLanesProperties {

    @Property
    void haveTheDefinedBits(
            @ForAll @IntRange(min = 1, max = 70) int batch,
            @ForAll @IntRange(min = 1, max = 2) int groups,
            @ForAll @IntRange(min = 1, max = 14) int channels,
            @ForAll @IntRange(min = 1, max = 5) int filters,
            @ForAll @IntRange(min = 1, max = 9) int height,
            @ForAll @IntRange(min = 1, max = 9) int width,
            @ForAll @IntRange(min = 1, max = 5) int kernelHeight,
            @ForAll @IntRange(min = 1, max = 5) int kernelWidth,
            @ForAll @IntRange(min = 0, max = 3) int padding,
            @ForAll @IntRange(min = 1, max = 2) int dilation) {
        ConvolutionAxis rows = axis(height, kernelHeight, padding, dilation);
        ConvolutionAxis columns = axis(width, kernelWidth, padding, 1);
        if (rows.outputs() > 0 && columns.outputs() > 0) {
            check(new ConvolutionSizes(batch, groups, channels, filters, rows, columns));
        }
    }

    /** Those of LeNet-5, whole blocks and a part of one; more than are side by side at a time; several tiles of channels. */
    @Example
    void batchesHaveTheDefinedBits() {
        check(sizes(64, 1, 6, 16, 14));
        check(sizes(50, 1, 6, 16, 14));
        check(sizes(200, 1, 4, 16, 14));
        check(sizes(33, 2, 15, 3, 10));
    }

    /** Images that the last block lacks are zeros there, whatever stood there before. */
    @Example
    void noNumberOfAnEarlierBatchIsMet() {
        ConvolutionSizes large = sizes(64, 1, 6, 16, 14);
        float[] infinite = new float[large.outputOffset(64, 0)];
        Arrays.fill(infinite, Float.POSITIVE_INFINITY);
        KernelCases.chosen()
                .convolutionInputGradient(large, infinite, new float[large.weightSize()], new float[large.inputSize()]);
        float[] images = new float[large.inputSize()];
        Arrays.fill(images, Float.POSITIVE_INFINITY);
        KernelCases.chosen()
                .convolution(large, images, new float[large.weightSize()], null, new float[infinite.length]);
        check(sizes(40, 1, 6, 16, 14));
    }

    private static void check(ConvolutionSizes sizes) {
        float[] x = KernelCases.floats(1, sizes.inputSize());
        float[] w = KernelCases.floats(2, sizes.weightSize());
        float[] bias = KernelCases.floats(3, sizes.groups() * sizes.filters());
        float[] g = KernelCases.floats(4, sizes.outputOffset(sizes.batch(), 0));
        DefinedConvolution definition = new DefinedConvolution(sizes);
        float[] y = definition.output(x, w, bias);
        float[] dx = definition.inputGradient(g, w);
        Kernels<float[]> kernels = KernelCases.chosen();
        isSame(y, result -> kernels.convolution(sizes, x, w, bias, result), "chosen " + sizes);
        isSame(dx, result -> kernels.convolutionInputGradient(sizes, g, w, result), "chosen " + sizes);
        if (kernels.vectorBits() > 0) {
            // also where another way is faster
            PackedWeights kept = new PackedWeights();
            for (int use = 0; use < 3; use++) {
                isSame(y, result -> VectorImageLanes.forward(sizes, x, w, kept, bias, result), "in lanes " + sizes);
            }
            isSame(dx, result -> VectorImageLanes.inputGradient(sizes, g, w, result), "in lanes " + sizes);
        }
    }

    private static void isSame(float[] expected, Consumer<float[]> loop, String message) {
        float[] result = KernelCases.floats(5, expected.length);
        loop.accept(result);
        assertArrayEquals(expected, result, message);
    }

    private static ConvolutionSizes sizes(int batch, int groups, int channels, int filters, int side) {
        return new ConvolutionSizes(batch, groups, channels, filters, axis(side, 5, 0, 1), axis(side, 5, 0, 1));
    }

    private static ConvolutionAxis axis(int size, int kernel, int padding, int dilation) {
        int span = size + 2 * padding - dilation * (kernel - 1) - 1;
        return new ConvolutionAxis(size, kernel, 1, padding, dilation, Math.max(0, span + 1));
    }
}
