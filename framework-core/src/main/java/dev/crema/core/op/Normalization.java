package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.ChannelLines;
import dev.crema.core.kernel.Channels;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.Storage;
import java.util.Arrays;

/** Normalization of channels: of images {@code [N, C, H, W]} or rows {@code [N, C]}. */
public final class Normalization {

    private Normalization() {}

    /** Mean and variance of each channel of {@code x}, summed in double precision. */
    public static Moments channelMoments(NdArray x) {
        Channels channels = filledChannels(x);
        Storage<Object> from = x.storage();
        double[] mean = new double[channels.channels()];
        double[] variance = new double[channels.channels()];
        from.kernels().channelMoments(channels, from.values(), mean, variance);
        Shape shape = Shape.of(channels.channels());
        return new Moments(NdArray.of(shape, mean), NdArray.of(shape, variance), channels.perChannel());
    }

    /**
     * Batch normalization in training: {@code weight·(x - mean) / sqrt(variance + epsilon) + bias} for each channel, the
     * cotangent flowing through mean and variance too (Ioffe and Szegedy 2015).
     *
     * @param x shape {@code [N, C, ...]}
     * @param weight shape {@code [C]}
     * @param bias shape {@code [C]}
     * @param moments those of {@code x}
     * @param epsilon above 0
     */
    public static ValueAndVjps batchNorm(NdArray x, NdArray weight, NdArray bias, Moments moments, double epsilon) {
        requireParameters("batchNorm", x, weight, bias, epsilon);
        Channels channels = filledChannels(x);
        requireMoments(moments, channels, x.shape());
        Kernels<Object> kernels = x.storage().kernels();
        double[] mean = moments.mean().toDoubleArray();
        double[] inverseDeviation = inverseDeviation(moments.variance(), epsilon);
        NdArray y = affine(channels, x, weight, bias, mean, inverseDeviation);
        CotangentSums sums = new CotangentSums(channels, x, mean);
        int count = channels.perChannel();
        Vjp forInput = g -> {
            CotangentSums.Sums ofCotangent = sums.of(g);
            double[] own = channels.each(c -> weight.getFlat(c) * inverseDeviation[c]);
            double[] slope = channels.each(c -> -own[c]
                    * inverseDeviation[c]
                    * inverseDeviation[c]
                    * ofCotangent.products()[c]
                    / count);
            double[] shift = channels.each(c -> -own[c] * ofCotangent.totals()[c] / count);
            NdArray dx = NdArray.unfilled(x.shape(), x.dtype());
            kernels.channelAffine(
                    channels,
                    g.storage().values(),
                    own,
                    x.storage().values(),
                    ChannelLines.of(slope, mean, shift),
                    dx.storage().values());
            return dx;
        };
        return ValueAndVjps.of(y, forInput, weightVjp(weight, sums, inverseDeviation), biasVjp(bias, sums));
    }

    /**
     * Batch normalization in evaluation: the same with a mean and a variance that do not depend on {@code x}.
     *
     * @param mean shape {@code [C]}, not differentiated
     * @param variance shape {@code [C]}, not differentiated
     * @param epsilon above 0
     */
    public static ValueAndVjps batchNormInference(
            NdArray x, NdArray weight, NdArray bias, NdArray mean, NdArray variance, double epsilon) {
        requireParameters("batchNormInference", x, weight, bias, epsilon);
        if (!mean.shape().equals(weight.shape()) || !variance.shape().equals(weight.shape())) {
            throw new IllegalArgumentException(
                    "batchNormInference: expected a mean and a variance for each channel, shape " + weight.shape()
                            + ", got " + mean.shape() + " and " + variance.shape());
        }
        Channels channels = channels("batchNormInference", x);
        Shape shape = x.shape();
        DType dtype = x.dtype();
        Kernels<Object> kernels = x.storage().kernels();
        double[] center = mean.toDoubleArray();
        double[] inverseDeviation = inverseDeviation(variance, epsilon);
        NdArray y = affine(channels, x, weight, bias, center, inverseDeviation);
        CotangentSums sums = new CotangentSums(channels, x, center);
        Vjp forInput = g -> {
            double[] own = channels.each(c -> weight.getFlat(c) * inverseDeviation[c]);
            NdArray dx = NdArray.unfilled(shape, dtype);
            kernels.channelAffine(
                    channels,
                    g.storage().values(),
                    ChannelLines.of(own, new double[own.length]),
                    dx.storage().values());
            return dx;
        };
        return ValueAndVjps.of(y, forInput, weightVjp(weight, sums, inverseDeviation), biasVjp(bias, sums));
    }

