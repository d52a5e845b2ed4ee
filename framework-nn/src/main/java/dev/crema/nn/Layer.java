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
     * The ReLU of this layer's output plus {@code other}, as at the end of a residual block; in fewer passes over memory, to the same bits, if the
     * layer knows how.
     *
     * @param other of the output's shape
     * @throws IllegalArgumentException if it has another shape
     */
    default Tensor forwardAddRelu(Tensor input, Tensor other) {
        return SumRelu.of(forward(input), other);
    }

    /**
     * What computes the output of {@code next} for this layer's output in fewer passes over memory than both take one after the other, to
     * the same bits; or null, as here, if nothing does. A {@link Sequential} asks for it once for each of its layers.
     */
    default @Nullable Layer inOnePassWith(Layer next) {
        return null;
    }
}
