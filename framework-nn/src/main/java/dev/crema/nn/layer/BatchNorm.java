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
 * {@code running = (1 - momentum)·running + momentum·batch}, with the unbiased variance. In evaluation the running ones are used.
 */
public abstract sealed class BatchNorm extends Module permits BatchNorm1d, BatchNorm2d {

    private final String op;
    private final int channels;
    private final BatchNormOptions options;
    private final @Nullable Parameter weight;
    private final @Nullable Parameter bias;
    private final @Nullable Buffer runningMean;
    private final @Nullable Buffer runningVariance;

    BatchNorm(String op, int channels, BatchNormOptions options) {
        if (channels < 1) {
            throw new IllegalArgumentException(op + ": expected channels of at least 1, got " + channels);
        }
        this.op = op;
        this.channels = channels;
        this.options = options;
        Shape shape = Shape.of(channels);
        boolean affine = options.affine();
        boolean tracks = options.trackRunningStatistics();
        NdArray zeros = NdArray.zeros(shape, DType.FLOAT32);
        NdArray ones = NdArray.full(shape, DType.FLOAT32, 1);
        this.weight = affine ? register("weight", new Parameter("weight", ones)) : null;
        this.bias = affine ? register("bias", new Parameter("bias", zeros)) : null;
        this.runningMean = tracks ? register("running_mean", new Buffer(zeros)) : null;
        this.runningVariance = tracks ? register("running_var", new Buffer(ones)) : null;
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
        return runningMean;
    }

    /** The variance of each channel in evaluation, or null if none is kept. */
    public final @Nullable Buffer runningVariance() {
        return runningVariance;
    }

    /** Whether an input of this shape has images or sequences of this many channels. */
    abstract boolean accepts(Shape input, int expectedChannels);

    /** What {@link #accepts} demands, as text. */
    abstract String contract(int expectedChannels);

    @Override
    protected final Tensor compute(Tensor input) {
        inferShape(input.shape());
        Tensor scale = weight == null ? constant(input, 1) : weight.tensor();
        Tensor shift = bias == null ? constant(input, 0) : bias.tensor();
        double epsilon = options.epsilon();
        if (!isTraining() && runningMean != null && runningVariance != null) {
            return input.batchNormInference(scale, shift, runningMean.value(), runningVariance.value(), epsilon);
        }
        Moments moments = input.channelMoments();
        if (isTraining() && moments.count() < 2) {
            throw new IllegalArgumentException(op + ": expected more than one value per channel in training, got input "
                    + input.shape() + "; use a larger batch or eval()");
        }
        Tensor output = input.batchNorm(scale, shift, moments, epsilon);
        if (isTraining() && runningMean != null && runningVariance != null) {
            follow(runningMean, moments.mean());
            follow(runningVariance, moments.variance().mul((double) moments.count() / (moments.count() - 1)));
        }
        return output;
    }

    private Tensor constant(Tensor input, double value) {
        return Tensor.of(NdArray.full(Shape.of(channels), input.dtype(), value));
    }

    private void follow(Buffer running, NdArray batch) {
        NdArray before = running.value();
        double momentum = options.momentum();
        running.assign(before.mul(1 - momentum).add(batch.to(before.dtype()).mul(momentum)));
    }

    @Override
    protected final Shape inferShape(Shape input) {
        if (!accepts(input, channels)) {
            throw new IllegalArgumentException(op + ": expected input " + contract(channels) + ", got " + input);
        }
        if (runningMean == null && input.size() == 0) {
            throw new IllegalArgumentException(
                    op + ": expected at least one value per channel without running statistics, got " + input);
        }
        return input;
    }

    @Override
    protected final String summary() {
        return options.text(getClass().getSimpleName(), channels);
    }
}
