package dev.crema.core.kernel;

import dev.crema.core.cases.ConvolutionCase;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Convolutions: plain and chosen kernels to the bit of the definition. */
final class ConvolutionKernelProperties {

    @Provide
    Arbitrary<ConvolutionCase> cases() {
        return ConvolutionCase.arbitrary();
    }

    @Property
    void outputsHaveTheDefinedBits(@ForAll("cases") ConvolutionCase test) {
        ConvolutionSizes sizes = KernelCases.sizes(test);
        float[] x = KernelCases.floats(1, sizes.inputSize());
        float[] w = KernelCases.floats(2, sizes.weightSize());
        float[] bias = KernelCases.floats(3, sizes.groups() * sizes.filters());
        float[] expected = new DefinedConvolution(sizes).output(x, w, bias);
        check(expected, (kernels, y) -> kernels.convolution(sizes, x, w, bias, y));
        float[] unbiased = new DefinedConvolution(sizes).output(x, w, new float[bias.length]);
        check(unbiased, (kernels, y) -> kernels.convolution(sizes, x, w, null, y));
    }

    @Property
    void inputGradientsHaveTheDefinedBits(@ForAll("cases") ConvolutionCase test) {
        ConvolutionSizes sizes = KernelCases.sizes(test);
        float[] g = KernelCases.floats(4, sizes.outputOffset(sizes.batch(), 0));
        float[] w = KernelCases.floats(2, sizes.weightSize());
        float[] expected = new DefinedConvolution(sizes).inputGradient(g, w);
        check(expected, (kernels, dx) -> kernels.convolutionInputGradient(sizes, g, w, dx));
    }

    @Property
    void weightGradientsHaveTheDefinedBits(@ForAll("cases") ConvolutionCase test) {
        ConvolutionSizes sizes = KernelCases.sizes(test);
        float[] g = KernelCases.floats(4, sizes.outputOffset(sizes.batch(), 0));
        float[] x = KernelCases.floats(1, sizes.inputSize());
        float[] expected = new DefinedConvolution(sizes).weightGradient(x, g);
        check(expected, (kernels, dw) -> kernels.convolutionWeightGradient(sizes, x, g, dw));
    }

    /** Results overwrite whatever was there. */
    private static void check(float[] expected, Loop loop) {
        for (Kernels<float[]> kernels : List.of(KernelCases.PLAIN, KernelCases.chosen())) {
            float[] actual = KernelCases.floats(5, expected.length);
            loop.run(kernels, actual);
            KernelCases.assertSameBits(expected, actual);
        }
    }

    /** A loop that fills its result. */
    @FunctionalInterface
    private interface Loop {
        void run(Kernels<float[]> kernels, float[] result);
    }
}
