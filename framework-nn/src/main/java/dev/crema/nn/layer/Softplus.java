package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;

/**
 * {@code log(1 + exp(beta·x)) / beta}, a smooth ReLU.
 *
 * @param beta not 0; the larger, the closer to ReLU
 * @param threshold where {@code beta·x} is above, the value is {@code x} itself
 */
public record Softplus(double beta, double threshold) implements Layer {

    /** The threshold of {@link #Softplus()}, from where on the difference is below 2e-9. */
    public static final double DEFAULT_THRESHOLD = 20;

    public Softplus {
        if (beta == 0 || !Double.isFinite(beta) || Double.isNaN(threshold)) {
            throw new IllegalArgumentException(
                    "softplus: expected a finite beta other than 0 and a threshold, got beta " + beta
                            + " and threshold " + threshold);
        }
    }

    /** With a beta of 1 and a threshold of 20. */
    public Softplus() {
        this(1, DEFAULT_THRESHOLD);
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.softplus(beta, threshold);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public String toString() {
        return "Softplus(beta=" + beta + ", threshold=" + threshold + ")";
    }
}
