package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.ChannelLines;
import dev.crema.core.kernel.ConvolutionSizes;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.PackedWeights;
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
     * {@link Convolution#conv2d} and {@link Normalization#batchNormInference}, to the same bits.
     *
     * @param bias of the convolution, or null for none
     * @param norm of as many channels as there are filters
     */
    public static NdArray conv2d(NdArray input, NdArray weight, @Nullable NdArray bias, Geometry geometry, Norm norm) {
        return of("batchNormInference", input, weight, bias, geometry, norm, Kernels::convolutionAffine);
    }

    /** {@link Convolution#conv2d}, {@link Normalization#batchNormInference} and {@link Pointwise#relu}, to the same bits. */
    public static NdArray conv2dRelu(
            NdArray input, NdArray weight, @Nullable NdArray bias, Geometry geometry, Norm norm) {
        return of("batchNormReluInference", input, weight, bias, geometry, norm, Kernels::convolutionRelu);
    }

    /**
     * {@link Convolution#conv2d}, {@link Normalization#batchNormInference}, a sum and {@link Pointwise#relu}, to the same bits.
     *
     * @param other what is added; shape and dtype of the output
     */
    public static NdArray conv2dAddRelu(
            NdArray input, NdArray weight, @Nullable NdArray bias, Geometry geometry, Norm norm, NdArray other) {
        Shape outputShape = Convolution.outputShape(input.shape(), weight.shape(), geometry);
        NormalizedSum.requireTerm(outputShape, input.dtype(), other.shape(), other.dtype());
        Object added = other.storage().values();
        return of(
                "batchNormInference",
                input,
                weight,
                bias,
                geometry,
                norm,
                (kernels, sizes, x, w, packed, shift, lines, y) ->
                        kernels.convolutionAddRelu(sizes, x, w, packed, shift, lines, added, y));
    }

    private static NdArray of(
            String op, NdArray input, NdArray weight, @Nullable NdArray bias, Geometry geometry, Norm norm, Loop loop) {
        ConvolutionSizes sizes = Convolution.sizes(input.shape(), weight.shape(), geometry);
        Convolution.requireOperands("conv2d", input, weight, bias, sizes.groups() * sizes.filters());
        NdArray output = NdArray.unfilled(Convolution.outputShape(sizes), input.dtype());
        ChannelLines lines = Normalization.linesByStatistics(
                op, output, norm.weight, norm.bias, norm.mean, norm.variance, norm.epsilon);
        Storage<Object> x = input.storage();
        Storage<Object> w = weight.storage();
        Object shift = bias == null ? null : bias.storage().values();
        Object y = output.storage().values();
        loop.run(x.kernels(), sizes, x.values(), w.values(), w.packed(), shift, lines, y);
        return output;
    }

    /** One of the loops that compute outputs and go on with them. */
    @FunctionalInterface
    private interface Loop {
        void run(
                Kernels<Object> kernels,
                ConvolutionSizes sizes,
                Object x,
                Object w,
                PackedWeights packed,
                @Nullable Object bias,
                ChannelLines lines,
                Object y);
    }
}
