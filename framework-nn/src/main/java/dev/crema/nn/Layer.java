package dev.crema.nn;

import dev.crema.core.Tensor;

/** A function from tensor to tensor; {@code Tensor::relu} is one, and so is every {@link Module}. */
@FunctionalInterface
public interface Layer {

    /** The output for this input. */
    Tensor forward(Tensor input);
}
