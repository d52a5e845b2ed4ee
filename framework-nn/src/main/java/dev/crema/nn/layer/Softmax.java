package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;

/**
 * Probabilities {@code exp(x) / sum(exp(x))} along an axis.
 *
 * @param axis counted from the back if negative
 */
public record Softmax(int axis) implements Layer {

    @Override
    public Tensor forward(Tensor input) {
        return input.softmax(axis);
    }

    @Override
    public Shape outputShape(Shape input) {
        input.axis("softmax", axis);
        return input;
    }

    @Override
    public String toString() {
        return "Softmax(dim=" + axis + ")";
    }
}
