package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.Channels;
import dev.crema.core.kernel.ConvolutionAxis;
import dev.crema.core.kernel.ConvolutionSizes;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.Storage;
import org.jspecify.annotations.Nullable;

/** Two-dimensional convolution, in the sense of the field: a cross-correlation. */
public final class Convolution {

    private Convolution() {}

    /**
     * {@code out(n, k) = bias(k) + sum over c of weight(k, c) ⋆ input(n, c)}, with zero padding.
     *
     * @param input shape {@code [N, C, H, W]}
     * @param weight shape {@code [K, C, R, S]} for one group, {@code [groups, K/groups, C/groups, R, S]} for more
     * @param bias shape {@code [1, K, 1, 1]}, or null for none
     * @param geometry kernel size R x S, stride, padding, dilation
     * @return shape {@code [N, K, P, Q]}
     */
    public static ValueAndVjps conv2d(NdArray input, NdArray weight, @Nullable NdArray bias, Geometry geometry) {
        ConvolutionSizes sizes = sizes(input.shape(), weight.shape(), geometry);
        requireOperands("conv2d", input, weight, bias, sizes.groups() * sizes.filters());
        Storage<Object> x = input.storage();
        Storage<Object> w = weight.storage();
        Kernels<Object> kernels = x.kernels();
        int filters = sizes.groups() * sizes.filters();
        NdArray output = NdArray.unfilled(outputShape(sizes), input.dtype());
        Object biasValues = bias == null ? null : bias.storage().values();
        kernels.convolution(
                sizes,
                x.values(),
                w.values(),
                w.packed(),
                biasValues,
                output.storage().values());
        Shape inputShape = input.shape();
        Shape weightShape = weight.shape();
        DType dtype = input.dtype();
        Vjp forInput = g -> {
            NdArray dx = NdArray.unfilled(inputShape, dtype);
            kernels.convolutionInputGradient(
                    sizes, g.storage().values(), w.values(), dx.storage().values());
            return dx;
        };
        Vjp forWeight = g -> {
            NdArray dw = NdArray.unfilled(weightShape, dtype);
            kernels.convolutionWeightGradient(
                    sizes, x.values(), g.storage().values(), dw.storage().values());
            return dw;
        };
        if (bias == null) {
            return ValueAndVjps.of(output, forInput, forWeight);
        }
        Channels channels = new Channels(
                sizes.batch(), filters, sizes.rows().outputs() * sizes.columns().outputs());
        return ValueAndVjps.of(output, forInput, forWeight, biasVjp(channels, bias));
    }

    /** The shape that {@link #conv2d} gives; its errors are those of the op itself. */
    public static Shape outputShape(Shape input, Shape weight, Geometry geometry) {
        return outputShape(sizes(input, weight, geometry));
    }

    static Shape outputShape(ConvolutionSizes sizes) {
        return Shape.of(
                sizes.batch(),
                sizes.groups() * sizes.filters(),
                sizes.rows().outputs(),
                sizes.columns().outputs());
    }

    static ConvolutionSizes sizes(Shape x, Shape w, Geometry geometry) {
        int groups = w.rank() == 5 ? w.size(0) : 1;
        if (x.rank() != 4 || (w.rank() != 4 && w.rank() != 5) || x.size(1) != groups * w.size(-3)) {
            throw new IllegalArgumentException(
                    w.rank() == 5
                            ? "conv2d: expected input [N, C, H, W] and weight [groups, K/groups, C/groups, R, S], got "
                                    + x + " and " + w
                            : "conv2d: expected input [N, C, H, W] and weight [K, C, R, S] with equal C, got " + x
                                    + " and " + w);
        }
        requireKernel("conv2d", w, geometry);
        Pair out = geometry.outputSize("conv2d", x.size(2), x.size(3));
        return new ConvolutionSizes(
                x.size(0),
                groups,
                w.size(-3),
                w.size(-4),
                rows(geometry, x.size(2), out.height()),
                columns(geometry, x.size(3), out.width()));
    }

    static ConvolutionAxis rows(Geometry geometry, int size, int outputs) {
        return new ConvolutionAxis(
                size,
                geometry.kernelSize().height(),
                geometry.stride().height(),
                geometry.padding().height(),
                geometry.dilation().height(),
                outputs);
    }

    static ConvolutionAxis columns(Geometry geometry, int size, int outputs) {
        return new ConvolutionAxis(
                size,
                geometry.kernelSize().width(),
                geometry.stride().width(),
                geometry.padding().width(),
                geometry.dilation().width(),
                outputs);
    }

    static void requireKernel(String op, Shape weight, Geometry geometry) {
        if (!new Pair(weight.size(-2), weight.size(-1)).equals(geometry.kernelSize())) {
            throw new IllegalArgumentException(
                    op + ": expected a weight of kernel size " + geometry.kernelSize() + ", got " + weight);
        }
    }

    static void requireOperands(String op, NdArray input, NdArray weight, @Nullable NdArray bias, int filters) {
        if (bias != null && !bias.shape().equals(Shape.of(1, filters, 1, 1))) {
            throw new IllegalArgumentException(op + ": expected bias [1, " + filters + ", 1, 1], got " + bias.shape());
        }
        if (input.dtype() != weight.dtype() || (bias != null && bias.dtype() != input.dtype())) {
            throw new IllegalArgumentException(op + ": expected operands of one dtype, got input " + input.dtype()
                    + ", weight " + weight.dtype() + (bias == null ? "" : ", bias " + bias.dtype()));
        }
    }

    static Vjp biasVjp(Channels channels, NdArray bias) {
        Shape shape = bias.shape();
        DType dtype = bias.dtype();
        return g -> {
            double[] sums = new double[channels.channels()];
            Storage<Object> cotangent = g.storage();
            cotangent.kernels().channelSums(channels, cotangent.values(), sums);
            return NdArray.of(shape, sums).to(dtype);
        };
    }
}
