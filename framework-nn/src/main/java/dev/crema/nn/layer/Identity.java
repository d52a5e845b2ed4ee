package dev.crema.nn.layer;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;

/** Nothing happens: for the place of a layer that a variant of a network does without. */
public record Identity() implements Layer {

    @Override
    public Tensor forward(Tensor input) {
        return input;
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public String toString() {
        return "Identity()";
    }
}
