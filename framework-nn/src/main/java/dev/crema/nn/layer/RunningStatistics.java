package dev.crema.nn.layer;

import dev.crema.core.array.NdArray;
import dev.crema.nn.Buffer;

/**
 * Mean and variance of each channel over the batches so far: {@code running = (1 - momentum)·running + momentum·batch}.
 *
 * @param mean at first 0
 * @param variance the unbiased one, at first 1
 * @param momentum share of a new batch
 */
record RunningStatistics(Buffer mean, Buffer variance, double momentum) {

    /** Takes in a batch. */
    void follow(NdArray batchMean, NdArray unbiasedVariance) {
        follow(mean, batchMean);
        follow(variance, unbiasedVariance);
    }

    private void follow(Buffer running, NdArray batch) {
        NdArray before = running.value();
        running.assign(before.mul(1 - momentum).add(batch.to(before.dtype()).mul(momentum)));
    }
}
