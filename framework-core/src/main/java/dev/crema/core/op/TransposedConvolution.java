package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.ChannelLines;
import dev.crema.core.kernel.Channels;
import dev.crema.core.kernel.ConvolutionSizes;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.Storage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The adjoint of a convolution as an op of its own: what it does to the input, the gradient of a convolution does to a cotangent. */
public final class TransposedConvolution {

    private TransposedConvolution() {}

    /**
     * The transposed convolution: {@code <out - bias, z> = <input, conv2d(z, weight)>} for every image {@code z} of the output's size.
     *
     * <p>The output has {@code (H - 1)·stride - 2·padding + dilation·(R - 1) + 1 + outputPadding} rows, and columns alike.
     *
     * @param input shape {@code [N, C, H, W]}
     * @param weight shape {@code [C, K, R, S]} for one group, {@code [groups, C/groups, K/groups, R, S]} for more
     * @param bias shape {@code [1, K, 1, 1]}, or null for none
     * @param geometry that of the convolution: kernel size R x S, stride, padding, dilation
     * @param outputPadding rows and columns more at the bottom and on the right, less than the stride or the dilation
     * @return shape {@code [N, K, P, Q]}
     */
    public static ValueAndVjps convTranspose2d(
            NdArray input, NdArray weight, @Nullable NdArray bias, Geometry geometry, Pair outputPadding) {
        ConvolutionSizes sizes = sizes(input.shape(), weight.shape(), geometry, outputPadding);
        Shape outputShape = outputShape(sizes);
        Convolution.requireOperands("convTranspose2d", input, weight, bias, outputShape.size(1));
        Storage<Object> x = input.storage();
        Storage<Object> w = weight.storage();
        Kernels<Object> kernels = x.kernels();
        NdArray output = NdArray.unfilled(outputShape, input.dtype());
        Object y = output.storage().values();
        kernels.convolutionInputGradient(sizes, x.values(), w.values(), y);
        Shape inputShape = input.shape();
        Shape weightShape = weight.shape();
        DType dtype = input.dtype();
        Vjp forInput = g -> {
            NdArray dx = NdArray.unfilled(inputShape, dtype);
            kernels.convolution(
                    sizes, g.storage().values(), w.values(), null, dx.storage().values());
            return dx;
        };
        Vjp forWeight = g -> {
            NdArray dw = NdArray.unfilled(weightShape, dtype);
            kernels.convolutionWeightGradient(
                    sizes, g.storage().values(), x.values(), dw.storage().values());
            return dw;
        };
        if (bias == null) {
            return ValueAndVjps.of(output, forInput, forWeight);
        }
        Channels channels = new Channels(sizes.batch(), outputShape.size(1), outputShape.size(2) * outputShape.size(3));
        kernels.channelAffine(channels, y, ChannelLines.of(ones(channels.channels()), bias.toDoubleArray()), y);
        return ValueAndVjps.of(output, forInput, forWeight, Convolution.biasVjp(channels, bias));
    }

    /** The shape that {@link #convTranspose2d} gives; its errors are those of the op itself. */
    public static Shape outputShape(Shape input, Shape weight, Geometry geometry, Pair outputPadding) {
        return outputShape(sizes(input, weight, geometry, outputPadding));
    }

    private static Shape outputShape(ConvolutionSizes sizes) {
        return Shape.of(
                sizes.batch(),
                sizes.groups() * sizes.channels(),
                sizes.rows().size(),
                sizes.columns().size());
    }

    private static double[] ones(int count) {
        double[] result = new double[count];
        Arrays.fill(result, 1);
        return result;
    }

    /** The sizes of the convolution whose input gradient this is: its image is our output. */
    private static ConvolutionSizes sizes(Shape x, Shape w, Geometry geometry, Pair outputPadding) {
        int groups = w.rank() == 5 ? w.size(0) : 1;
        if (x.rank() != 4 || (w.rank() != 4 && w.rank() != 5) || x.size(1) != groups * w.size(-4)) {
            throw new IllegalArgumentException(
                    w.rank() == 5
                            ? "convTranspose2d: expected input [N, C, H, W] and weight"
                                    + " [groups, C/groups, K/groups, R, S], got " + x + " and " + w
                            : "convTranspose2d: expected input [N, C, H, W] and weight [C, K, R, S] with equal C, got "
                                    + x + " and " + w);
        }
        Convolution.requireKernel("convTranspose2d", w, geometry);
        requireOutputPadding(geometry, outputPadding);
        Pair size = geometry.transposedSize("convTranspose2d", x.size(2), x.size(3), outputPadding);
        return new ConvolutionSizes(
                x.size(0),
                groups,
                w.size(-3),
                w.size(-4),
                Convolution.rows(geometry, size.height(), x.size(2)),
                Convolution.columns(geometry, size.width(), x.size(3)));
    }

    /**
     * That there is an image of this size for the windows.
     *
     * @throws IllegalArgumentException if the output padding is negative, or as large as stride and dilation
     */
    public static void requireOutputPadding(Geometry geometry, Pair outputPadding) {
        int mostRows = Math.max(geometry.stride().height(), geometry.dilation().height()) - 1;
        int mostColumns =
                Math.max(geometry.stride().width(), geometry.dilation().width()) - 1;
        if (outputPadding.height() < 0
                || outputPadding.width() < 0
                || outputPadding.height() > mostRows
                || outputPadding.width() > mostColumns) {
            throw new IllegalArgumentException(
                    "output_padding: expected at least 0 and less than stride or dilation, got " + outputPadding
                            + " for stride " + geometry.stride() + " and dilation " + geometry.dilation());
        }
    }
}
