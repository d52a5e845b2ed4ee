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

/** Minimal filtering: plain and chosen kernels to the bit of the definition, and exact on whole numbers. */
final class RowBlocksProperties {

    private static final List<Kernels<float[]>> ALL = KernelCases.all();

    /** Measured 1.3 to 1.5 with 128 to 16 channels, for weights 1.1 to 1.3; the points ±1 and ±2 have 2. */
    private static final double MOST_ERRORS = 1.6;

    @Property(tries = 40)
    void smallBatchesHaveTheDefinedBits(
            @ForAll @IntRange(min = 1, max = 2) int batch,
            @ForAll @IntRange(min = 16, max = 45) int channels,
            @ForAll @IntRange(min = 16, max = 45) int filters,
            @ForAll @IntRange(min = 6, max = 9) int height,
            @ForAll @IntRange(min = 4, max = 40) int width,
            @ForAll @IntRange(min = 1, max = 4) int kernelWidth,
            @ForAll @IntRange(min = 0, max = 3) int paddingHeight,
            @ForAll @IntRange(min = 0, max = 3) int paddingWidth) {
        ConvolutionSizes sizes =
                sizes(batch, 1, channels, filters, height, width, kernelWidth, paddingHeight, paddingWidth, 1);
        hasTheDefinedBits(sizes);
    }

    @Example
    void networksHaveTheDefinedBits() {
        hasTheDefinedBits(sizes(2, 1, 16, 16, 32, 32, 3, 1, 1, 1));
        hasTheDefinedBits(sizes(9, 1, 16, 17, 8, 8, 3, 1, 1, 1));
        hasTheDefinedBits(sizes(9, 1, 32, 33, 8, 8, 3, 1, 1, 1));
        hasTheDefinedBits(sizes(17, 1, 33, 32, 5, 5, 3, 1, 1, 1));
        hasTheDefinedBits(sizes(33, 1, 32, 32, 4, 4, 3, 1, 1, 1));
        hasTheDefinedBits(sizes(17, 2, 32, 32, 8, 8, 3, 1, 1, 1));
        hasTheDefinedBits(sizes(2, 1, 32, 32, 16, 16, 3, 1, 1, 1));
        hasTheDefinedBits(sizes(9, 1, 32, 40, 6, 32, 3, 1, 1, 1));
        hasTheDefinedBits(sizes(1, 1, 32, 63, 9, 64, 3, 1, 1, 1));
        hasTheDefinedBits(sizes(9, 1, 64, 31, 7, 7, 3, 1, 1, 1));
        hasTheDefinedBits(sizes(5, 2, 32, 34, 7, 9, 3, 1, 2, 2));
        hasTheDefinedBits(sizes(1, 1, 32, 32, 6, 70, 3, 0, 20, 5));
        hasTheDefinedBits(sizes(1, 1, 32, 32, 4, 4, 3, 20, 20, 1));
        hasTheDefinedBits(sizes(0, 1, 32, 32, 8, 8, 3, 1, 1, 1));
    }

    /** Lines of whole vectors are read from the image as it stands, with zeros above, below and beside them. */
    @Example
    void linesOfWholeVectorsHaveTheDefinedBits() {
        hasTheDefinedBits(sizes(9, 1, 16, 16, 4, 32, 3, 1, 1, 1));
        hasTheDefinedBits(sizes(9, 1, 16, 17, 5, 32, 3, 3, 1, 1));
        hasTheDefinedBits(sizes(3, 1, 16, 16, 9, 32, 3, 1, 2, 2));
        hasTheDefinedBits(sizes(2, 2, 17, 16, 13, 64, 1, 2, 0, 1));
        hasTheDefinedBits(sizes(2, 1, 16, 16, 6, 96, 5, 0, 2, 1));
        hasTheDefinedBits(sizes(1, 1, 16, 16, 4, 32, 3, 9, 1, 1));
    }

    @Example
    void imagesWithoutColumnsAreLeftToTheOtherLoops() {
        ConvolutionSizes sizes = sizes(1, 1, 32, 32, 8, 0, 1, 1, 1, 1);
        assertFalse(RowBlocks.fit(sizes));
        for (Kernels<float[]> kernels : ALL) {
            float[] dx = {};
            kernels.convolutionInputGradient(
                    sizes, new float[sizes.outputOffset(1, 0)], new float[sizes.weightSize()], dx);
        }
    }

    /** A long padded line with few outputs: images that go together would not fit into memory. */
    @Example
    void longLinesWithFewOutputsHaveTheDefinedBits() {
        hasTheDefinedBits(sizes(9, 1, 32, 32, 4, 1, 2, 1, 1_500, 3_000));
    }

