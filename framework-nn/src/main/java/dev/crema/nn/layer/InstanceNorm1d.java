package dev.crema.nn.layer;

import dev.crema.core.array.Shape;

/** Instance normalization of sequences {@code [N, C, L]}; see {@link InstanceNorm}. */
public final class InstanceNorm1d extends InstanceNorm {

    /** A layer without weight and bias, and without running statistics. */
    public InstanceNorm1d(int channels) {
        this(channels, DEFAULT);
    }

    /** A layer with options, such as {@code InstanceNorm1d.DEFAULT.affine(true)}. */
    public InstanceNorm1d(int channels, BatchNormOptions options) {
        super("instanceNorm1d", channels, options);
    }

    @Override
    boolean accepts(Shape input, int expectedChannels) {
        return input.rank() == 3 && input.size(1) == expectedChannels;
    }

    @Override
    String contract(int expectedChannels) {
        return "[N, " + expectedChannels + ", L]";
    }
}
