package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.ChannelLines;
import dev.crema.core.kernel.Channels;
import dev.crema.core.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Normalization of groups of channels, in each image by itself. */
public final class GroupNormalization {

    private final int batch;
    private final int channels;
    private final int groups;
    private final Channels planes;
    private final NdArray x;
    private final @Nullable NdArray weight;
    private final RowMoments moments;
    private final CotangentSums sums;

    private GroupNormalization(NdArray x, int groups, @Nullable NdArray weight, double epsilon) {
        this.batch = x.shape().size(0);
        this.channels = x.shape().size(1);
        this.groups = groups;
        int inner = inner(x.shape());
        this.planes = new Channels(1, batch * channels, inner);
        this.x = x;
        this.weight = weight;
        this.moments = RowMoments.of(x, batch * groups, channels / groups * inner, epsilon);
        this.sums = new CotangentSums(planes, x, planes.each(this::mean));
    }

    /**
     * Group normalization: {@code weight·(x - mean) / sqrt(variance + epsilon) + bias}, mean and (biased) variance those of all values
     * of neighbouring channels in one image (Wu and He 2018).
     *
     * @param x shape {@code [N, C, ...]}
     * @param groups into how many groups the channels are divided; a divisor of C
     * @param weight shape {@code [C]}, or null for ones
     * @param bias shape {@code [C]}, or null for zeros
     * @param epsilon above 0
     */
    public static ValueAndVjps groupNorm(
            NdArray x, int groups, @Nullable NdArray weight, @Nullable NdArray bias, double epsilon) {
        requireInput("groupNorm", x.shape());
        int channels = x.shape().size(1);
        if (groups < 1 || channels % groups != 0) {
            throw new IllegalArgumentException("groupNorm: expected groups that divide the " + channels
                    + " channels of " + x.shape() + ", got " + groups);
        }
        return normalized("groupNorm", x, groups, weight, bias, epsilon);
    }

    /**
     * Instance normalization: group normalization in which each channel is a group (Ulyanov, Vedaldi and Lempitsky 2016).
     *
     * @param x shape {@code [N, C, ...]} with more than one value per channel and image
     * @param weight shape {@code [C]}, or null for ones
     * @param bias shape {@code [C]}, or null for zeros
     * @param epsilon above 0
     */
    public static ValueAndVjps instanceNorm(
            NdArray x, @Nullable NdArray weight, @Nullable NdArray bias, double epsilon) {
        requireInstances(x.shape());
        return normalized("instanceNorm", x, x.shape().size(1), weight, bias, epsilon);
    }

    private static ValueAndVjps normalized(
            String op, NdArray x, int groups, @Nullable NdArray weight, @Nullable NdArray bias, double epsilon) {
        requireParameter(op, "weight", x, weight);
        requireParameter(op, "bias", x, bias);
        RowMoments.requireEpsilon(op, epsilon);
        GroupNormalization norm = new GroupNormalization(x, groups, weight, epsilon);
        List<Vjp> vjps = new ArrayList<>();
        vjps.add(norm::inputGradient);
        if (weight != null) {
            vjps.add(norm.weightVjp(weight));
        }
        if (bias != null) {
            vjps.add(norm.biasVjp(bias));
        }
        return new ValueAndVjps(norm.value(bias), vjps);
    }

    private NdArray value(@Nullable NdArray bias) {
        ChannelLines lines = ChannelLines.of(
                planes.each(this::scale),
                planes.each(this::mean),
                planes.each(plane -> bias == null ? 0 : bias.getFlat(plane % channels)));
        NdArray y = NdArray.unfilled(x.shape(), x.dtype());
        kernels().channelAffine(planes, x.storage().values(), lines, y.storage().values());
        return y;
    }

