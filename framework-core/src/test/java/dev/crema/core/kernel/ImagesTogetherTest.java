package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kernels that compute several images of a batch together give the bits that each image has alone. */
final class ImagesTogetherTest {

    @ParameterizedTest
    @CsvSource({
        // batch, groups, channels, filters, side, kernel, stride, padding, dilation
        "33, 1, 6, 16, 14, 5, 1, 0, 1",
        "37, 2, 3, 5, 9, 3, 1, 1, 1",
        "35, 1, 5, 7, 9, 3, 2, 1, 1",
        "34, 1, 4, 6, 11, 3, 3, 2, 2",
        "33, 1, 20, 17, 8, 1, 1, 0, 1",
        "17, 1, 5, 3, 7, 4, 1, 2, 1",
        "9, 1, 16, 24, 9, 3, 1, 1, 1",
        "35, 1, 17, 16, 6, 3, 1, 1, 2",
        "33, 2, 16, 16, 12, 3, 1, 0, 1",
        "35, 1, 32, 64, 8, 3, 1, 1, 1",
        "9, 1, 64, 128, 16, 3, 1, 1, 1",
    })
    void aBatchHasTheBitsOfItsImages(
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
        ConvolutionSizes all = new ConvolutionSizes(batch, groups, channels, filters, axis, axis);
        ConvolutionSizes one = new ConvolutionSizes(1, groups, channels, filters, axis, axis);
        float[] x = KernelCases.floats(1, all.inputSize());
        float[] w = KernelCases.floats(2, all.weightSize());
        float[] bias = KernelCases.floats(3, groups * filters);
        float[] g = KernelCases.floats(4, all.outputOffset(batch, 0));
        for (Kernels<float[]> kernels : List.of(KernelCases.PLAIN, KernelCases.chosen())) {
            float[] y = new float[g.length];
            float[] dx = new float[x.length];
            kernels.convolution(all, x, w, bias, y);
            kernels.convolutionInputGradient(all, g, w, dx);
            float[] image = new float[one.inputSize()];
            float[] output = new float[one.outputOffset(1, 0)];
            for (int i = 0; i < batch; i++) {
                kernels.convolution(one, part(x, i, image.length), w, bias, output);
                KernelCases.assertSameBits(output, part(y, i, output.length));
                kernels.convolutionInputGradient(one, part(g, i, output.length), w, image);
                KernelCases.assertSameBits(image, part(dx, i, image.length));
            }
        }
    }

    private static float[] part(float[] values, int image, int size) {
        return Arrays.copyOfRange(values, image * size, (image + 1) * size);
    }
}
