package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;

/**
 * Mean and variance of each channel.
 *
 * @param mean shape {@code [C]}, FLOAT64
 * @param variance shape {@code [C]}, FLOAT64, divided by the number of values (biased)
 * @param count number of values of each channel
 */
public record Moments(NdArray mean, NdArray variance, int count) {

    public Moments {
        boolean fits = mean.shape().rank() == 1
                && mean.shape().equals(variance.shape())
                && mean.dtype() == DType.FLOAT64
                && variance.dtype() == DType.FLOAT64;
        if (!fits) {
            throw new IllegalArgumentException("moments: expected mean and variance float64[C], got " + mean.dtype()
                    + mean.shape() + " and " + variance.dtype() + variance.shape());
        }
        if (count < 1) {
            throw new IllegalArgumentException("moments: expected a count of at least 1, got " + count);
        }
    }
}