    /** As that of batch normalization, each group with the sums of its channels, weighted. */
    private NdArray inputGradient(NdArray g) {
        CotangentSums.Sums ofPlanes = sums.of(g);
        double[] totals = groupSums(ofPlanes.totals());
        double[] products = groupSums(ofPlanes.products());
        int count = moments.length();
        double[] own = planes.each(this::scale);
        double[] slope = planes.each(plane -> {
            double inverse = moments.inverseDeviation(group(plane));
            return -inverse * inverse * inverse * products[group(plane)] / count;
        });
        double[] shift = planes.each(plane -> -moments.inverseDeviation(group(plane)) * totals[group(plane)] / count);
        NdArray dx = NdArray.unfilled(x.shape(), x.dtype());
        kernels()
                .channelAffine(
                        planes,
                        g.storage().values(),
                        own,
                        x.storage().values(),
                        ChannelLines.of(slope, planes.each(this::mean), shift),
                        dx.storage().values());
        return dx;
    }

    /** The planes' sums, weighted, added up for each group. */
    private double[] groupSums(double[] ofPlanes) {
        double[] result = new double[batch * groups];
        for (int plane = 0; plane < ofPlanes.length; plane++) {
            result[group(plane)] += weight(plane) * ofPlanes[plane];
        }
        return result;
    }

    private Vjp weightVjp(NdArray parameter) {
        Shape shape = parameter.shape();
        DType dtype = parameter.dtype();
        return g -> {
            double[] products = sums.of(g).products();
            return NdArray.of(shape, channelSums(plane -> products[plane] * moments.inverseDeviation(group(plane))))
                    .to(dtype);
        };
    }

    private Vjp biasVjp(NdArray parameter) {
        Shape shape = parameter.shape();
        DType dtype = parameter.dtype();
        return g -> {
            double[] totals = sums.of(g).totals();
            return NdArray.of(shape, channelSums(plane -> totals[plane])).to(dtype);
        };
    }

    /** Sums over the images in ascending order. */
    private double[] channelSums(IntToDoubleFunction ofPlane) {
        double[] result = new double[channels];
        for (int plane = 0; plane < batch * channels; plane++) {
            result[plane % channels] += ofPlane.applyAsDouble(plane);
        }
        return result;
    }

    /** The group of a plane, which is a channel of an image. */
    private int group(int plane) {
        return plane / (channels / groups);
    }

    private double weight(int plane) {
        return weight == null ? 1 : weight.getFlat(plane % channels);
    }

    private double mean(int plane) {
        return moments.mean(group(plane));
    }

    private double scale(int plane) {
        return weight(plane) * moments.inverseDeviation(group(plane));
    }

    private Kernels<Object> kernels() {
        return x.storage().kernels();
    }

    private static int inner(Shape shape) {
        return shape.strides()[1];
    }

    /**
     * That there is something to normalize in each channel of each image.
     *
     * @throws IllegalArgumentException if there is not more than one value
     */
    public static void requireInstances(Shape input) {
        requireInput("instanceNorm", input);
        if (inner(input) == 1) {
            throw new IllegalArgumentException(
                    "instanceNorm: expected more than one value per channel and image, got " + input);
        }
    }

    /**
     * That there are channels with values.
     *
     * @param op the name for errors
     * @throws IllegalArgumentException if there are not
     */
    public static void requireInput(String op, Shape input) {
        if (input.rank() < 2 || input.size(1) == 0 || inner(input) == 0) {
            throw new IllegalArgumentException(
                    op + ": expected input [N, C, ...] with at least one value per image and channel, got " + input);
        }
    }

    private static void requireParameter(String op, String name, NdArray x, @Nullable NdArray parameter) {
        Shape expected = Shape.of(x.shape().size(1));
        if (parameter != null && (!parameter.shape().equals(expected) || parameter.dtype() != x.dtype())) {
            throw new IllegalArgumentException(op + ": expected " + name + " " + x.dtype() + expected + ", got "
                    + parameter.dtype() + parameter.shape());
        }
    }
}
