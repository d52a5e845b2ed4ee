package dev.crema.nn.layer;

import dev.crema.core.FixedBatchNorm;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Buffer;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import org.jspecify.annotations.Nullable;

/** What batch and instance normalization share: a weight and a bias, running statistics, and evaluation with these. */
abstract sealed class ChannelNorm extends Module permits BatchNorm, InstanceNorm {

    private final String op;
    private final int channels;
    private final BatchNormOptions options;
    private final @Nullable Parameter weight;
    private final @Nullable Parameter bias;
    private final @Nullable RunningStatistics running;

    ChannelNorm(String op, int channels, BatchNormOptions options) {
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
    public @Nullable Parameter weight() {
        return weight;
    }

    /** What is added to each channel, or null if the layer is not affine. */
    public @Nullable Parameter bias() {
        return bias;
    }

    /** The mean of each channel in evaluation, or null if none is kept. */
    public @Nullable Buffer runningMean() {
        return running == null ? null : running.mean();
    }

    /** The variance of each channel in evaluation, or null if none is kept. */
    public @Nullable Buffer runningVariance() {
        return running == null ? null : running.variance();
    }

    /** Whether an input of this shape has images or sequences of this many channels. */
    abstract boolean accepts(Shape input, int expectedChannels);

    /** What {@link #accepts} demands, as text. */
    abstract String contract(int expectedChannels);

    /** Refuses an input of which there are no moments; called where there are no running statistics to take instead. */
    abstract void requireMoments(Shape input);

    /** The input by its own moments, which the running statistics follow in training if there are any. */
    abstract Tensor byMoments(Tensor input, @Nullable RunningStatistics statistics);

    @Override
    protected final Tensor compute(Tensor input) {
        return compute(input, this::byMoments, (fixed, x) -> fixed.normalize(x, false));
    }

    /** The output by other ops. */
    final Tensor compute(Tensor input, ByMoments byMoments, ByStatistics byStatistics) {
        inferShape(input.shape());
        FixedBatchNorm fixed = fixed(input.dtype());
        return fixed == null ? byMoments.of(input, running) : byStatistics.of(fixed, input);
    }

    /** What an input of this dtype is normalized by if not by its own moments, else null. */
    final @Nullable FixedBatchNorm fixed(DType dtype) {
        return isTraining() || running == null
                ? null
                : new FixedBatchNorm(
                        AffineParameters.tensor(weight, channels, dtype, 1),
                        AffineParameters.tensor(bias, channels, dtype, 0),
                        running.mean().value(),
                        running.variance().value(),
                        options.epsilon());
    }

    @Override
    protected final Shape inferShape(Shape input) {
        if (!accepts(input, channels)) {
            throw new IllegalArgumentException(op + ": expected input " + contract(channels) + ", got " + input);
        }
        if (running == null) {
            requireMoments(input);
        }
        return input;
    }

    /** The arguments where they are not the default. */
    final String summary(BatchNormOptions defaults) {
        return options.text(getClass().getSimpleName(), channels, defaults);
    }

    final int channels() {
        return channels;
    }

    final String op() {
        return op;
    }

    final BatchNormOptions options() {
        return options;
    }

    /** What {@link #byMoments} does. */
    @FunctionalInterface
    interface ByMoments {
        Tensor of(Tensor input, @Nullable RunningStatistics statistics);
    }

    /** What {@link FixedBatchNorm#normalize} does. */
    @FunctionalInterface
    interface ByStatistics {
        Tensor of(FixedBatchNorm fixed, Tensor input);
    }
}