    @Example
    void wholeNumbersAreExact() {
        for (ConvolutionSizes sizes : List.of(
                sizes(2, 1, 32, 40, 9, 9, 3, 1, 1, 1),
                sizes(1, 2, 33, 32, 8, 16, 3, 1, 1, 1),
                sizes(1, 1, 45, 44, 8, 8, 3, 1, 1, 1))) {
            float[] x = wholeNumbers(1, sizes.inputSize());
            float[] w = wholeNumbers(2, sizes.weightSize());
            float[] bias = wholeNumbers(3, sizes.groups() * sizes.filters());
            float[] g = wholeNumbers(4, sizes.outputOffset(sizes.batch(), 0));
            DefinedConvolution direct = new DefinedConvolution(sizes);
            check(
                    sizes,
                    x,
                    w,
                    bias,
                    g,
                    direct.output(x, w, bias),
                    direct.inputGradient(g, w),
                    direct.weightGradient(x, g));
        }
    }

    @Example
    void errorsAreNotFarAboveThoseOfDirectSums() {
        for (int planes : new int[] {16, 45}) {
            errorsAreNotFarAboveThoseOfDirectSums(sizes(2, 1, planes, planes, 16, 16, 3, 1, 1, 1));
        }
    }

    private static void errorsAreNotFarAboveThoseOfDirectSums(ConvolutionSizes sizes) {
        float[] x = KernelCases.floats(1, sizes.inputSize());
        float[] w = KernelCases.floats(2, sizes.weightSize());
        float[] bias = new float[sizes.filters()];
        float[] y = new float[sizes.outputOffset(sizes.batch(), 0)];
        double[] exact = new double[y.length];
        KernelCases.chosen().convolution(sizes, x, w, bias, y);
        KernelChoice.doubles().convolution(sizes, KernelCases.widened(x), KernelCases.widened(w), null, exact);
        DefinedConvolution direct = new DefinedConvolution(sizes);
        assertEquals(0, KernelCases.error(y, exact) / KernelCases.error(direct.output(x, w, bias), exact), MOST_ERRORS);
        float[] g = KernelCases.floats(3, y.length);
        float[] dw = new float[w.length];
        double[] exactGradient = new double[dw.length];
        KernelCases.chosen().convolutionWeightGradient(sizes, x, g, dw);
        KernelChoice.doubles()
                .convolutionWeightGradient(sizes, KernelCases.widened(x), KernelCases.widened(g), exactGradient);
        double directError = KernelCases.error(direct.weightGradient(x, g), exactGradient);
        assertEquals(0, KernelCases.error(dw, exactGradient) / directError, MOST_ERRORS);
    }

    @Example
    void theRuleDoesNotDependOnTheBatch() {
        for (int batch = 0; batch < 20; batch++) {
            assertTrue(RowBlocks.fit(sizes(batch, 1, 16, 16, 8, 8, 3, 1, 1, 1)));
            assertFalse(RowBlocks.fit(sizes(batch, 1, 15, 16, 8, 8, 3, 1, 1, 1)));
        }
    }

    private static void hasTheDefinedBits(ConvolutionSizes sizes) {
        assertTrue(RowBlocks.fit(sizes) && !Winograd.fitsWeightGradient(sizes));
        float[] x = KernelCases.floats(1, sizes.inputSize());
        float[] w = KernelCases.floats(2, sizes.weightSize());
        float[] bias = KernelCases.floats(3, sizes.groups() * sizes.filters());
        float[] g = KernelCases.floats(4, sizes.outputOffset(sizes.batch(), 0));
        DefinedRowBlocks definition = new DefinedRowBlocks(sizes);
        check(
                sizes,
                x,
                w,
                bias,
                g,
                definition.output(x, w, bias),
                definition.inputGradient(g, w),
                definition.weightGradient(x, g));
    }

    /** Results overwrite whatever was there. */
    private static void check(
            ConvolutionSizes sizes, float[] x, float[] w, float[] bias, float[] g, float[] y, float[] dx, float[] dw) {
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

    private static float[] wholeNumbers(long seed, int size) {
        float[] values = KernelCases.floats(seed, size);
        for (int i = 0; i < size; i++) {
            values[i] = Math.round(3 * values[i]);
        }
        return values;
    }

    private static ConvolutionSizes sizes(
            int batch,
            int groups,
            int channels,
            int filters,
            int height,
            int width,
            int kernelWidth,
            int paddingHeight,
            int paddingWidth,
            int dilationWidth) {
        int outHeight = height + 2 * paddingHeight - 2;
        int outWidth = width + 2 * paddingWidth - dilationWidth * (kernelWidth - 1);
        return new ConvolutionSizes(
                batch,
                groups,
                channels,
                filters,
                new ConvolutionAxis(height, 3, 1, paddingHeight, 1, outHeight),
                new ConvolutionAxis(width, kernelWidth, 1, paddingWidth, dilationWidth, outWidth));
    }
}
