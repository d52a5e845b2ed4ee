package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Depthwise convolutions with strides: plain and chosen kernels to the bit of the definition. */
final class StridedDepthwiseKernelProperties {

    @Provide
    Arbitrary<Integer> sizes() {
        return KernelCases.tailSizes();
    }

    /** Kernels that are even, and strides beyond them, included: some inputs then meet no tap. */
    @Property
    void haveTheDefinedBits(
            @ForAll @IntRange(min = 1, max = 10) int batch,
            @ForAll @IntRange(min = 2, max = 4) int groups,
            @ForAll @IntRange(min = 1, max = 2) int filters,
            @ForAll @IntRange(min = 1, max = 20) int height,
            @ForAll("sizes") int width,
            @ForAll @IntRange(min = 1, max = 5) int kernel,
            @ForAll @IntRange(min = 1, max = 5) int down,
            @ForAll @IntRange(min = 1, max = 5) int across,
            @ForAll @IntRange(max = 3) int padding,
            @ForAll @IntRange(min = 1, max = 2) int dilation) {
        check(new ConvolutionSizes(
                batch,
                groups,
                1,
                filters,
                axis(height, kernel, down, padding, dilation),
                axis(width, kernel, across, padding, dilation)));
    }

    @Example
    void layersOfMobileNet() {
        for (int side : new int[] {7, 14, 16, 28, 32}) {
            ConvolutionAxis axis = axis(side, 3, 2, 1, 1);
            check(new ConvolutionSizes(3, 5, 1, 1, axis, axis));
        }
    }

    /** A bias of -0 stays one only where all that is added to it is -0, and the zeros beside an image are added. */
    @Example
    void theZerosBesideAnImageAreAdded() {
        ConvolutionAxis axis = axis(5, 3, 2, 1, 1);
        ConvolutionSizes sizes = new ConvolutionSizes(1, 2, 1, 1, axis, axis);
        float[] x = new float[sizes.inputSize()];
        float[] w = KernelCases.floats(2, sizes.weightSize());
        for (int i = 0; i < x.length; i++) {
            x[i] = -0f;
        }
        for (int i = 0; i < w.length; i++) {
            w[i] = Math.abs(w[i]);
        }
        float[] bias = {-0f, -0f};
        float[] expected = new DefinedConvolution(sizes).output(x, w, bias);
        for (Kernels<float[]> kernels : List.of(KernelCases.PLAIN, KernelCases.chosen())) {
            float[] y = new float[expected.length];
            kernels.convolution(sizes, x, w, bias, y);
            KernelCases.assertSameBits(expected, y);
        }
    }

    /** What stands next to a plane in memory is no input of an edge, and what the kernels wrote for another image none of this one. */
    @Example
    void nothingBeyondAnEdgeIsMet() {
        ConvolutionAxis axis = axis(9, 3, 2, 0, 1);
        ConvolutionSizes sizes = new ConvolutionSizes(3, 3, 1, 1, axis, axis);
        for (Kernels<float[]> kernels : List.of(KernelCases.PLAIN, KernelCases.chosen())) {
            float[] x = new float[sizes.inputSize()];
            float[] w = KernelCases.floats(2, sizes.weightSize());
            for (int plane = 0; plane < 9; plane += 2) {
                Arrays.fill(x, plane * 81, (plane + 1) * 81, Float.POSITIVE_INFINITY);
            }
            float[] y = new float[sizes.outputOffset(3, 0)];
            kernels.convolution(sizes, x, w, null, y);
            float[] g = new float[y.length];
            for (int i = 0; i < g.length; i++) {
                g[i] = y[i] == 0 ? 0 : Float.POSITIVE_INFINITY;
                assertTrue((y[i] == 0) == (i / 16 % 2 == 1), "output " + i);
            }
            float[] dx = new float[x.length];
            kernels.convolutionInputGradient(sizes, g, w, dx);
            for (int i = 0; i < dx.length; i++) {
                assertTrue((dx[i] == 0) == (i / 81 % 2 == 1), "input " + i);
            }
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
        float[] dw = definition.weightGradient(x, g);
        for (Kernels<float[]> kernels : List.of(KernelCases.PLAIN, KernelCases.chosen())) {
            String name = kernels.name() + " " + sizes;
            float[] result = KernelCases.floats(5, y.length);
            kernels.convolution(sizes, x, w, bias, result);
            assertArrayEquals(y, result, name);
            result = KernelCases.floats(6, dx.length);
            kernels.convolutionInputGradient(sizes, g, w, result);
            assertArrayEquals(dx, result, name);
            result = KernelCases.floats(7, dw.length);
            kernels.convolutionWeightGradient(sizes, x, g, result);
            assertArrayEquals(dw, result, name);
        }
    }

    /** An axis that has at least one output. */
    private static ConvolutionAxis axis(int size, int kernel, int stride, int padding, int dilation) {
        int span = (kernel - 1) * dilation + 1;
        int length = Math.max(size, span - 2 * padding);
        return new ConvolutionAxis(
                length, kernel, stride, padding, dilation, (length + 2 * padding - span) / stride + 1);
    }
}
