package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Outputs and gradients by tiles: plain and chosen kernels to the bit of the definition, and not far from the direct sums. */
final class WinogradProperties {

    private static final List<Kernels<float[]>> ALL = KernelCases.all();

    /** Measured 1.9 with 64 channels and 2.2 with 32, for weights up to 1.7. */
    private static final double MOST_ERRORS = 2.5;

    @Property(tries = 25)
    void smallBatchesHaveTheDefinedBits(
            @ForAll @IntRange(min = 1, max = 3) int batch,
            @ForAll @IntRange(min = 32, max = 70) int channels,
            @ForAll @IntRange(min = 64, max = 70) int filters,
            @ForAll @IntRange(min = 4, max = 11) int height,
            @ForAll @IntRange(min = 4, max = 19) int width,
            @ForAll @IntRange(min = 0, max = 2) int paddingHeight,
            @ForAll @IntRange(min = 0, max = 2) int paddingWidth) {
        ConvolutionSizes sizes = sizes(
                batch, 1, channels, filters, Math.max(6, height), Math.max(6, width), paddingHeight, paddingWidth);
        hasTheDefinedBits(sizes);
    }

    @Example
    void networksHaveTheDefinedBits() {
        hasTheDefinedBits(sizes(2, 1, 32, 64, 16, 16, 1, 1));
        hasTheDefinedBits(sizes(9, 1, 64, 64, 16, 16, 1, 1));
        hasTheDefinedBits(sizes(17, 1, 64, 64, 8, 8, 1, 1));
        hasTheDefinedBits(sizes(3, 1, 64, 128, 8, 8, 1, 1));
        hasTheDefinedBits(sizes(1, 1, 128, 64, 16, 16, 1, 1));
        hasTheDefinedBits(sizes(9, 1, 90, 100, 5, 33, 1, 1));
    }

    @Example
    void imagesThatDoNotFillTheirTilesHaveTheDefinedBits() {
        hasTheDefinedBits(sizes(70, 1, 32, 64, 4, 4, 1, 1));
        hasTheDefinedBits(sizes(9, 1, 33, 63, 7, 7, 1, 1));
        hasTheDefinedBits(sizes(9, 1, 64, 48, 5, 13, 1, 1));
        hasTheDefinedBits(sizes(12, 1, 65, 32, 6, 6, 0, 0));
        hasTheDefinedBits(sizes(1, 1, 64, 32, 70, 9, 2, 2));
        hasTheDefinedBits(sizes(1, 1, 64, 32, 9, 70, 2, 2));
        hasTheDefinedBits(sizes(2, 1, 64, 32, 150, 6, 0, 2));
        hasTheDefinedBits(sizes(5, 2, 32, 66, 7, 9, 1, 0));
        hasTheDefinedBits(sizes(17, 2, 64, 32, 8, 8, 2, 1));
        hasTheDefinedBits(sizes(0, 1, 64, 64, 8, 8, 1, 1));
    }

    @Example
    void errorsAreSomeTwoTimesThoseOfDirectSums() {
        for (int planes : new int[] {48, 64}) {
            ConvolutionSizes sizes = sizes(2, 1, planes, planes, 16, 15, 1, 1);
            float[] x = KernelCases.floats(1, sizes.inputSize());
            float[] w = KernelCases.floats(2, sizes.weightSize());
            float[] g = KernelCases.floats(3, sizes.outputOffset(sizes.batch(), 0));
            DefinedConvolution direct = new DefinedConvolution(sizes);
            float[] bias = KernelCases.floats(4, sizes.filters());
            float[] y = new float[g.length];
            double[] exactOutputs = new double[y.length];
            KernelCases.chosen().convolution(sizes, x, w, bias, y);
            KernelChoice.doubles()
                    .convolution(
                            sizes,
                            KernelCases.widened(x),
                            KernelCases.widened(w),
                            KernelCases.widened(bias),
                            exactOutputs);
            double ofDirectOutputs = KernelCases.error(direct.output(x, w, bias), exactOutputs);
            assertEquals(0, KernelCases.error(y, exactOutputs) / ofDirectOutputs, MOST_ERRORS);
            float[] dx = new float[x.length];
            double[] exact = new double[x.length];
            KernelCases.chosen().convolutionInputGradient(sizes, g, w, dx);
            KernelChoice.doubles()
                    .convolutionInputGradient(sizes, KernelCases.widened(g), KernelCases.widened(w), exact);
            assertEquals(
                    0,
                    KernelCases.error(dx, exact) / KernelCases.error(direct.inputGradient(g, w), exact),
                    MOST_ERRORS);
            float[] dw = new float[w.length];
            double[] exactWeights = new double[w.length];
            KernelCases.chosen().convolutionWeightGradient(sizes, x, g, dw);
            KernelChoice.doubles()
                    .convolutionWeightGradient(sizes, KernelCases.widened(x), KernelCases.widened(g), exactWeights);
            double ofDirect = KernelCases.error(direct.weightGradient(x, g), exactWeights);
            assertEquals(0, KernelCases.error(dw, exactWeights) / ofDirect, MOST_ERRORS);
        }
    }

