package dev.crema.nn.layer;

/**
 * The arguments of batch and instance normalization besides the number of channels.
 *
 * @param epsilon added to the variance before its root is taken; above 0
 * @param momentum share of a new batch in the running statistics, in {@code [0, 1]}
 * @param affine whether the layer learns a weight and a bias for each channel
 * @param trackRunningStatistics whether running statistics are kept for evaluation; without them it does as training does
 */
public record BatchNormOptions(double epsilon, double momentum, boolean affine, boolean trackRunningStatistics) {

    /** Epsilon 1e-5, momentum 0.1, affine, with running statistics. */
    public static final BatchNormOptions DEFAULT = new BatchNormOptions(1e-5, 0.1, true, true);

    public BatchNormOptions {
        if (!(epsilon > 0) || !(momentum >= 0 && momentum <= 1)) {
            throw new IllegalArgumentException("normalization: expected epsilon above 0 and momentum in 0..1, got "
                    + epsilon + " and " + momentum);
        }
    }

    /** The same with another epsilon. */
    public BatchNormOptions epsilon(double value) {
        return new BatchNormOptions(value, momentum, affine, trackRunningStatistics);
    }

    /** The same with another momentum. */
    public BatchNormOptions momentum(double value) {
        return new BatchNormOptions(epsilon, value, affine, trackRunningStatistics);
    }

    /** The same with or without weight and bias. */
    public BatchNormOptions affine(boolean wanted) {
        return new BatchNormOptions(epsilon, momentum, wanted, trackRunningStatistics);
    }

    /** The same with or without running statistics. */
    public BatchNormOptions trackRunningStatistics(boolean wanted) {
        return new BatchNormOptions(epsilon, momentum, affine, wanted);
    }

    String text(String type, int channels, BatchNormOptions defaults) {
        return LayerText.of(type)
                .with(channels)
                .unless(defaults.epsilon, "eps", epsilon)
                .unless(defaults.momentum, "momentum", momentum)
                .unless(defaults.affine, "affine", affine)
                .unless(defaults.trackRunningStatistics, "track_running_stats", trackRunningStatistics)
                .toString();
    }
}
