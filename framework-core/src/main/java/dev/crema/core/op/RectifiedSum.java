package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;

/**
 * A sum with broadcasting and its ReLU, made in one pass over memory.
 *
 * @param sum the op of two inputs, whose value is not in memory: that of its ReLU stands for it, as no gradient reads it
 * @param relu the op of the sum
 */
public record RectifiedSum(ValueAndVjps sum, ValueAndVjps relu) {

    /** Of these operands. */
    public static RectifiedSum of(NdArray a, NdArray b) {
        Shape aShape = a.shape();
        Shape bShape = b.shape();
        NdArray rectified = a.addRelu(b);
        return new RectifiedSum(
                ValueAndVjps.of(rectified, g -> g.sumTo(aShape), g -> g.sumTo(bShape)),
                ValueAndVjps.of(rectified, g -> Pointwise.reluGradient(rectified, g)));
    }
}
