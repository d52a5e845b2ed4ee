package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.GroupNormalization;
import dev.crema.core.op.Moments;
import dev.crema.nn.Buffer;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Instance normalization: each channel of each example is brought to mean 0 and variance 1 (Ulyanov, Vedaldi and Lempitsky 2016), and
 * then scaled and shifted if the layer is affine.
 *
 * <p>It does the same in training and in evaluation, unless it tracks running statistics: these follow the mean over the batch of the
 * means and unbiased variances of its examples, as in {@link BatchNorm}, and evaluation uses them in place of the example's own.
 */
public abstract sealed class InstanceNorm extends Module permits InstanceNorm1d, InstanceNorm2d {

    /** Added to the variance before its root is taken. */
    public static final double DEFAULT_EPSILON = 1e-5;

    /** Epsilon 1e-5, momentum 0.1, not affine, without running statistics. */
    public static final BatchNormOptions DEFAULT =
            BatchNormOptions.DEFAULT.epsilon(DEFAULT_EPSILON).affine(false).trackRunningStatistics(false);

    private final String op;
    private final int channels;
    private final BatchNormOptions options;
    private final @Nullable Parameter weight;
    private final @Nullable Parameter bias;
    private final @Nullable RunningStatistics running;

    InstanceNorm(String op, int channels, BatchNormOptions options) {
        if (channels < 1) {
            throw new IllegalArgumentException(op + ": expected channels of at least 1, got " + channels);
        }
        this.op = op;
        this.channels = channels;
        this.options = options;
        Shape shape = Shape.of(channels);
        this.weight = options.affine() ? register("weight", AffineParameters.weight(shape)) : null;
        this.bias = options.affine() ? register("bias", AffineParameters.bias(shape)) : null;
        this.running = options.trackRunningStatistics()
                ? new RunningStatistics(
                        register("running_mean", new Buffer(NdArray.zeros(shape, DType.FLOAT32))),
                        register("running_var", new Buffer(NdArray.full(shape, DType.FLOAT32, 1))),
                        options.momentum())
                : null;
    }

    /** What each channel is multiplied by, or null if the layer is not affine. */
    public final @Nullable Parameter weight() {
        return weight;
    }

    /** What is added to each channel, or null if the layer is not affine. */
    public final @Nullable Parameter bias() {
        return bias;
    }

    /** The mean of each channel in evaluation, or null if none is kept. */
    public final @Nullable Buffer runningMean() {
        return running == null ? null : running.mean();
    }

    /** The variance of each channel in evaluation, or null if none is kept. */
    public final @Nullable Buffer runningVariance() {
        return running == null ? null : running.variance();
    }

    /** Whether an input of this shape has images or sequences of this many channels. */
    abstract boolean accepts(Shape input, int expectedChannels);

    /** What {@link #accepts} demands, as text. */
    abstract String contract(int expectedChannels);

    @Override
    protected final Tensor compute(Tensor input) {
        inferShape(input.shape());
        if (!isTraining() && running != null) {
            return input.batchNormInference(
                    AffineParameters.tensor(weight, input, 1),
                    AffineParameters.tensor(bias, input, 0),
                    running.mean().value(),
                    running.variance().value(),
                    options.epsilon());
        }
        Tensor output =
                input.instanceNorm(AffineParameters.tensor(weight), AffineParameters.tensor(bias), options.epsilon());
        if (running != null && input.shape().size(0) > 0) {
            follow(running, input);
        }
        return output;
    }

    private void follow(RunningStatistics statistics, Tensor input) {
        Shape instances = Shape.of(input.shape().size(0), channels);
        Moments moments = input.reshape(1, instances.size(), -1).channelMoments();
        double unbiased = moments.count() / (moments.count() - 1.0);
        statistics.follow(
                meanOverBatch(moments.mean().reshape(instances)),
                meanOverBatch(moments.variance().reshape(instances)).mul(unbiased));
    }

    private static NdArray meanOverBatch(NdArray ofInstances) {
        return ofInstances.sum(false, 0).mul(1.0 / ofInstances.shape().size(0));
    }

    @Override
    protected final Shape inferShape(Shape input) {
        if (!accepts(input, channels)) {
            throw new IllegalArgumentException(op + ": expected input " + contract(channels) + ", got " + input);
        }
        if (running == null) {
            GroupNormalization.requireInstances(input);
        }
        return input;
    }

    @Override
    protected final String summary() {
        return options.text(getClass().getSimpleName(), channels, DEFAULT);
    }
}
