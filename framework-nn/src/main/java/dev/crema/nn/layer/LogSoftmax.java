package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.nn.Layer;

/**
 * The logarithm of {@link Softmax}, without overflow.
 *
 * @param axis counted from the back if negative
 */
public record LogSoftmax(int axis) implements Layer {

    @Override
    public Tensor forward(Tensor input) {
        return input.logSoftmax(axis);
    }

    @Override
    public String toString() {
        return "LogSoftmax(dim=" + axis + ")";
    }
}
