package dev.crema.nn;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Shape;

/** A function from tensor to tensor; {@code Tensor::relu} is one, and so is every {@link Module}. */
@FunctionalInterface
public interface Layer {

    /** The output for this input. */
    Tensor forward(Tensor input);

    /**
     * The shape of the output for an input of this shape.
     *
     * <p>The layers of this library compute it from the sizes. Of a lambda such as {@code Tensor::relu} nothing is known but what it
     * does, so by default the layer runs once on FLOAT32 zeros, without a graph and with each module in evaluation mode; a batch of 1 keeps
     * that cheap.
     *
     * @throws IllegalArgumentException if the layer refuses such an input
     */
    default Shape outputShape(Shape input) {
        return ShapeRun.of(this, input, DType.FLOAT32);
    }
}
