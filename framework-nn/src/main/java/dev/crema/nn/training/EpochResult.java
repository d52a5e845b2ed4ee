package dev.crema.nn.training;

import dev.crema.nn.metric.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * What came out of an epoch.
 *
 * @param epoch counted from 1
 * @param steps of the optimizer since the beginning of the training
 * @param train over the batches as they were trained on; without accuracy if none is counted
 * @param validation after the epoch, or null if there is no data for it
 * @param learningRate of the last step
 * @param seconds of training, without validation
 */
public record EpochResult(
        int epoch, int steps, Metrics train, @Nullable Metrics validation, double learningRate, double seconds) {

    /** The validation where there is one, else the training. */
    public Metrics judged() {
        return validation == null ? train : validation;
    }

    /** The mean loss of the validation, or of the training if there is none. */
    public double loss() {
        return judged().loss().value();
    }

    /** The accuracy of the validation, or of the training if there is none; NaN if none is counted. */
    public double accuracy() {
        return judged().accuracy().value();
    }
}
