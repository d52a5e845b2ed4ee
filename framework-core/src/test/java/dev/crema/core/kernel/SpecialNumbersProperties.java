package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.function.BiConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/**
 * Convolutions of zeros, infinities, NaN and numbers whose products are too small: where the chosen kernels have the bits of the plain ones, and
 * what may differ elsewhere, as {@code docs/reproducibility.md} says.
 */
final class SpecialNumbersProperties {

    /** Some with an image in each lane, lines in vectors, few channels, and any. */
    @Provide
    Arbitrary<ConvolutionSizes> cases() {
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 9);
        Arbitrary<ConvolutionSizes> small = Combinators.combine(
                        Arbitraries.integers().between(8, 40), few, few, axes(1, 16), axes(1, 16))
                .as((batch, channels, filters, rows, columns) ->
                        new ConvolutionSizes(batch, 1, channels, filters, rows, columns));
        Arbitrary<ConvolutionSizes> ofImages = Combinators.combine(
                        Arbitraries.integers().between(1, 3), few, axes(1, 9), axes(8, 40))
                .as((channels, filters, rows, columns) -> new ConvolutionSizes(8, 1, channels, filters, rows, columns));
        return Arbitraries.frequencyOf(
                Tuple.of(3, small), Tuple.of(1, ofImages), Tuple.of(2, new WideConvolutionProperties().wide()));
    }

    private static Arbitrary<ConvolutionAxis> axes(int least, int most) {
        return Combinators.combine(
                        Arbitraries.integers().between(least, most),
                        Arbitraries.integers().between(1, 5),
                        Arbitraries.integers().between(0, 3))
                .as((size, kernel, padding) -> {
                    int enough = Math.max(size, kernel - 2 * padding);
                    return new ConvolutionAxis(enough, kernel, 1, padding, 1, enough + 2 * padding - kernel + 1);
                });
    }

    @Property
    void zerosOfBothSignsKeepThem(@ForAll("cases") ConvolutionSizes sizes, @ForAll long seed) {
        Arrays arrays = new Arrays(sizes, Content.ZEROS, Content.ZEROS, Content.ZEROS, Content.ZEROS, seed);
        arrays.compareOutputs(KernelCases::assertSameBits);
        arrays.compareInputGradients(KernelCases::assertSameBits);
        arrays.compareWeightGradients(KernelCases::assertSameBits);
    }

    @Property
    void whatIsNotFiniteAmongWeightsGivesThePlainBits(@ForAll("cases") ConvolutionSizes sizes, @ForAll long seed) {
        Arrays arrays = new Arrays(sizes, Content.ZEROS, Content.INFINITE, Content.ORDINARY, Content.ZEROS, seed);
        arrays.compareOutputs(KernelCases::assertSameBits);
        arrays.compareInputGradients(KernelCases::assertSameBits);
    }

    /** Taps that meet nothing but zeros are passed over or not, and a sum that is -0 becomes 0 where a zero is added. */
    @Property
    void underflowChangesNothingButTheSignOfZeros(@ForAll("cases") ConvolutionSizes sizes, @ForAll long seed) {
        Arrays arrays = new Arrays(sizes, Content.TINY, Content.TINY, Content.TINY, Content.TINY, seed);
        arrays.compareOutputs(SpecialNumbersProperties::areEqual);
        arrays.compareInputGradients(SpecialNumbersProperties::areEqual);
        arrays.compareWeightGradients(KernelCases::assertSameBits);
    }

    /** Outputs are the plain ones; a gradient may be NaN where the plain one is not. */
    @Property
    void whatIsNotFiniteElsewhereMakesMoreGradientsNan(@ForAll("cases") ConvolutionSizes sizes, @ForAll long seed) {
        Arrays arrays = new Arrays(sizes, Content.INFINITE, Content.ORDINARY, Content.INFINITE, Content.INFINITE, seed);
        arrays.compareOutputs(KernelCases::assertSameBits);
        arrays.compareInputGradients(SpecialNumbersProperties::areEqualOrNan);
        arrays.compareWeightGradients(SpecialNumbersProperties::areEqualOrNan);
    }

    /** As numbers, of which 0 and -0 are the same. */
    private static void areEqual(float[] expected, float[] actual) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(expected[i] + 0f, actual[i] + 0f);
        }
    }

    private static void areEqualOrNan(float[] expected, float[] actual) {
        for (int i = 0; i < expected.length; i++) {
            assertEquals(Float.isNaN(actual[i]) ? Float.NaN : expected[i], actual[i]);
        }
    }

    /** Holds two results against each other. */
    @FunctionalInterface
    private interface Comparison {
        void run(float[] expected, float[] actual);
    }

    private static final class Arrays {

        private final ConvolutionSizes sizes;
        private final float[] x;
        private final float[] w;
        private final float[] bias;
        private final float[] g;

        Arrays(ConvolutionSizes sizes, Content ofX, Content ofW, Content ofBias, Content ofG, long seed) {
            this.sizes = sizes;
            x = ofX.floats(seed, sizes.inputSize());
            w = ofW.floats(seed + 1, sizes.weightSize());
            bias = ofBias.floats(seed + 2, sizes.groups() * sizes.filters());
            g = ofG.floats(seed + 3, sizes.outputOffset(sizes.batch(), 0));
        }

        void compareOutputs(Comparison comparison) {
            compare(g.length, comparison, (kernels, y) -> kernels.convolution(sizes, x, w, bias, y));
            compare(g.length, comparison, (kernels, y) -> kernels.convolution(sizes, x, w, null, y));
        }

        void compareInputGradients(Comparison comparison) {
            compare(x.length, comparison, (kernels, dx) -> kernels.convolutionInputGradient(sizes, g, w, dx));
        }

        void compareWeightGradients(Comparison comparison) {
            compare(w.length, comparison, (kernels, dw) -> kernels.convolutionWeightGradient(sizes, x, g, dw));
        }

        private static void compare(int size, Comparison comparison, BiConsumer<Kernels<float[]>, float[]> loop) {
            float[] expected = KernelCases.floats(5, size);
            float[] actual = KernelCases.floats(6, size);
            loop.accept(KernelCases.PLAIN, expected);
            loop.accept(KernelCases.chosen(), actual);
            comparison.run(expected, actual);
        }
    }
}
