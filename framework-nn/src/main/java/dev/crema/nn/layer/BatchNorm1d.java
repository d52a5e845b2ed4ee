package dev.crema.nn.layer;

import dev.crema.core.array.Shape;

/** Batch normalization of rows {@code [N, C]} or sequences {@code [N, C, L]}; see {@link BatchNorm}. */
public final class BatchNorm1d extends BatchNorm {

    /** A layer with the default options. */
    public BatchNorm1d(int channels) {
        this(channels, BatchNormOptions.DEFAULT);
    }

    /**
     * An affine layer with running statistics.
     *
     * @param epsilon above 0
     * @param momentum in {@code [0, 1]}
     */
    public BatchNorm1d(int channels, double epsilon, double momentum) {
        this(channels, BatchNormOptions.DEFAULT.epsilon(epsilon).momentum(momentum));
    }

    /** A layer with options. */
    public BatchNorm1d(int channels, BatchNormOptions options) {
        super("batchNorm1d", channels, options);
    }

    @Override
    boolean accepts(Shape input, int expectedChannels) {
        return (input.rank() == 2 || input.rank() == 3) && input.size(1) == expectedChannels;
    }

    @Override
    String contract(int expectedChannels) {
        return "[N, " + expectedChannels + "] or [N, " + expectedChannels + ", L]";
    }
}
