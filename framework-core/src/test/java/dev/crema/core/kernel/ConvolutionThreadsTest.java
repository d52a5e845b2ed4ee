package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Each way to compute a convolution gives the plain bits for every number of threads. */
final class ConvolutionThreadsTest {

    private static final int[] COUNTS = {1, 2, 3, 8};

    private final int before = Workers.threads();

    @AfterEach
    void restore() {
        Workers.use(before);
    }

    @Test
    void quadsOfRows() {
        for (int batch : new int[] {1, 19}) {
            ConvolutionSizes sizes = sizes(batch, 1, 16, 20, 10, 17, 3, 1);
            assertTrue(RowBlocks.fit(sizes) && !Winograd.fitsWeightGradient(sizes));
            check(sizes);
        }
    }

    @Test
    void tilesOfFourByFour() {
        for (int batch : new int[] {1, 35}) {
            ConvolutionSizes sizes = sizes(batch, 1, 64, 64, 8, 8, 3, 1);
            assertTrue(Winograd.fitsOutputs(sizes) && Winograd.fitsInputGradient(sizes));
            assertTrue(Winograd.fitsWeightGradient(sizes));
            check(sizes);
        }
    }

    @Test
    void imagesInLanes() {
        ConvolutionSizes sizes = sizes(64, 1, 12, 16, 5, 5, 5, 2);
        if (KernelCases.chosen().vectorBits() > 0) {
            assertTrue(VectorImageLanes.fitsOutput(sizes) && VectorImageLanes.fitsInputGradient(sizes));
        }
        check(sizes);
    }

    /** Of 35 images, eight or less make a part of a weight gradient, and here all products are direct sums. */
    @Test
    void partsOfABatch() {
        ConvolutionSizes sizes = sizes(35, 2, 14, 20, 9, 8, 2, 1);
        assertFalse(RowBlocks.fit(sizes) || LaneWeightGradient.fits(sizes) || sizes.isDepthwise());
        check(sizes);
    }

    @Test
    void fewWeightsInLanes() {
        ConvolutionSizes sizes = sizes(35, 1, 3, 8, 9, 32, 3, 1);
        assertTrue(LaneWeightGradient.fits(sizes));
        check(sizes);
    }

    @Test
    void planesAsTheyStand() {
        ConvolutionSizes sizes = sizes(19, 20, 1, 1, 9, 32, 3, 1);
        if (KernelCases.chosen().vectorBits() > 0) {
            assertTrue(VectorPlaneRows.fits(sizes) && VectorPlaneTaps.fits(sizes));
        }
        check(sizes);
    }

    private static void check(ConvolutionSizes sizes) {
        float[] x = KernelCases.floats(1, sizes.inputSize());
        float[] w = KernelCases.floats(2, sizes.weightSize());
        float[] bias = KernelCases.floats(3, sizes.groups() * sizes.filters());
        float[] g = KernelCases.floats(4, sizes.outputOffset(sizes.batch(), 0));
        check("outputs", g.length, (kernels, y) -> kernels.convolution(sizes, x, w, bias, y));
        check("input gradient", x.length, (kernels, dx) -> kernels.convolutionInputGradient(sizes, g, w, dx));
        check("weight gradient", w.length, (kernels, dw) -> kernels.convolutionWeightGradient(sizes, x, g, dw));
    }

    private static void check(String what, int size, Loop loop) {
        float[] expected = KernelCases.floats(5, size);
        Workers.use(1);
        loop.run(KernelCases.PLAIN, expected);
        for (int count : COUNTS) {
            Workers.use(count);
            float[] actual = KernelCases.floats(6, size);
            loop.run(KernelCases.chosen(), actual);
            KernelCases.assertSameBits(expected, actual, what + ", " + count + " threads");
        }
    }

    private static ConvolutionSizes sizes(
            int batch, int groups, int channels, int filters, int height, int width, int kernel, int padding) {
        return new ConvolutionSizes(
                batch, groups, channels, filters, axis(height, kernel, padding), axis(width, kernel, padding));
    }

    private static ConvolutionAxis axis(int size, int kernel, int padding) {
        return new ConvolutionAxis(size, kernel, 1, padding, 1, size + 2 * padding - kernel + 1);
    }

    /** A loop that overwrites its result. */
    @FunctionalInterface
    private interface Loop {
        void run(Kernels<float[]> kernels, float[] result);
    }
}
