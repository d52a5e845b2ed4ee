package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class StridedPointwiseTest {

    @Test
    void gradientsHaveTheBitsOfPlainKernels() {
        for (ConvolutionSizes sizes : List.of(
                sizes(9, 1, 16, 32, 32, 32, 2, 2),
                sizes(2, 1, 3, 5, 7, 9, 2, 2),
                sizes(3, 2, 4, 3, 8, 11, 3, 1),
                sizes(1, 1, 33, 17, 5, 6, 1, 4),
                sizes(1, 3, 2, 2, 1, 1, 2, 2),
                // without strides, these have an image in each lane of 512, 256 and 128 bits
                sizes(19, 1, 12, 6, 9, 1, 1, 2),
                sizes(8, 1, 8, 3, 1, 1, 2, 1),
                sizes(8, 1, 1, 1, 2, 1, 1, 2),
                sizes(0, 1, 4, 4, 8, 8, 2, 2))) {
            assertTrue(StridedPointwise.fits(sizes), sizes.toString());
            float[] x = KernelCases.floats(1, sizes.inputSize());
            float[] w = KernelCases.floats(2, sizes.weightSize());
            float[] g = KernelCases.floats(3, sizes.outputOffset(sizes.batch(), 0));
            float[] dx = KernelCases.floats(4, x.length);
            float[] expected = KernelCases.floats(5, x.length);
            KernelCases.PLAIN.convolutionInputGradient(sizes, g, w, expected);
            KernelCases.chosen().convolutionInputGradient(sizes, g, w, dx);
            assertArrayEquals(expected, dx, sizes.toString());
            float[] dw = KernelCases.floats(4, w.length);
            float[] expectedWeights = KernelCases.floats(5, w.length);
            KernelCases.PLAIN.convolutionWeightGradient(sizes, x, g, expectedWeights);
            KernelCases.chosen().convolutionWeightGradient(sizes, x, g, dw);
            assertArrayEquals(expectedWeights, dw, sizes.toString());
        }
    }

    private static ConvolutionSizes sizes(
            int batch, int groups, int channels, int filters, int height, int width, int down, int across) {
        return new ConvolutionSizes(
                batch,
                groups,
                channels,
                filters,
                new ConvolutionAxis(height, 1, down, 0, 1, (height - 1) / down + 1),
                new ConvolutionAxis(width, 1, across, 0, 1, (width - 1) / across + 1));
    }
}
