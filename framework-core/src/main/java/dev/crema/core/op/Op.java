package dev.crema.core.op;

import dev.crema.core.array.NdArray;

/**
 * A differentiable function of arrays, open to anyone: an op of your own is equal to the built-in ones.
 *
 * <pre>{@code
 * Op cube = in -> ValueAndVjps.of(
 *         in[0].mul(in[0]).mul(in[0]),
 *         cotangent -> cotangent.mul(in[0]).mul(in[0]).mul(3));
 * Tensor y = Tensor.apply("cube", cube, x);
 * }</pre>
 */
@FunctionalInterface
public interface Op {

    /** The value at {@code inputs} and a VJP for each of them; it may be called on any thread and must not change them. */
    ValueAndVjps apply(NdArray... inputs);
}
