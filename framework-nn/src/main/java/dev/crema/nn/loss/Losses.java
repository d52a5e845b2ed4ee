package dev.crema.nn.loss;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;
import dev.crema.core.op.CrossEntropyOptions;

/** The loss functions; each gives the mean unless it is told otherwise. */
public final class Losses {

    private Losses() {}

    /**
     * The mean negative logarithm of the probability that softmax gives to each label.
     *
     * @param logits shape {@code [N, C]} or {@code [N, C, d1, ...]}
     * @param labels shape {@code [N]} or {@code [N, d1, ...]}, each in {@code 0 .. C - 1}
     */
    public static Tensor crossEntropy(Tensor logits, IntArray labels) {
        return logits.crossEntropy(labels);
    }

    /** Cross-entropy with class weights, label smoothing, an ignored label, or another reduction. */
    public static Tensor crossEntropy(Tensor logits, IntArray labels, CrossEntropyOptions options) {
        return logits.crossEntropy(labels, options);
    }

    /** The mean of the squared differences of two tensors of the same shape. */
    public static Tensor meanSquaredError(Tensor prediction, Tensor target) {
        if (!prediction.shape().equals(target.shape())) {
            throw new IllegalArgumentException("meanSquaredError: expected prediction and target of one shape, got "
                    + prediction.shape() + " and " + target.shape());
        }
        return prediction.sub(target).square().mean();
    }
}
