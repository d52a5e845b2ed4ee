package dev.crema.core.op;

import dev.crema.core.array.NdArray;

/**
 * A vector-Jacobian product: takes the cotangent of an op's output to the cotangent of one of its inputs.
 *
 * <p>It is linear in the cotangent, and its result has the shape and dtype of the input.
 *
 * <p>The graph keeps all that a VJP captures alive. It captures the arrays it computes with; where it needs only the shape or
 * the dtype of an array, it captures these and not the array.
 */
@FunctionalInterface
public interface Vjp {

    /** The input's cotangent for this cotangent of the output. */
    NdArray pull(NdArray cotangent);
}
