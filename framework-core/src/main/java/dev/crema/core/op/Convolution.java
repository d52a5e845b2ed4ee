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
        ConvolutionSizes sizes = sizes(input, weight, bias, geometry);
        Storage<Object> x = input.storage();
        Storage<Object> w = weight.storage();
        Kernels<Object> kernels = x.kernels();
        int filters = sizes.groups() * sizes.filters();
        NdArray output = NdArray.unfilled(
                Shape.of(
                        sizes.batch(),
                        filters,
                        sizes.rows().outputs(),
                        sizes.columns().outputs()),
                input.dtype());
        Object biasValues = bias == null ? null : bias.storage().values();
        kernels.convolution(
                sizes, x.values(), w.values(), biasValues, output.storage().values());
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
        Shape biasShape = bias.shape();
        Vjp forBias = g -> {
            double[] sums = new double[filters];
            kernels.channelSums(channels, g.storage().values(), sums);
            return NdArray.of(biasShape, sums).to(dtype);
        };
        return ValueAndVjps.of(output, forInput, forWeight, forBias);
    }

    private static ConvolutionSizes sizes(NdArray input, NdArray weight, @Nullable NdArray bias, Geometry geometry) {
        Shape x = input.shape();
        Shape w = weight.shape();
        int groups = w.rank() == 5 ? w.size(0) : 1;
        if (x.rank() != 4 || (w.rank() != 4 && w.rank() != 5) || x.size(1) != groups * w.size(-3)) {
            throw new IllegalArgumentException(
                    w.rank() == 5
                            ? "conv2d: expected input [N, C, H, W] and weight [groups, K/groups, C/groups, R, S], got "
                                    + x + " and " + w
                            : "conv2d: expected input [N, C, H, W] and weight [K, C, R, S] with equal C, got " + x
                                    + " and " + w);
        }
        Pair kernel = new Pair(w.size(-2), w.size(-1));
        if (!kernel.equals(geometry.kernelSize())) {
            throw new IllegalArgumentException(
                    "conv2d: expected a weight of kernel size " + geometry.kernelSize() + ", got " + w);
        }
        int filters = w.size(-4);
        if (bias != null && !bias.shape().equals(Shape.of(1, groups * filters, 1, 1))) {
            throw new IllegalArgumentException(
                    "conv2d: expected bias [1, " + groups * filters + ", 1, 1], got " + bias.shape());
        }
        if (input.dtype() != weight.dtype() || (bias != null && bias.dtype() != input.dtype())) {
            throw new IllegalArgumentException("conv2d: expected operands of one dtype, got input " + input.dtype()
                    + ", weight " + weight.dtype() + (bias == null ? "" : ", bias " + bias.dtype()));
        }
        Pair out = geometry.outputSize("conv2d", x.size(2), x.size(3));
        ConvolutionAxis rows = new ConvolutionAxis(
                x.size(2),
                kernel.height(),
                geometry.stride().height(),
                geometry.padding().height(),
                geometry.dilation().height(),
                out.height());
        ConvolutionAxis columns = new ConvolutionAxis(
                x.size(3),
                kernel.width(),
                geometry.stride().width(),
                geometry.padding().width(),
                geometry.dilation().width(),
                out.width());
        return new ConvolutionSizes(x.size(0), groups, w.size(-3), filters, rows, columns);
    }
}
