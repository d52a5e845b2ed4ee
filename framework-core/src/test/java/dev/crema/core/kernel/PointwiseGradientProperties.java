package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Weight gradients of one by one convolutions, to the bits of the plain kernels, whether or not planes are read as they stand. */
final class PointwiseGradientProperties {

    @Property
    void haveTheBitsOfThePlainKernels(
            @ForAll @IntRange(min = 1, max = 20) int batch,
            @ForAll @IntRange(min = 1, max = 2) int groups,
            @ForAll @IntRange(min = 1, max = 70) int channels,
            @ForAll @IntRange(min = 1, max = 18) int fourthOfFilters,
            @ForAll @IntRange(min = 1, max = 9) int size) {
        check(batch, groups, channels, 4 * fourthOfFilters, size, 1);
        check(batch, groups, 4 * fourthOfFilters, channels, size, 1);
    }

    /** Tiles of all heights behind each other, panels of two vectors and of one and a part, and planes of whole pages. */
    @Example
    void ofEdges() {
        for (int rows : new int[] {4, 8, 12, 16, 20, 24, 28, 64}) {
            for (int columns : new int[] {4, 7, 8, 9, 16, 17, 25, 32, 33, 49, 64}) {
                check(1, 1, columns, rows, 3, 1);
                check(2, 1, rows, columns, 4, 1);
            }
        }
        check(2, 1, 32, 64, 32, 1);
        check(3, 1, 32, 64, 8, 2);
    }

    private static void check(int batch, int groups, int channels, int filters, int size, int stride) {
        ConvolutionAxis axis = new ConvolutionAxis(size, 1, stride, 0, 1, (size + stride - 1) / stride);
        ConvolutionSizes sizes = new ConvolutionSizes(batch, groups, channels, filters, axis, axis);
        float[] x = KernelCases.floats(1, sizes.inputSize());
        float[] g = KernelCases.floats(2, sizes.outputOffset(batch, 0));
        float[] expected = new float[sizes.weightSize()];
        KernelCases.PLAIN.convolutionWeightGradient(sizes, x, g, expected);
        float[] result = KernelCases.floats(3, sizes.weightSize());
        KernelCases.chosen().convolutionWeightGradient(sizes, x, g, result);
        assertArrayEquals(expected, result, "weight gradient " + sizes);
    }
}
