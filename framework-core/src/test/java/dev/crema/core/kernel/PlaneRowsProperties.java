package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.Consumer;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Depthwise convolutions of three by three whose rows are whole vectors, and of others, to the bit of the definition. */
final class PlaneRowsProperties {

    @Property
    void haveTheDefinedBits(
            @ForAll @IntRange(min = 1, max = 3) int batch,
            @ForAll @IntRange(min = 2, max = 5) int groups,
            @ForAll @IntRange(min = 1, max = 2) int filters,
            @ForAll @IntRange(min = 1, max = 7) int height,
            @ForAll @IntRange(min = 1, max = 20) int quarters) {
        check(batch, groups, filters, height, 4 * quarters);
    }

    @Example
    void rowsOfOneVectorAndMore() {
        for (int width : new int[] {4, 8, 16, 32, 48, 64, 80}) {
            for (int height : new int[] {1, 2, 3, 4, 16}) {
                check(2, 3, 1, height, width);
                check(1, 2, 2, height, width);
            }
        }
    }

    /** What stands in the rows next to it in memory is no input of an edge, be it infinite. */
    @Example
    void nothingBeyondAnEdgeIsMet() {
        ConvolutionSizes sizes = sizes(1, 3, 1, 3, 32);
        float[] x = new float[sizes.inputSize()];
        float[] w = KernelCases.floats(2, sizes.weightSize());
        for (int row = 0; row < 9; row++) {
            x[row * 32] = Float.POSITIVE_INFINITY;
        }
        float[] y = new float[x.length];
        KernelCases.chosen().convolution(sizes, x, w, null, y);
        float[] dx = new float[x.length];
        KernelCases.chosen().convolutionInputGradient(sizes, x, w, dx);
        for (int i = 0; i < y.length; i++) {
            assertTrue(i % 32 < 2 || (y[i] == 0 && dx[i] == 0), "column " + i % 32);
        }
    }

    private static void check(int batch, int groups, int filters, int height, int width) {
        ConvolutionSizes sizes = sizes(batch, groups, filters, height, width);
        float[] x = KernelCases.floats(1, sizes.inputSize());
        float[] w = KernelCases.floats(2, sizes.weightSize());
        float[] bias = KernelCases.floats(3, groups * filters);
        float[] g = KernelCases.floats(4, sizes.outputOffset(batch, 0));
        DefinedConvolution definition = new DefinedConvolution(sizes);
        Kernels<float[]> kernels = KernelCases.chosen();
        isSame(definition.output(x, w, bias), y -> kernels.convolution(sizes, x, w, bias, y), "output " + sizes);
        isSame(
                definition.inputGradient(g, w),
                dx -> kernels.convolutionInputGradient(sizes, g, w, dx),
                "input gradient " + sizes);
        float[] dw = new float[w.length];
        KernelCases.PLAIN.convolutionWeightGradient(sizes, x, g, dw);
        isSame(dw, result -> kernels.convolutionWeightGradient(sizes, x, g, result), "weight gradient " + sizes);
    }

    private static void isSame(float[] expected, Consumer<float[]> loop, String message) {
        float[] result = KernelCases.floats(5, expected.length);
        loop.accept(result);
        assertArrayEquals(expected, result, message);
    }

    private static ConvolutionSizes sizes(int batch, int groups, int filters, int height, int width) {
        return new ConvolutionSizes(batch, groups, 1, filters, axis(height), axis(width));
    }

    private static ConvolutionAxis axis(int size) {
        return new ConvolutionAxis(size, 3, 1, 1, 1, size);
    }
}
