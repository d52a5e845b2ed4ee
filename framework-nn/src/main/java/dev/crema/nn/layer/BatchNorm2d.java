package dev.crema.nn.layer;

import dev.crema.core.array.Shape;

/** Batch normalization of images {@code [N, C, H, W]}; see {@link BatchNorm}. */
public final class BatchNorm2d extends BatchNorm {

    /** A layer with the default options. */
    public BatchNorm2d(int channels) {
        this(channels, BatchNormOptions.DEFAULT);
    }

    /**
     * An affine layer with running statistics.
     *
     * @param epsilon above 0
     * @param momentum in {@code [0, 1]}
     */
    public BatchNorm2d(int channels, double epsilon, double momentum) {
        this(channels, BatchNormOptions.DEFAULT.epsilon(epsilon).momentum(momentum));
    }

    /** A layer with options. */
    public BatchNorm2d(int channels, BatchNormOptions options) {
        super("batchNorm2d", channels, options);
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
