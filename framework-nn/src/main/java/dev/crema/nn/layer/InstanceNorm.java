package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.GroupNormalization;
import dev.crema.core.op.Moments;
import org.jspecify.annotations.Nullable;

/**
 * Instance normalization: each channel of each example is brought to mean 0 and variance 1 (Ulyanov, Vedaldi and Lempitsky 2016), and
 * then scaled and shifted if the layer is affine.
 *
 * <p>It does the same in training and in evaluation, unless it tracks running statistics: these follow the mean over the batch of the
 * means and unbiased variances of its examples, as in {@link BatchNorm}, and evaluation uses them in place of the example's own.
 */
public abstract sealed class InstanceNorm extends ChannelNorm permits InstanceNorm1d, InstanceNorm2d {

    /** Added to the variance before its root is taken. */
    public static final double DEFAULT_EPSILON = 1e-5;

    /** Epsilon 1e-5, momentum 0.1, not affine, without running statistics. */
    public static final BatchNormOptions DEFAULT =
            BatchNormOptions.DEFAULT.epsilon(DEFAULT_EPSILON).affine(false).trackRunningStatistics(false);

    InstanceNorm(String op, int channels, BatchNormOptions options) {
        super(op, channels, options);
    }

    @Override
    final Tensor byMoments(Tensor input, @Nullable RunningStatistics statistics) {
        Tensor output = input.instanceNorm(
                AffineParameters.tensor(weight()),
                AffineParameters.tensor(bias()),
                options().epsilon());
        if (statistics != null && input.shape().size(0) > 0) {
            follow(statistics, input);
        }
        return output;
    }

    private static void follow(RunningStatistics statistics, Tensor input) {
        Shape instances = Shape.of(input.shape().size(0), input.shape().size(1));
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
    final void requireMoments(Shape input) {
        GroupNormalization.requireInstances(input);
    }

    @Override
    protected final String summary() {
        return summary(DEFAULT);
    }
}
