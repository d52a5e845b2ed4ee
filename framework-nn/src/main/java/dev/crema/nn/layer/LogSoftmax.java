package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
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
    public Shape outputShape(Shape input) {
        input.axis("logSoftmax", axis);
        return input;
    }

    @Override
    public String toString() {
        return "LogSoftmax(dim=" + axis + ")";
    }
}
