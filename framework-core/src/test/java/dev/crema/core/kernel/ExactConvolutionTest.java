package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.crema.core.array.DType;
import dev.crema.core.cases.ConvolutionCase;
import dev.crema.core.cases.WindowAxis;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** All kernels on whole numbers, where no order of summation rounds: EJML's, and those of FLOAT64, have to agree to the bit too. */
final class ExactConvolutionTest {

    private static final List<Kernels<float[]>> FLOATS = KernelCases.all();

    @ParameterizedTest
    @CsvSource({
        // batch, groups, channels, filters, size, kernel, stride, padding, dilation
        "9, 1, 6, 16, 14, 5, 1, 0, 1",
        "2, 1, 8, 16, 16, 3, 1, 1, 1",
        "2, 1, 8, 16, 15, 3, 2, 1, 1",
        "1, 1, 3, 8, 32, 7, 2, 3, 1",
        "3, 1, 16, 8, 9, 1, 1, 0, 1",
        "2, 1, 8, 16, 9, 1, 2, 0, 1",
        "9, 16, 1, 1, 12, 3, 1, 1, 1",
        "2, 16, 1, 2, 13, 3, 2, 1, 1",
        "2, 4, 4, 4, 10, 3, 1, 1, 1",
        "1, 1, 4, 4, 15, 3, 1, 2, 2",
        "2, 1, 3, 8, 16, 4, 4, 0, 1",
        "1, 1, 2, 3, 9, 2, 3, 0, 1",
    })
    void valuesAndGradientsAreExact(
            int batch,
            int groups,
            int channels,
            int filters,
            int size,
            int kernel,
            int stride,
            int padding,
            int dilation) {
        WindowAxis axis = new WindowAxis(size, kernel, stride, padding, dilation);
        ConvolutionCase test = new ConvolutionCase(batch, groups, channels, filters, axis, axis, 1);
        ConvolutionSizes sizes = KernelCases.sizes(test);
        float[] x = test.input(DType.FLOAT32).toFloatArray();
        float[] w = test.weight(DType.FLOAT32).toFloatArray();
        float[] bias = test.bias(DType.FLOAT32).toFloatArray();
        float[] g = test.cotangent(DType.FLOAT32).toFloatArray();
        DefinedConvolution definition = new DefinedConvolution(sizes);
        float[] y = definition.output(x, w, bias);
        float[] dx = definition.inputGradient(g, w);
        float[] dw = definition.weightGradient(x, g);
        for (Kernels<float[]> kernels : FLOATS) {
            float[] result = new float[y.length];
            kernels.convolution(sizes, x, w, bias, result);
            assertArrayEquals(y, result, 0);
            result = new float[x.length];
            kernels.convolutionInputGradient(sizes, g, w, result);
            assertArrayEquals(dx, result, 0);
            result = new float[w.length];
            kernels.convolutionWeightGradient(sizes, x, g, result);
            assertArrayEquals(dw, result, 0);
        }
        Kernels<double[]> doubles = KernelChoice.doubles();
        double[] result = new double[y.length];
        doubles.convolution(sizes, widened(x), widened(w), widened(bias), result);
        assertArrayEquals(widened(y), result, 0);
        result = new double[x.length];
        doubles.convolutionInputGradient(sizes, widened(g), widened(w), result);
        assertArrayEquals(widened(dx), result, 0);
        result = new double[w.length];
        doubles.convolutionWeightGradient(sizes, widened(x), widened(g), result);
        assertArrayEquals(widened(dw), result, 0);
    }

    private static double[] widened(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = values[i];
        }
        return result;
    }
}
