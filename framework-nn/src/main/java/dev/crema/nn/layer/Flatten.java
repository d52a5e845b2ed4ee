package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;

/** Turns each example {@code [N, ...]} into a row {@code [N, features]}. */
public record Flatten() implements Layer {

    @Override
    public Tensor forward(Tensor input) {
        Shape shape = input.shape();
        if (shape.rank() < 1) {
            throw new IllegalArgumentException("flatten: expected input [N, ...], got " + shape);
        }
        int features = 1;
        for (int axis = 1; axis < shape.rank(); axis++) {
            features *= shape.size(axis);
        }
        return input.reshape(shape.size(0), features);
    }

    @Override
    public String toString() {
        return "Flatten()";
    }
}
