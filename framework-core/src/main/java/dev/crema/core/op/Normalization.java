package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.ChannelLines;
import dev.crema.core.kernel.Channels;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.Storage;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Normalization of channels: of images {@code [N, C, H, W]} or rows {@code [N, C]}. */
public final class Normalization {

    private Normalization() {}

    /** Mean and variance of each channel of {@code x}, summed in double precision. */
    public static Moments channelMoments(NdArray x) {
        Channels channels = filledChannels("batchNorm", x);
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
        return byMoments("batchNorm", x, weight, bias, moments, epsilon, false, null);
    }

    /** {@link #batchNorm} and then {@link Pointwise#relu}, to the same bits in fewer passes over the array. */
    public static ValueAndVjps batchNormRelu(NdArray x, NdArray weight, NdArray bias, Moments moments, double epsilon) {
        return byMoments("batchNormRelu", x, weight, bias, moments, epsilon, true, null);
    }

    /** {@link #batchNorm} with the ReLU of its sum with {@code other} as its value, which no VJP reads. */
    static ValueAndVjps batchNormAddRelu(
            NdArray x, NdArray weight, NdArray bias, Moments moments, double epsilon, NdArray other) {
        return byMoments("batchNorm", x, weight, bias, moments, epsilon, false, other);
    }

    private static ValueAndVjps byMoments(
            String op,
            NdArray x,
            NdArray weight,
            NdArray bias,
            Moments moments,
            double epsilon,
            boolean relu,
            @Nullable NdArray other) {
        requireParameters(op, x, weight, bias, epsilon);
        Channels channels = filledChannels(op, x);
        requireMoments(op, moments, channels, x.shape());
        Kernels<Object> kernels = x.storage().kernels();
        double[] mean = moments.mean().toDoubleArray();
        double[] inverseDeviation = inverseDeviation(moments.variance(), epsilon);
        double[] own = channels.each(c -> weight.getFlat(c) * inverseDeviation[c]);
        ChannelLines lines = ChannelLines.of(own, mean, bias.toDoubleArray());
        CotangentSums sums = new CotangentSums(channels, x, mean, relu ? lines : null);
        int count = channels.perChannel();
        Vjp forInput = g -> {
            CotangentSums.Sums ofCotangent = sums.of(g);
            double[] slope = channels.each(c -> -own[c]
                    * inverseDeviation[c]
                    * inverseDeviation[c]
                    * ofCotangent.products()[c]
                    / count);
            double[] shift = channels.each(c -> -own[c] * ofCotangent.totals()[c] / count);
            ChannelLines ofInput = ChannelLines.of(slope, mean, shift);
            NdArray dx = NdArray.unfilled(x.shape(), x.dtype());
            Object cotangent = g.storage().values();
            Object input = x.storage().values();
            if (relu) {
                kernels.channelReluGradient(
                        channels,
                        cotangent,
                        own,
                        input,
                        lines,
                        ofInput,
                        dx.storage().values());
            } else {
                kernels.channelAffine(
                        channels, cotangent, own, input, ofInput, dx.storage().values());
            }
            return dx;
        };
        return ValueAndVjps.of(
                other == null ? values(channels, x, lines, relu) : rectifiedSum(channels, x, lines, other),
                forInput,
                weightVjp(weight, sums, inverseDeviation),
                biasVjp(bias, sums));
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
        return byStatistics("batchNormInference", x, weight, bias, mean, variance, epsilon, false);
    }

    /** {@link #batchNormInference} and then {@link Pointwise#relu}, to the same bits in fewer passes over the array. */
    public static ValueAndVjps batchNormReluInference(
            NdArray x, NdArray weight, NdArray bias, NdArray mean, NdArray variance, double epsilon) {
        return byStatistics("batchNormReluInference", x, weight, bias, mean, variance, epsilon, true);
    }