    private static Vjp weightVjp(NdArray weight, CotangentSums sums, double[] inverseDeviation) {
        Shape shape = weight.shape();
        DType dtype = weight.dtype();
        return g -> {
            double[] products = sums.of(g).products();
            double[] gradient = new double[products.length];
            Arrays.setAll(gradient, c -> products[c] * inverseDeviation[c]);
            return NdArray.of(shape, gradient).to(dtype);
        };
    }

    private static Vjp biasVjp(NdArray bias, CotangentSums sums) {
        Shape shape = bias.shape();
        DType dtype = bias.dtype();
        return g -> NdArray.of(shape, sums.of(g).totals()).to(dtype);
    }

    private static NdArray affine(
            Channels channels, NdArray x, NdArray weight, NdArray bias, double[] mean, double[] inverseDeviation) {
        double[] scale = channels.each(c -> weight.getFlat(c) * inverseDeviation[c]);
        ChannelLines lines = ChannelLines.of(scale, mean, bias.toDoubleArray());
        NdArray y = NdArray.unfilled(x.shape(), x.dtype());
        Storage<Object> from = x.storage();
        from.kernels().channelAffine(channels, from.values(), lines, y.storage().values());
        return y;
    }

    private static double[] inverseDeviation(NdArray variance, double epsilon) {
        double[] result = variance.toDoubleArray();
        Arrays.setAll(result, c -> 1 / Math.sqrt(result[c] + epsilon));
        return result;
    }

    private static Channels filledChannels(NdArray x) {
        Channels channels = channels("batchNorm", x);
        if (channels.channels() == 0) {
            throw new IllegalArgumentException("batchNorm: expected at least one channel, got " + x.shape());
        }
        if (x.size() == 0) {
            throw new IllegalArgumentException("batchNorm: expected at least one value per channel, got " + x.shape());
        }
        return channels;
    }

    private static Channels channels(String op, NdArray x) {
        Shape shape = x.shape();
        if (shape.rank() < 2) {
            throw new IllegalArgumentException(op + ": expected input [N, C, ...], got " + shape);
        }
        return new Channels(shape.size(0), shape.size(1), shape.strides()[1]);
    }

    private static void requireMoments(Moments moments, Channels channels, Shape input) {
        if (moments.mean().size() != channels.channels() || moments.count() != channels.perChannel()) {
            throw new IllegalArgumentException("batchNorm: expected the moments of " + channels.channels()
                    + " channels with " + channels.perChannel() + " values each for input " + input + ", got "
                    + moments.mean().size() + " channels with " + moments.count());
        }
    }

    private static void requireParameters(String op, NdArray x, NdArray weight, NdArray bias, double epsilon) {
        Shape expected = Shape.of(x.shape().rank() < 2 ? 0 : x.shape().size(1));
        if (!weight.shape().equals(expected) || !bias.shape().equals(expected)) {
            throw new IllegalArgumentException(op + ": expected input [N, C, ...] with weight [C] and bias [C], got "
                    + x.shape() + ", " + weight.shape() + " and " + bias.shape());
        }
        if (weight.dtype() != x.dtype() || bias.dtype() != x.dtype()) {
            throw new IllegalArgumentException(op + ": expected operands of one dtype, got input " + x.dtype()
                    + ", weight " + weight.dtype() + " and bias " + bias.dtype());
        }
        RowMoments.requireEpsilon(op, epsilon);
    }
}
