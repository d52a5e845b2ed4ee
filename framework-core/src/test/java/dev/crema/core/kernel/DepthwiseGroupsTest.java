package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DepthwiseGroupsTest {

    private static final int BATCH = 11;

    /** More groups than are summed together, for kernels with unit stride and for those without, and for many filters. */
    @ParameterizedTest
    @CsvSource({
        "1, 1, 9, 1",
        "16, 1, 9, 1",
        "17, 2, 9, 1",
        "33, 1, 20, 1",
        "37, 1, 9, 2",
        "18, 2, 33, 2",
        "18, 1, 20, 3",
        "40, 2, 20, 3",
        "20, 300, 5, 1"
    })
    void eachGroupHasTheWeightGradientThatItHasAlone(int groups, int filters, int side, int stride) {
        ConvolutionSizes all = sizes(groups, filters, side, stride);
        ConvolutionSizes one = sizes(1, filters, side, stride);
        float[] x = wholeNumbers(1, all.inputSize());
        float[] g = wholeNumbers(2, all.outputOffset(BATCH, 0));
        for (Kernels<float[]> kernels : List.of(KernelCases.PLAIN, KernelCases.chosen())) {
            float[] dw = KernelCases.floats(3, all.weightSize());
            kernels.convolutionWeightGradient(all, x, g, dw);
            for (int group = 0; group < groups; group++) {
                float[] alone = KernelCases.floats(4, one.weightSize());
                kernels.convolutionWeightGradient(
                        one,
                        planes(x, all.inputOffset(0, group), one.pixels(), all.inputOffset(1, 0)),
                        planes(g, all.outputOffset(0, group), filters * one.positions(), all.outputOffset(1, 0)),
                        alone);
                int from = all.weightOffset(group);
                assertArrayEquals(
                        alone, Arrays.copyOfRange(dw, from, from + alone.length), kernels.name() + " group " + group);
            }
        }
    }

    /** Copies of images go where those of earlier ones were: what these leave behind the last row must not be met. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void noNumberOfAnEarlierImageIsMet(int stride) {
        ConvolutionSizes large = sizes(32, 1, 40, stride);
        ConvolutionSizes small = sizes(32, 1, 9, stride);
        float[] infinite = new float[large.inputSize()];
        Arrays.fill(infinite, Float.POSITIVE_INFINITY);
        float[] x = wholeNumbers(1, small.inputSize());
        float[] g = wholeNumbers(2, small.outputOffset(BATCH, 0));
        float[] expected = new float[small.weightSize()];
        KernelCases.PLAIN.convolutionWeightGradient(small, x, g, expected);
        Kernels<float[]> kernels = KernelCases.chosen();
        kernels.convolutionWeightGradient(
                large, infinite, new float[large.outputOffset(BATCH, 0)], new float[large.weightSize()]);
        float[] dw = new float[small.weightSize()];
        kernels.convolutionWeightGradient(small, x, g, dw);
        assertArrayEquals(expected, dw);
    }

    /** Small ones: their products and sums are exact, and the order of the latter, which is another for one group, does not matter. */
    private static float[] wholeNumbers(long seed, int size) {
        float[] values = KernelCases.floats(seed, size);
        for (int i = 0; i < size; i++) {
            values[i] = (float) Math.rint(8 * values[i]);
        }
        return values;
    }

    /** Of each image {@code size} elements. */
    private static float[] planes(float[] values, int first, int size, int imageStep) {
        float[] result = new float[BATCH * size];
        IntStream.range(0, BATCH)
                .forEach(image -> System.arraycopy(values, first + image * imageStep, result, image * size, size));
        return result;
    }

    private static ConvolutionSizes sizes(int groups, int filters, int side, int stride) {
        ConvolutionAxis axis = new ConvolutionAxis(side, 3, stride, 1, 1, (side - 1) / stride + 1);
        return new ConvolutionSizes(BATCH, groups, 1, filters, axis, axis);
    }
}