    private static ValueAndVjps byStatistics(
            String op,
            NdArray x,
            NdArray weight,
            NdArray bias,
            NdArray mean,
            NdArray variance,
            double epsilon,
            boolean relu) {
        requireStatistics(op, x, weight, bias, mean, variance, epsilon);
        Channels channels = channels(op, x);
        double[] center = mean.toDoubleArray();
        double[] inverseDeviation = inverseDeviation(variance, epsilon);
        double[] own = channels.each(c -> weight.getFlat(c) * inverseDeviation[c]);
        ChannelLines lines = ChannelLines.of(own, center, bias.toDoubleArray());
        ChannelLines ofCotangent = ChannelLines.of(own, new double[own.length]);
        CotangentSums sums = new CotangentSums(channels, x, center, relu ? lines : null);
        return ValueAndVjps.of(
                values(channels, x, lines, relu),
                relu ? throughRelu(channels, x, lines, ofCotangent) : along(channels, x, ofCotangent),
                weightVjp(weight, sums, inverseDeviation),
                biasVjp(bias, sums));
    }

    /** The line of each channel of {@code x}. */
    static ChannelLines linesByStatistics(
            String op, NdArray x, NdArray weight, NdArray bias, NdArray mean, NdArray variance, double epsilon) {
        requireStatistics(op, x, weight, bias, mean, variance, epsilon);
        double[] scale = inverseDeviation(variance, epsilon);
        Arrays.setAll(scale, c -> weight.getFlat(c) * scale[c]);
        return ChannelLines.of(scale, mean.toDoubleArray(), bias.toDoubleArray());
    }

    private static void requireStatistics(
            String op, NdArray x, NdArray weight, NdArray bias, NdArray mean, NdArray variance, double epsilon) {
        requireParameters(op, x, weight, bias, epsilon);
        if (!mean.shape().equals(weight.shape()) || !variance.shape().equals(weight.shape())) {
            throw new IllegalArgumentException(op + ": expected a mean and a variance for each channel, shape "
                    + weight.shape() + ", got " + mean.shape() + " and " + variance.shape());
        }
    }

    private static NdArray values(Channels channels, NdArray x, ChannelLines lines, boolean relu) {
        NdArray y = NdArray.unfilled(x.shape(), x.dtype());
        Storage<Object> from = x.storage();
        if (relu) {
            from.kernels()
                    .channelRelu(channels, from.values(), lines, y.storage().values());
        } else {
            from.kernels()
                    .channelAffine(channels, from.values(), lines, y.storage().values());
        }
        return y;
    }

    private static NdArray rectifiedSum(Channels channels, NdArray x, ChannelLines lines, NdArray other) {
        NdArray y = NdArray.unfilled(x.shape(), x.dtype());
        Storage<Object> from = x.storage();
        Object added = other.storage().values();
        from.kernels()
                .channelAddRelu(
                        channels, from.values(), lines, added, y.storage().values());
        return y;
    }

    private static Vjp along(Channels channels, NdArray x, ChannelLines ofCotangent) {
        Shape shape = x.shape();
        DType dtype = x.dtype();
        return g -> {
            NdArray dx = NdArray.unfilled(shape, dtype);
            Storage<Object> cotangent = g.storage();
            cotangent
                    .kernels()
                    .channelAffine(
                            channels,
                            cotangent.values(),
                            ofCotangent,
                            dx.storage().values());
            return dx;
        };
    }

    private static Vjp throughRelu(Channels channels, NdArray x, ChannelLines lines, ChannelLines ofCotangent) {
        return g -> {
            NdArray dx = NdArray.unfilled(x.shape(), x.dtype());
            Storage<Object> input = x.storage();
            Object cotangent = g.storage().values();
            input.kernels()
                    .channelReluGradient(
                            channels,
                            cotangent,
                            input.values(),
                            lines,
                            ofCotangent,
                            dx.storage().values());
            return dx;
        };
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

    private static double[] inverseDeviation(NdArray variance, double epsilon) {
        double[] result = variance.toDoubleArray();
        Arrays.setAll(result, c -> 1 / Math.sqrt(result[c] + epsilon));
        return result;
    }

    private static Channels filledChannels(String op, NdArray x) {
        Channels channels = channels(op, x);
        if (channels.channels() == 0) {
            throw new IllegalArgumentException(op + ": expected at least one channel, got " + x.shape());
        }
        if (x.size() == 0) {
            throw new IllegalArgumentException(op + ": expected at least one value per channel, got " + x.shape());
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

    private static void requireMoments(String op, Moments moments, Channels channels, Shape input) {
        if (moments.mean().size() != channels.channels() || moments.count() != channels.perChannel()) {
            throw new IllegalArgumentException(op + ": expected the moments of " + channels.channels()
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
