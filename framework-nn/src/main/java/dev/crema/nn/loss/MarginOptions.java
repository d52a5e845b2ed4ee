package dev.crema.nn.loss;

import dev.crema.core.array.NdArray;
import dev.crema.core.op.LossReduction;
import org.jspecify.annotations.Nullable;

/**
 * How a multi-class margin loss weighs and reduces its terms.
 *
 * @param exponent power of each violation of the margin, 1 or 2
 * @param margin by how much the score of the label shall exceed each other
 * @param classWeight a factor for each class, which that of the label counts of, shape {@code [C]}; or null for 1 each
 * @param reduction how the losses of the rows become one value
 */
public record MarginOptions(
        int exponent, double margin, @Nullable NdArray classWeight, LossReduction reduction) {

    /** Exponent 1, margin 1, no class weights, mean. */
    public static final MarginOptions DEFAULT = new MarginOptions(1, 1, null, LossReduction.MEAN);

    public MarginOptions {
        if (exponent != 1 && exponent != 2) {
            throw new IllegalArgumentException("multiMargin: expected exponent 1 or 2, got " + exponent);
        }
        if (!Double.isFinite(margin)) {
            throw new IllegalArgumentException("multiMargin: expected a finite margin, got " + margin);
        }
    }

    /** The same with another power. */
    public MarginOptions exponent(int value) {
        return new MarginOptions(value, margin, classWeight, reduction);
    }

    /** The same with another margin. */
    public MarginOptions margin(double value) {
        return new MarginOptions(exponent, value, classWeight, reduction);
    }

    /** The same with a factor for each class. */
    public MarginOptions classWeight(NdArray value) {
        return new MarginOptions(exponent, margin, value, reduction);
    }

    /** The same with another way to reduce the losses. */
    public MarginOptions reduction(LossReduction value) {
        return new MarginOptions(exponent, margin, classWeight, value);
    }
}
