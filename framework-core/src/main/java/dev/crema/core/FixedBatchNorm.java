package dev.crema.core;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.op.NormalizedConvolution;
import dev.crema.core.op.NormalizedSum;

/**
 * Batch normalization in evaluation: what {@link Tensor#batchNormInference} takes besides its input.
 *
 * @param weight what each channel is multiplied by, shape {@code [C]}
 * @param bias what is added to each channel, shape {@code [C]}
 * @param mean shape {@code [C]}, not differentiated
 * @param variance shape {@code [C]}, not differentiated
 * @param epsilon above 0
 */
public record FixedBatchNorm(Tensor weight, Tensor bias, NdArray mean, NdArray variance, double epsilon) {

    NormalizedConvolution.Norm values() {
        return new NormalizedConvolution.Norm(weight.operand(), bias.operand(), mean, variance, epsilon);
    }

    /** The normalized input, and if asked its ReLU. */
    public Tensor normalize(Tensor input, boolean relu) {
        if (!relu) {
            return input.batchNormInference(weight, bias, mean, variance, epsilon);
        }
        // two ops round to FLOAT16 before ReLU too, so that its gradient may differ
        return input.dtype() == DType.FLOAT16
                ? normalize(input, false).relu()
                : input.batchNormReluInference(weight, bias, mean, variance, epsilon);
    }

    /**
     * The ReLU of the normalized input plus another tensor.
     *
     * @param other of the input's shape and dtype
     */
    public Tensor normalizeAddRelu(Tensor input, Tensor other) {
        NormalizedSum.requireTerm(input.shape(), input.dtype(), other.shape(), other.dtype());
        return normalize(input, false).addRelu(other);
    }
}
