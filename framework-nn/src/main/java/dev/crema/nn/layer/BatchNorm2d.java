package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Moments;
import dev.crema.nn.Buffer;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;

/**
 * Batch normalization of images {@code [N, C, H, W]}: each channel is brought to mean 0 and variance 1, then scaled by a learned
 * weight and shifted by a learned bias (Ioffe and Szegedy 2015).
 *
 * <p>In training the statistics are those of the batch, and running ones follow them:
 * {@code running = (1 - momentum)·running + momentum·batch}, with the unbiased variance. In evaluation the running ones are used.
 */
public final class BatchNorm2d extends Module {

    /** Added to the variance before its root is taken. */
    public static final double DEFAULT_EPSILON = 1e-5;

    /** Share of a new batch in the running statistics. */
    public static final double DEFAULT_MOMENTUM = 0.1;

    private final int channels;
    private final double epsilon;
    private final double momentum;
    private final Parameter weight;
    private final Parameter bias;
    private final Buffer runningMean;
    private final Buffer runningVariance;

    /** A layer with the default epsilon and momentum. */
    public BatchNorm2d(int channels) {
        this(channels, DEFAULT_EPSILON, DEFAULT_MOMENTUM);
    }

    /**
     * @param epsilon above 0
     * @param momentum in {@code [0, 1]}
     */
    public BatchNorm2d(int channels, double epsilon, double momentum) {
        if (channels < 1 || !(epsilon > 0) || !(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException(
                    "batchNorm2d: expected channels of at least 1, epsilon above 0 and momentum in 0..1, got "
                            + channels + ", " + epsilon + " and " + momentum);
        }
        Shape shape = Shape.of(channels);
        this.channels = channels;
        this.epsilon = epsilon;
        this.momentum = momentum;
        this.weight = register("weight", new Parameter("weight", NdArray.full(shape, DType.FLOAT32, 1)));
        this.bias = register("bias", new Parameter("bias", NdArray.zeros(shape, DType.FLOAT32)));
        this.runningMean = register("running_mean", new Buffer(NdArray.zeros(shape, DType.FLOAT32)));
        this.runningVariance = register("running_var", new Buffer(NdArray.full(shape, DType.FLOAT32, 1)));
    }

    public Parameter weight() {
        return weight;
    }

    public Parameter bias() {
        return bias;
    }

    public Buffer runningMean() {
        return runningMean;
    }

    public Buffer runningVariance() {
        return runningVariance;
    }

    @Override
    protected Tensor compute(Tensor input) {
        if (input.shape().rank() != 4 || input.shape().size(1) != channels) {
            throw new IllegalArgumentException(
                    "batchNorm2d: expected input [N, " + channels + ", H, W], got " + input.shape());
        }
        if (!isTraining()) {
            return input.batchNormInference(
                    weight.tensor(), bias.tensor(), runningMean.value(), runningVariance.value(), epsilon);
        }
        Moments moments = input.channelMoments();
        if (moments.count() < 2) {
            throw new IllegalArgumentException(
                    "batchNorm2d: expected more than one value per channel in training, got input " + input.shape()
                            + "; use a larger batch or eval()");
        }
        Tensor output = input.batchNorm(weight.tensor(), bias.tensor(), moments, epsilon);
        follow(runningMean, moments.mean());
        follow(runningVariance, moments.variance().mul((double) moments.count() / (moments.count() - 1)));
        return output;
    }

    private void follow(Buffer running, NdArray batch) {
        NdArray before = running.value();
        running.assign(before.mul(1 - momentum).add(batch.to(before.dtype()).mul(momentum)));
    }

    @Override
    protected String summary() {
        return "BatchNorm2d(" + channels
                + (epsilon == DEFAULT_EPSILON ? "" : ", eps=" + epsilon)
                + (momentum == DEFAULT_MOMENTUM ? "" : ", momentum=" + momentum) + ")";
    }
}
