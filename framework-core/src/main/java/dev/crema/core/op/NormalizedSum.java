package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;

/**
 * Batch normalization in training, the sum of it and another array, and the ReLU of that, made in one pass over memory: the end of a residual
 * block (He and others 2015).
 *
 * @param norm the op of input, weight and bias, whose value is not in memory: that of the ReLU stands for it, as no gradient reads it
 * @param sum the op of the normalized input and the other array, whose value is not in memory either
 * @param relu the op of the sum
 */
public record NormalizedSum(ValueAndVjps norm, ValueAndVjps sum, ValueAndVjps relu) {

    /**
     * Of these operands, the first four as for {@link Normalization#batchNorm}.
     *
     * @param other what is added; shape and dtype of {@code x}
     */
    public static NormalizedSum of(
            NdArray x, NdArray weight, NdArray bias, Moments moments, double epsilon, NdArray other) {
        requireTerm(x.shape(), x.dtype(), other.shape(), other.dtype());
        ValueAndVjps norm = Normalization.batchNormAddRelu(x, weight, bias, moments, epsilon, other);
        NdArray rectified = norm.value();
        return new NormalizedSum(
                norm,
                ValueAndVjps.of(rectified, g -> g, g -> g),
                ValueAndVjps.of(rectified, g -> Pointwise.reluGradient(rectified, g)));
    }

    /** Refuses to add an array of another shape or dtype to what is normalized. */
    public static void requireTerm(Shape shape, DType dtype, Shape other, DType otherDtype) {
        if (!other.equals(shape) || otherDtype != dtype) {
            throw new IllegalArgumentException("batchNormAddRelu: expected a term " + dtype + shape
                    + " as what is normalized, got " + otherDtype + other);
        }
    }
}
