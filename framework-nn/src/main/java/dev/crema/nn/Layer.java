package dev.crema.nn;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Shape;
import org.jspecify.annotations.Nullable;

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

    /**
     * What computes the output of {@code next} for this layer's output in fewer passes over memory than both take one after the other, to
     * the same bits; or null, as here, if nothing does. A {@link Sequential} asks for it once for each of its layers.
     */
    default @Nullable Layer inOnePassWith(Layer next) {
        return null;
    }
}