    @Example
    void theRuleDependsOnOneImageAlone() {
        for (int batch = 0; batch < 20; batch++) {
            assertTrue(Winograd.fitsWeightGradient(sizes(batch, 1, 32, 64, 8, 8, 1, 1)));
            assertFalse(Winograd.fitsWeightGradient(sizes(batch, 1, 31, 70, 8, 8, 1, 1)));
            assertFalse(Winograd.fitsWeightGradient(sizes(batch, 1, 32, 63, 8, 8, 1, 1)));
            assertFalse(Winograd.fitsWeightGradient(sizes(batch, 1, 64, 64, 8, 8, 3, 1)));
            assertFalse(Winograd.fitsWeightGradient(sizes(batch, 1, 64, 64, 8, 5, 1, 0)));
            assertTrue(Winograd.fitsInputGradient(sizes(batch, 1, 64, 64, 16, 15, 1, 1)));
            assertFalse(Winograd.fitsInputGradient(sizes(batch, 1, 64, 64, 15, 16, 1, 1)));
            assertFalse(Winograd.fitsInputGradient(sizes(batch, 1, 127, 64, 15, 16, 1, 1)));
            assertTrue(Winograd.fitsInputGradient(sizes(batch, 1, 128, 64, 15, 16, 1, 1)));
            assertTrue(Winograd.fitsOutputs(sizes(batch, 1, 64, 64, 16, 15, 1, 1)));
            assertFalse(Winograd.fitsOutputs(sizes(batch, 1, 64, 64, 16, 15, 1, 2)));
            assertTrue(Winograd.fitsOutputs(sizes(batch, 1, 64, 128, 16, 16, 1, 1)));
        }
    }

    /** Weights of all points would not fit into an array. */
    @Example
    void tooManyChannelsAreLeftToTheOtherLoops() {
        assertTrue(Winograd.fitsWeightGradient(sizes(1, 1, 4_096, 4_096, 8, 8, 1, 1)));
        assertFalse(Winograd.fitsWeightGradient(sizes(1, 1, 8_192, 8_192, 8, 8, 1, 1)));
        assertFalse(Winograd.fitsWeightGradient(sizes(1, 1, 64, 64, 8, 1 << 20, 1, 1)));
    }

    /** Results overwrite whatever was there. */
    private static void hasTheDefinedBits(ConvolutionSizes sizes) {
        assertTrue(Winograd.fitsWeightGradient(sizes));
        float[] x = KernelCases.floats(1, sizes.inputSize());
        float[] w = KernelCases.floats(2, sizes.weightSize());
        float[] g = KernelCases.floats(4, sizes.outputOffset(sizes.batch(), 0));
        DefinedWinograd definition = new DefinedWinograd(sizes);
        DefinedRowBlocks byRows = new DefinedRowBlocks(sizes);
        float[] bias = KernelCases.floats(6, sizes.groups() * sizes.filters());
        float[] y = Winograd.fitsOutputs(sizes) ? definition.output(x, w, bias) : byRows.output(x, w, bias);
        float[] dx = Winograd.fitsInputGradient(sizes) ? definition.inputGradient(g, w) : byRows.inputGradient(g, w);
        float[] dw = definition.weightGradient(x, g);
        for (Kernels<float[]> kernels : ALL) {
            float[] result = KernelCases.floats(5, y.length);
            kernels.convolution(sizes, x, w, bias, result);
            assertArrayEquals(y, result);
            result = KernelCases.floats(5, dx.length);
            kernels.convolutionInputGradient(sizes, g, w, result);
            assertArrayEquals(dx, result);
            result = KernelCases.floats(5, dw.length);
            kernels.convolutionWeightGradient(sizes, x, g, result);
            assertArrayEquals(dw, result);
        }
    }

    private static ConvolutionSizes sizes(
            int batch,
            int groups,
            int channels,
            int filters,
            int height,
            int width,
            int paddingHeight,
            int paddingWidth) {
        return new ConvolutionSizes(
                batch,
                groups,
                channels,
                filters,
                new ConvolutionAxis(height, 3, 1, paddingHeight, 1, height + 2 * paddingHeight - 2),
                new ConvolutionAxis(width, 3, 1, paddingWidth, 1, width + 2 * paddingWidth - 2));
    }
}
