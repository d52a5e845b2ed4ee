package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;

/**
 * {@code x} where positive, else a small multiple of it (Maas and others 2013).
 *
 * @param negativeSlope the multiple
 */
public record LeakyReLU(double negativeSlope) implements Layer {

    /** The slope of {@link #LeakyReLU()}. */
    public static final double DEFAULT_NEGATIVE_SLOPE = 0.01;

    /** With a slope of 0.01. */
    public LeakyReLU() {
        this(DEFAULT_NEGATIVE_SLOPE);
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.leakyRelu(negativeSlope);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public String toString() {
        return "LeakyReLU(negative_slope=" + negativeSlope + ")";
    }
}
