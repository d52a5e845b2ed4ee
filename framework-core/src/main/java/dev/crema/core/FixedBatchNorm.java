package dev.crema.core;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;

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
}
