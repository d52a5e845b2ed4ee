package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;

/**
 * A differentiable function of arrays, open to anyone: an op of your own is equal to the built-in ones.
 *
 * <pre>{@code
 * Op cube = in -> ValueAndVjps.of(
 *         in[0].mul(in[0]).mul(in[0]),
 *         cotangent -> cotangent.mul(in[0]).mul(in[0]).mul(3));
 * Tensor y = Tensor.apply("cube", cube, x);
 * }</pre>
 *
 * <p>Where no method of {@link NdArray} computes what is needed, write your own loop: over {@link NdArray#toFloatArray} or
 * {@link NdArray#toDoubleArray}, which copy, and back with {@link NdArray#of(Shape, float[])}. Every input needs a VJP, one that
 * is a constant in your program too: whether it is tracked is known only to the tensors, and an untracked one is never asked.
 */
@FunctionalInterface
public interface Op {

    /** The value at {@code inputs} and a VJP for each of them; it may be called on any thread and must not change them. */
    ValueAndVjps apply(NdArray... inputs);
}
