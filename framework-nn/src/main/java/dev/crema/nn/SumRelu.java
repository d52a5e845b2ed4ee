package dev.crema.nn;

import dev.crema.core.Tensor;

/** The end of a residual block where no layer takes it in one pass with its own. */
final class SumRelu {

    private SumRelu() {}

    /** The ReLU of the sum of two tensors of one shape. */
    static Tensor of(Tensor output, Tensor other) {
        if (!output.shape().equals(other.shape())) {
            throw new IllegalArgumentException(
                    "addRelu: expected a term of the output's shape " + output.shape() + ", got " + other.shape());
        }
        return output.addRelu(other);
    }
}
