package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.kernel.ChannelLines;
import dev.crema.core.kernel.ConvolutionSizes;
import dev.crema.core.kernel.Storage;
import org.jspecify.annotations.Nullable;

/**
 * A convolution and the normalization of its outputs while they are in the cache: for inference, as the outputs that a gradient would
 * need are overwritten.
 */
public final class NormalizedConvolution {

    private NormalizedConvolution() {}

    /**
     * What {@link Normalization#batchNormInference} takes besides its input.
     *
     * @param weight shape {@code [K]}
     * @param bias shape {@code [K]}
     * @param mean shape {@code [K]}
     * @param variance shape {@code [K]}
     * @param epsilon above 0
     */
    public record Norm(NdArray weight, NdArray bias, NdArray mean, NdArray variance, double epsilon) {}

    /**
     * {@link Convolution#conv2d}, {@link Normalization#batchNormInference} and if asked {@link Pointwise#relu}, to the same bits.
     *
     * @param bias of the convolution, or null for none
     * @param norm of as many channels as there are filters
     */
    public static NdArray conv2d(
            NdArray input, NdArray weight, @Nullable NdArray bias, Geometry geometry, Norm norm, boolean relu) {
        ConvolutionSizes sizes = Convolution.sizes(input.shape(), weight.shape(), geometry);
        Convolution.requireOperands("conv2d", input, weight, bias, sizes.groups() * sizes.filters());
        NdArray output = NdArray.unfilled(Convolution.outputShape(sizes), input.dtype());
        ChannelLines lines = Normalization.linesByStatistics(
                relu ? "batchNormReluInference" : "batchNormInference",
                output,
                norm.weight,
                norm.bias,
                norm.mean,
                norm.variance,
                norm.epsilon);
        Storage<Object> x = input.storage();
        Storage<Object> w = weight.storage();
        Object biasValues = bias == null ? null : bias.storage().values();
        Object y = output.storage().values();
        if (relu) {
            x.kernels().convolutionRelu(sizes, x.values(), w.values(), w.packed(), biasValues, lines, y);
        } else {
            x.kernels().convolutionAffine(sizes, x.values(), w.values(), w.packed(), biasValues, lines, y);
        }
        return output;
    }
}
