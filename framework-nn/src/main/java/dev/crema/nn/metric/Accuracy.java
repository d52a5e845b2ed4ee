package dev.crema.nn.metric;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;
import java.util.Locale;

/**
 * The share of images whose class was predicted right.
 *
 * @param correct number of images predicted right
 * @param seen number of images
 */
public record Accuracy(long correct, long seen) {

    /** The accuracy before the first image. */
    public static final Accuracy NONE = new Accuracy(0, 0);

    /** Checks that {@code 0 <= correct <= seen}. */
    public Accuracy {
        if (correct < 0 || correct > seen) {
            throw new IllegalArgumentException(
                    "accuracy: expected 0 <= correct <= seen, got " + correct + " correct of " + seen + " seen");
        }
    }

    /** The accuracy of one batch: logits {@code [B, K]} against labels {@code [B]}. */
    public static Accuracy of(Tensor logits, IntArray labels) {
        IntArray predicted = Predictions.of("accuracy", logits, labels);
        int correct = 0;
        for (int i = 0; i < labels.size(); i++) {
            correct += predicted.get(i) == labels.get(i) ? 1 : 0;
        }
        return new Accuracy(correct, labels.size());
    }

    /** The accuracy over the images of both. */
    public Accuracy plus(Accuracy other) {
        return new Accuracy(correct + other.correct, seen + other.seen);
    }

    /** The accuracy with one batch more: logits {@code [B, K]} and labels {@code [B]}. */
    public Accuracy plus(Tensor logits, IntArray labels) {
        return plus(of(logits, labels));
    }

    /** The share from 0 to 1; NaN if no image was seen. */
    public double value() {
        return (double) correct / seen;
    }

    /** Such as {@code 97.50 % (9750 of 10000)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f %% (%d of %d)", 100 * value(), correct, seen);
    }
}
