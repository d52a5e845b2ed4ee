package dev.crema.nn.metric;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;

/**
 * The mean loss and the accuracy over the batches seen so far.
 *
 * @param loss mean over the images
 * @param accuracy over the same images
 */
public record Metrics(RunningMean loss, Accuracy accuracy) {

    /** The metrics before the first batch. */
    public static final Metrics NONE = new Metrics(RunningMean.NONE, Accuracy.NONE);

    /**
     * The metrics with one batch more.
     *
     * @param batchLoss the mean loss over the images of the batch
     * @param logits {@code [B, K]}
     * @param labels {@code [B]}
     */
    public Metrics plus(double batchLoss, Tensor logits, IntArray labels) {
        return new Metrics(loss.plus(batchLoss, labels.size()), accuracy.plus(logits, labels));
    }

    /** Such as {@code loss 0.0831, accuracy 97.50 % (9750 of 10000)}. */
    @Override
    public String toString() {
        return "loss " + loss + ", accuracy " + accuracy;
    }
}
