package dev.crema.nn.metric;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;

/**
 * The share of images whose class is among the {@code k} that were predicted most.
 *
 * @param k number of classes that count as predicted, at least 1
 * @param accuracy over the images seen so far
 */
public record TopAccuracy(int k, Accuracy accuracy) {

    public TopAccuracy {
        if (k < 1) {
            throw new IllegalArgumentException("topAccuracy: expected k of at least 1, got " + k);
        }
    }

    /** The accuracy before the first image. */
    public static TopAccuracy of(int k) {
        return new TopAccuracy(k, Accuracy.NONE);
    }

    /** The accuracy with one batch more: logits {@code [B, K]} and labels {@code [B]}; a row with a NaN is wrong. */
    public TopAccuracy plus(Tensor logits, IntArray labels) {
        IntArray predicted = Predictions.of("topAccuracy", logits, labels);
        int correct = 0;
        for (int row = 0; row < labels.size(); row++) {
            boolean decided = predicted.get(row) != Predictions.NONE;
            correct += decided && Predictions.rank(logits, row, labels.get(row)) < k ? 1 : 0;
        }
        return new TopAccuracy(k, accuracy.plus(new Accuracy(correct, labels.size())));
    }

    /** The share from 0 to 1; NaN if no image was seen. */
    public double value() {
        return accuracy.value();
    }

    /** Such as {@code top 5: 97.50 % (9750 of 10000)}. */
    @Override
    public String toString() {
        return "top " + k + ": " + accuracy;
    }
}
