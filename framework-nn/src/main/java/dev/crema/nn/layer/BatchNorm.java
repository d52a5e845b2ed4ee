package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Moments;
import dev.crema.nn.Layer;
import org.jspecify.annotations.Nullable;

/**
 * Batch normalization: each channel is brought to mean 0 and variance 1, then scaled by a learned weight and shifted by a learned
 * bias (Ioffe and Szegedy 2015).
 *
 * <p>In training the statistics are those of the batch, and running ones follow them:
 * {@code running = (1 - momentum)·running + momentum·batch}, with the unbiased variance. In evaluation the running ones are used, and so
 * they are after {@link #stayInEval}.
 *
 * <p>In a {@link dev.crema.nn.Sequential} it runs together with {@link Activation#RELU} right after it.
 */
public abstract sealed class BatchNorm extends ChannelNorm permits BatchNorm1d, BatchNorm2d {

    BatchNorm(String op, int channels, BatchNormOptions options) {
        super(op, channels, options);
    }

    @Override
    final Tensor byMoments(Tensor input, @Nullable RunningStatistics statistics) {
        return byMoments(input, statistics, Tensor::batchNorm);
    }

    private Tensor byMoments(Tensor input, @Nullable RunningStatistics statistics, TrainingOp op) {
        Moments moments = input.channelMoments();
        int count = moments.count();
        if (isTraining() && count < 2) {
            throw new IllegalArgumentException(
                    op() + ": expected more than one value per channel in training, got input " + input.shape()
                            + "; use a larger batch or eval()");
        }
        Tensor scale = AffineParameters.tensor(weight(), channels(), input.dtype(), 1);
        Tensor shift = AffineParameters.tensor(bias(), channels(), input.dtype(), 0);
        Tensor output = op.of(input, scale, shift, moments, options().epsilon());
        if (statistics != null) {
            statistics.follow(moments.mean(), moments.variance().mul((double) count / (count - 1)));
        }
        return output;
    }

    @Override
    public final @Nullable Layer inOnePassWith(Layer next) {
        return next == Activation.RELU ? this::withRelu : null;
    }

    private Tensor withRelu(Tensor input) {
        if (input.dtype() == DType.FLOAT16) {
            // two ops round to FLOAT16 before ReLU too, so that its gradient may differ
            return compute(input).relu();
        }
        return compute(
                input,
                (x, statistics) -> byMoments(x, statistics, Tensor::batchNormRelu),
                (fixed, x) -> fixed.normalize(x, true));
    }

    @Override
    protected final Tensor computeAddRelu(Tensor input, Tensor other) {
        TrainingOp op =
                (x, weight, bias, moments, epsilon) -> x.batchNormAddRelu(weight, bias, moments, epsilon, other);
        return compute(
                input, (x, statistics) -> byMoments(x, statistics, op), (fixed, x) -> fixed.normalizeAddRelu(x, other));
    }

    @Override
    final void requireMoments(Shape input) {
        if (input.size() == 0) {
            throw new IllegalArgumentException(
                    op() + ": expected at least one value per channel without running statistics, got " + input);
        }
    }

    @Override
    protected final String summary() {
        return summary(BatchNormOptions.DEFAULT);
    }

    /** An op such as {@link Tensor#batchNorm}. */
    @FunctionalInterface
    private interface TrainingOp {
        Tensor of(Tensor input, Tensor weight, Tensor bias, Moments moments, double epsilon);
    }
}
