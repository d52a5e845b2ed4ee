package dev.crema.nn.layer;

import dev.crema.core.array.Shape;

/** Instance normalization of images {@code [N, C, H, W]}; see {@link InstanceNorm}. */
public final class InstanceNorm2d extends InstanceNorm {

    /** A layer without weight and bias, and without running statistics. */
    public InstanceNorm2d(int channels) {
        this(channels, DEFAULT);
    }

    /**
     * A layer without running statistics.
     *
     * @param epsilon above 0
     * @param affine whether the layer learns a weight and a bias for each channel
     */
    public InstanceNorm2d(int channels, double epsilon, boolean affine) {
        this(channels, DEFAULT.epsilon(epsilon).affine(affine));
    }

    /** A layer with options, such as {@code InstanceNorm2d.DEFAULT.trackRunningStatistics(true)}. */
    public InstanceNorm2d(int channels, BatchNormOptions options) {
        super("instanceNorm2d", channels, options);
    }

    @Override
    boolean accepts(Shape input, int expectedChannels) {
        return input.rank() == 4 && input.size(1) == expectedChannels;
    }

    @Override
    String contract(int expectedChannels) {
        return "[N, " + expectedChannels + ", H, W]";
    }
}
