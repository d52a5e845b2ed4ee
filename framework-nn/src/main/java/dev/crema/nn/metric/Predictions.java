package dev.crema.nn.metric;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;

/** The classes that logits speak for. */
final class Predictions {

    /** The prediction of a row that holds a NaN, which is no class: a model that has diverged is never right. */
    static final int NONE = -1;

    private Predictions() {}

    /** The class of each row, the first of equally large logits, or {@link #NONE}. */
    static IntArray of(String metric, Tensor logits, IntArray labels) {
        if (logits.shape().rank() != 2
                || labels.shape().rank() != 1
                || logits.shape().size(0) != labels.size()) {
            throw new IllegalArgumentException(metric + ": expected logits [B, K] and labels [B] with equal B, got "
                    + logits.shape() + " and " + labels.shape());
        }
        int classes = logits.shape().size(1);
        int[] result = new int[labels.size()];
        for (int row = 0; row < result.length; row++) {
            int label = labels.get(row);
            if (label < 0 || label >= classes) {
                throw new IllegalArgumentException(metric + ": label " + label + " at row " + row + " is outside 0.."
                        + (classes - 1) + " of logits " + logits.shape());
            }
            result[row] = largest(logits, row * classes, classes);
        }
        return IntArray.of(result);
    }

    /** How many classes come before this one in a row: those with a larger logit, and of equal ones those with a lower number. */
    static int rank(Tensor logits, int row, int label) {
        int classes = logits.shape().size(1);
        double own = logits.getFlat(row * classes + label);
        int before = 0;
        for (int k = 0; k < classes; k++) {
            double other = logits.getFlat(row * classes + k);
            before += other > own || (other == own && k < label) ? 1 : 0;
        }
        return before;
    }

    private static int largest(Tensor logits, int from, int classes) {
        int best = 0;
        for (int k = 0; k < classes; k++) {
            double value = logits.getFlat(from + k);
            if (Double.isNaN(value)) {
                return NONE;
            }
            if (value > logits.getFlat(from + best)) {
                best = k;
            }
        }
        return best;
    }
}
