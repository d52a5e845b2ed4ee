package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;

/**
 * {@code x} where positive, else {@code alpha·(exp(x) - 1)} (Clevert and others 2016).
 *
 * @param alpha how far below 0 the value can go
 */
public record ELU(double alpha) implements Layer {

    /** With an alpha of 1. */
    public ELU() {
        this(1);
    }

    @Override
    public Tensor forward(Tensor input) {
        return input.elu(alpha);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public String toString() {
        return "ELU(alpha=" + alpha + ")";
    }
}
