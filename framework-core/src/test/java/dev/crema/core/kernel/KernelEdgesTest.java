package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.BiConsumer;
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
    void anAverageOverMoreThanAnIntegerHoldsIsRight(Kernels<float[]> kernels) {
        Windows wide = Windows.sliding(8, 8, 46_341, 1, 23_170, 1, true);
        PoolingSizes sizes = new PoolingSizes(1, 8, 8, wide, wide);
        float[] ones = new float[64];
        Arrays.fill(ones, 1);
        float[] y = new float[64];
        kernels.averagePool(sizes, ones, y);
        float expected = (float) (64 / (46_341.0 * 46_341));
        assertEquals(expected, y[0]);
        assertEquals(expected, y[63]);
        float[] dx = new float[64];
        kernels.averagePoolGradient(sizes, ones, dx);
        assertEquals(expected, dx[0], expected * 1e-5f);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void anAverageOverAVeryLongRowNeedsNoCopyOfIt(Kernels<float[]> kernels) {
        Windows down = Windows.sliding(2, 2, 1, 1, 0, 1, true);
        Windows across = Windows.sliding(10, 10, 1_999_999_999, 1, 999_999_999, 1, false);
        PoolingSizes sizes = new PoolingSizes(1, 2, 10, down, across);
        float[] ones = new float[20];
        Arrays.fill(ones, 1);
        float[] y = new float[20];
        kernels.averagePool(sizes, ones, y);
        assertArrayEquals(ones, y);
        float[] dx = new float[20];
        kernels.averagePoolGradient(sizes, ones, dx);
        assertArrayEquals(ones, dx, 1e-6f);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void theSumOfNothingIsZero(Kernels<float[]> kernels) {
        float[] y = KernelCases.floats(1, 140);
        kernels.sum(2, 0, 70, new float[0], y);
        assertArrayEquals(new float[140], y);
        float[] lines = KernelCases.floats(2, 140);
        kernels.sum(140, 0, 1, new float[0], lines);
        assertArrayEquals(new float[140], lines);
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
    void marginsWiderThanTheImageFitTheMemoryOfAThreadThatHasComputedNothing(Kernels<float[]> kernels)
            throws Exception {
        ConvolutionAxis rows = new ConvolutionAxis(2, 1, 1, 0, 1, 2);
        ConvolutionAxis columns = new ConvolutionAxis(20, 3, 1, 400, 1, 818);
        for (int channels : new int[] {1, 5}) {
            ConvolutionSizes sizes = new ConvolutionSizes(1, 1, channels, 3, rows, columns);
            float[] x = KernelCases.floats(1, sizes.inputSize());
            float[] w = KernelCases.floats(2, sizes.weightSize());
            float[] g = KernelCases.floats(3, sizes.outputOffset(1, 0));
            onThreadsOfTheirOwn(kernels, g.length, (loops, y) -> loops.convolution(sizes, x, w, null, y));
            onThreadsOfTheirOwn(kernels, x.length, (loops, dx) -> loops.convolutionInputGradient(sizes, g, w, dx));
            onThreadsOfTheirOwn(kernels, w.length, (loops, dw) -> loops.convolutionWeightGradient(sizes, x, g, dw));
        }
    }

    private static void onThreadsOfTheirOwn(
            Kernels<float[]> kernels, int size, BiConsumer<Kernels<float[]>, float[]> loop) throws Exception {
        float[] expected = new float[size];
        float[] actual = new float[size];
        loop.accept(KernelCases.PLAIN, expected);
        FutureTask<float[]> task = new FutureTask<>(() -> loop.accept(kernels, actual), actual);
        new Thread(task).start();
        KernelCases.assertSameBits(expected, task.get());
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
