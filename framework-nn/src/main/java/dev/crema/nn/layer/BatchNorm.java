package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Moments;
import dev.crema.nn.Buffer;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalization: each channel is brought to mean 0 and variance 1, then scaled by a learned weight and shifted by a learned
 * bias (Ioffe and Szegedy 2015).
 *
 * <p>In training the statistics are those of the batch, and running ones follow them:
 * {@code running = (1 - momentum)·running + momentum·batch}, with the unbiased variance. In evaluation the running ones are used, and so
 * they are for good after {@link #stayInEval}.
 */
public abstract sealed class BatchNorm extends Module permits BatchNorm1d, BatchNorm2d {

    private final String op;
    private final int channels;
    private final BatchNormOptions options;
    private final @Nullable Parameter weight;
    private final @Nullable Parameter bias;
    private final @Nullable RunningStatistics running;

    BatchNorm(String op, int channels, BatchNormOptions options) {
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
        Tensor scale = AffineParameters.tensor(weight, input, 1);
        Tensor shift = AffineParameters.tensor(bias, input, 0);
        double epsilon = options.epsilon();
        if (!isTraining() && running != null) {
            return input.batchNormInference(
                    scale, shift, running.mean().value(), running.variance().value(), epsilon);
        }
        Moments moments = input.channelMoments();
        if (isTraining() && moments.count() < 2) {
            throw new IllegalArgumentException(op + ": expected more than one value per channel in training, got input "
                    + input.shape() + "; use a larger batch or eval()");
        }
        Tensor output = input.batchNorm(scale, shift, moments, epsilon);
        if (isTraining() && running != null) {
            running.follow(moments.mean(), moments.variance().mul((double) moments.count() / (moments.count() - 1)));
        }
        return output;
    }

    @Override
    protected final Shape inferShape(Shape input) {
        if (!accepts(input, channels)) {
            throw new IllegalArgumentException(op + ": expected input " + contract(channels) + ", got " + input);
        }
        if (running == null && input.size() == 0) {
            throw new IllegalArgumentException(
                    op + ": expected at least one value per channel without running statistics, got " + input);
        }
        return input;
    }

    @Override
    protected final String summary() {
        return options.text(getClass().getSimpleName(), channels, BatchNormOptions.DEFAULT);
    }
}
