package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import org.jspecify.annotations.Nullable;

/**
 * How a cross-entropy weighs and reduces its terms.
 *
 * @param classWeight a factor for each class, shape {@code [C]}, or null for 1 each
 * @param labelSmoothing share of the target spread evenly over all classes, in {@code [0, 1]} (Szegedy and others 2016)
 * @param ignoreIndex a label whose positions count neither in the loss nor in its mean
 * @param reduction how the losses of the positions become one value
 */
public record CrossEntropyOptions(
        @Nullable NdArray classWeight, double labelSmoothing, int ignoreIndex, LossReduction reduction) {

    /** No class weights, no smoothing, label -100 ignored, mean. */
    public static final CrossEntropyOptions DEFAULT = new CrossEntropyOptions(null, 0, -100, LossReduction.MEAN);

    public CrossEntropyOptions {
        if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
            throw new IllegalArgumentException("crossEntropy: expected labelSmoothing in 0..1, got " + labelSmoothing);
        }
    }

    /** The same with a factor for each class. */
    public CrossEntropyOptions classWeight(NdArray value) {
        return new CrossEntropyOptions(value, labelSmoothing, ignoreIndex, reduction);
    }

    /** The same with another share of the target spread over all classes. */
    public CrossEntropyOptions labelSmoothing(double value) {
        return new CrossEntropyOptions(classWeight, value, ignoreIndex, reduction);
    }

    /** The same with another label that does not count. */
    public CrossEntropyOptions ignoreIndex(int value) {
        return new CrossEntropyOptions(classWeight, labelSmoothing, value, reduction);
    }

    /** The same with another way to reduce the losses. */
    public CrossEntropyOptions reduction(LossReduction value) {
        return new CrossEntropyOptions(classWeight, labelSmoothing, ignoreIndex, value);
    }
}
