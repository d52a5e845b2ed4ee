package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.ChannelLines;
import dev.crema.core.kernel.Channels;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.Storage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Normalization of each example by itself. */
public final class LayerNormalization {

    private LayerNormalization() {}

    /**
     * Layer normalization: {@code weight·(x - mean) / sqrt(variance + epsilon) + bias}, mean and (biased) variance those of the last
     * axes at each position of the others (Ba, Kiros and Hinton 2016).
     *
     * @param x shape {@code [..., normalizedShape]}
     * @param normalizedShape the sizes of the last axes, at least one
     * @param weight shape {@code normalizedShape}, or null for ones
     * @param bias shape {@code normalizedShape}, or null for zeros
     * @param epsilon above 0
     */
    public static ValueAndVjps layerNorm(
            NdArray x, Shape normalizedShape, @Nullable NdArray weight, @Nullable NdArray bias, double epsilon) {
        requireLastAxes(x.shape(), normalizedShape);
        requireParameter("weight", x, normalizedShape, weight);
        requireParameter("bias", x, normalizedShape, bias);
        RowMoments.requireEpsilon("layerNorm", epsilon);
        int length = normalizedShape.size();
        int count = x.size() / length;
        RowMoments moments = RowMoments.of(x, count, length, epsilon);
        Channels rows = new Channels(1, count, length);
        Kernels<Object> kernels = x.storage().kernels();
        NdArray standardized = NdArray.unfilled(x.shape(), x.dtype());
        kernels.channelAffine(
                rows,
                x.storage().values(),
                ChannelLines.of(rows.each(moments::inverseDeviation), rows.each(moments::mean), new double[count]),
                standardized.storage().values());
        NdArray scaled = weight == null ? standardized : standardized.mul(weight);
        NdArray value = bias == null ? scaled : scaled.add(bias);
        List<Vjp> vjps = new ArrayList<>();
        vjps.add(g -> inputGradient(rows, weight == null ? g : g.mul(weight), standardized, moments));
        if (weight != null) {
            vjps.add(g -> g.mul(standardized).sumTo(normalizedShape));
        }
        if (bias != null) {
            vjps.add(g -> g.sumTo(normalizedShape));
        }
        return new ValueAndVjps(value, vjps, value == standardized ? List.of() : List.of(standardized));
    }

    /** {@code (g - mean(g) - standardized·mean(g·standardized)) / deviation} for each row. */
    private static NdArray inputGradient(Channels rows, NdArray g, NdArray standardized, RowMoments moments) {
        Storage<Object> cotangent = g.storage();
        Storage<Object> values = standardized.storage();
        Kernels<Object> kernels = cotangent.kernels();
        int count = rows.channels();
        double[] totals = new double[count];
        double[] products = new double[count];
        kernels.channelProducts(rows, cotangent.values(), values.values(), new double[count], totals, products);
        NdArray dx = NdArray.unfilled(g.shape(), g.dtype());
        kernels.channelAffine(
                rows,
                cotangent.values(),
                rows.each(moments::inverseDeviation),
                values.values(),
                ChannelLines.of(
                        rows.each(r -> -moments.inverseDeviation(r) * products[r] / moments.length()),
                        rows.each(r -> -moments.inverseDeviation(r) * totals[r] / moments.length())),
                dx.storage().values());
        return dx;
    }

    /**
     * That the last axes have these sizes.
     *
     * @throws IllegalArgumentException if they have not, or if there is nothing to normalize
     */
    public static void requireLastAxes(Shape input, Shape normalizedShape) {
        int extra = input.rank() - normalizedShape.rank();
        boolean fits = extra >= 0 && normalizedShape.rank() > 0 && normalizedShape.size() > 0;
        for (int axis = 0; fits && axis < normalizedShape.rank(); axis++) {
            fits = input.size(extra + axis) == normalizedShape.size(axis);
        }
        if (!fits) {
            throw new IllegalArgumentException("layerNorm: expected an input whose last axes have the sizes "
                    + normalizedShape + ", at least 1 each, got " + input);
        }
    }

    private static void requireParameter(String name, NdArray x, Shape expected, @Nullable NdArray parameter) {
        if (parameter != null && (!parameter.shape().equals(expected) || parameter.dtype() != x.dtype())) {
            throw new IllegalArgumentException("layerNorm: expected " + name + " " + x.dtype() + expected + ", got "
                    + parameter.dtype() + parameter.shape());
        }
    }
}
