package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Corners that random cases hardly meet, for the plain kernels and for the ones that this JVM chooses. */
final class KernelEdgesTest {

    static List<Kernels<float[]>> kernels() {
        return List.of(new PlainKernels(), KernelChoice.floats());
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void theFirstOfAWindowWinsAmongZerosOfEitherSign(Kernels<float[]> kernels) {
        assertArrayEquals(new float[] {5, 0, 0, 0}, gradientOfFour(kernels, -0f, 0f, -1, -1));
        assertArrayEquals(new float[] {0, 0, 5, 0}, gradientOfFour(kernels, -1, -1, 0f, -0f));
    }

    private static float[] gradientOfFour(Kernels<float[]> kernels, float... x) {
        Windows two = Windows.sliding(2, 1, 2, 2, 0, 1, true);
        float[] dx = new float[4];
        kernels.maxPoolGradient(new PoolingSizes(1, 2, 2, two, two), x, new float[] {5}, dx);
        return dx;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void anImageWithoutRowsHasAnEmptyInputGradient(Kernels<float[]> kernels) {
        ConvolutionAxis rows = new ConvolutionAxis(0, 1, 1, 50, 1, 100);
        ConvolutionAxis columns = new ConvolutionAxis(8, 1, 1, 50, 1, 108);
        ConvolutionSizes sizes = new ConvolutionSizes(2, 1, 3, 4, rows, columns);
        float[] dx = new float[0];
        kernels.convolutionInputGradient(sizes, new float[2 * 4 * 100 * 108], new float[4 * 3], dx);
        assertEquals(0, dx.length);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aProductWithoutTermsIsZeroOrLeavesWhatIsThere(Kernels<float[]> kernels) {
        float[] c = {1, 2, 3, 4, 5, 6};
        Matrix<float[]> left = Matrix.rowMajor(new float[0], 0, 2, 0);
        Matrix<float[]> right = Matrix.rowMajor(new float[0], 0, 0, 3);
        kernels.product(left, right, Matrix.rowMajor(c, 0, 2, 3), true);
        assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, c);
        kernels.product(left, right, Matrix.rowMajor(c, 0, 2, 3), false);
        assertArrayEquals(new float[6], c);
    }
}
