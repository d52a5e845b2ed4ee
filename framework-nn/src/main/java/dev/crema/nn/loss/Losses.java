package dev.crema.nn.loss;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;
import dev.crema.core.op.CrossEntropyOptions;
import dev.crema.core.op.LossReduction;
import org.jspecify.annotations.Nullable;

/**
 * The loss functions; each gives the mean unless it is told otherwise.
 *
 * <p>Prediction and target have the same shape and dtype: nothing broadcasts. Gradients flow to both. All are stable for logits of any
 * size.
 */
public final class Losses {

    private Losses() {}

    // Classes

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

    /** The mean cross-entropy with a share of each class in place of one label: soft labels, as of mixed images. */
    public static Tensor crossEntropy(Tensor logits, Tensor shares) {
        return crossEntropy(logits, shares, CrossEntropyOptions.DEFAULT);
    }

    /**
     * Cross-entropy with soft labels and class weights, label smoothing, or another reduction; the mean is over the positions,
     * whatever the weights, and no position is ignored.
     *
     * @param logits shape {@code [N, C]} or {@code [N, C, d1, ...]}
     * @param shares the same shape; for each position numbers that add up to 1, which is not checked
     */
    public static Tensor crossEntropy(Tensor logits, Tensor shares, CrossEntropyOptions options) {
        return logits.crossEntropy(shares, options);
    }

    /** The mean negative of the logarithm that stands for each label: cross-entropy for what {@code logSoftmax} gives. */
    public static Tensor negativeLogLikelihood(Tensor logProbability, IntArray labels) {
        return negativeLogLikelihood(logProbability, labels, CrossEntropyOptions.DEFAULT);
    }

    /**
     * Negative log-likelihood with class weights, an ignored label, or another reduction.
     *
     * @param logProbability shape {@code [N, C]} or {@code [N, C, d1, ...]}
     * @param labels shape {@code [N]} or {@code [N, d1, ...]}, each in {@code 0 .. C - 1}
     */
    public static Tensor negativeLogLikelihood(Tensor logProbability, IntArray labels, CrossEntropyOptions options) {
        return logProbability.negativeLogLikelihood(labels, options);
    }

    /** The mean over rows and classes of what the score of the label lacks to exceed another by 1. */
    public static Tensor multiMargin(Tensor scores, IntArray labels) {
        return multiMargin(scores, labels, MarginOptions.DEFAULT);
    }

    /**
     * The hinge loss for several classes: for each row the sum of {@code max(0, margin - scores[label] + scores[c])^exponent} over the
     * other classes {@code c}, times the weight of the label, divided by the number of classes (Crammer and Singer 2001 take the
     * largest in place of the sum).
     *
     * @param scores shape {@code [N, C]}
     * @param labels shape {@code [N]}
     */
    public static Tensor multiMargin(Tensor scores, IntArray labels, MarginOptions options) {
        return reduced(MarginLosses.multiMargin(scores, labels, options), options.reduction());
    }

    // Yes or no

    /** The mean of {@code -t·log(sigmoid(x)) - (1 - t)·log(1 - sigmoid(x))}. */
    public static Tensor binaryCrossEntropyWithLogits(Tensor logits, Tensor target) {
        return binaryCrossEntropyWithLogits(logits, target, null, LossReduction.MEAN);
    }

    /**
     * Binary cross-entropy of logits.
     *
     * @param target from 0 to 1
     * @param positiveWeight what the term of {@code t} is multiplied by, of a shape that stretches to that of the logits; or null for 1
     */
    public static Tensor binaryCrossEntropyWithLogits(
            Tensor logits, Tensor target, @Nullable Tensor positiveWeight, LossReduction reduction) {
        requireOneShape("binaryCrossEntropyWithLogits", logits, target);
        if (positiveWeight != null && !positiveWeight.shape().stretchesTo(logits.shape())) {
            throw new IllegalArgumentException(
                    "binaryCrossEntropyWithLogits: expected a positiveWeight that stretches to logits " + logits.shape()
                            + ", got " + positiveWeight.shape());
        }
        Tensor positive = target.mul(logits.neg().softplus());
        Tensor weighted = positiveWeight == null ? positive : positive.mul(positiveWeight);
        return reduced(weighted.add(complement(target).mul(logits.softplus())), reduction);
    }

    /** The mean of {@code -t·log(p) - (1 - t)·log(1 - p)}. */
    public static Tensor binaryCrossEntropy(Tensor probability, Tensor target) {
        return binaryCrossEntropy(probability, target, LossReduction.MEAN);
    }

    /**
     * Binary cross-entropy of probabilities, each logarithm at least -100.
     *
     * @param probability from 0 to 1
     * @param target from 0 to 1
     */
    public static Tensor binaryCrossEntropy(Tensor probability, Tensor target, LossReduction reduction) {
        return reduced(probability.binaryCrossEntropy(target), reduction);
    }

    /** The mean focal loss with alpha 0.25 and gamma 2. */
    public static Tensor focal(Tensor logits, Tensor target) {
        return focal(logits, target, 0.25, 2, LossReduction.MEAN);
    }

    /**
     * Binary cross-entropy of logits in which what is predicted well counts little: with {@code p} the probability that the logit gives
     * to the truth, {@code -(1 - p)^gamma·log(p)} (Lin and others, Focal loss for dense object detection, 2017).
     *
     * <p>For several classes take {@link Tensor#focal} of a cross-entropy that is not reduced.
     *
     * @param target 1 or 0; a number between is a mixture of both
     * @param alpha factor of what is 1, from 0 to 1; what is 0 has {@code 1 - alpha}
     * @param gamma at least 0, which leaves the cross-entropy
     */
    public static Tensor focal(Tensor logits, Tensor target, double alpha, double gamma, LossReduction reduction) {
        requireOneShape("focal", logits, target);
        if (!(alpha >= 0 && alpha <= 1)) {
            throw new IllegalArgumentException("focal: expected alpha in 0..1, got " + alpha);
        }
        Tensor positive = logits.neg().softplus().focal(gamma).mul(target).mul(alpha);
        Tensor negative = logits.softplus().focal(gamma).mul(complement(target)).mul(1 - alpha);
        return reduced(positive.add(negative), reduction);
    }

    /** The mean of {@code max(0, 1 - y·score)}. */
    public static Tensor hinge(Tensor scores, Tensor sign) {
        return hinge(scores, sign, 1, LossReduction.MEAN);
    }

    /**
     * The hinge loss of a support vector machine for two classes, {@code max(0, margin - y·score)}.
     *
     * @param sign {@code y}, 1 or -1
     */
    public static Tensor hinge(Tensor scores, Tensor sign, double margin, LossReduction reduction) {
        requireOneShape("hinge", scores, sign);
        return reduced(scores.mul(sign).neg().add(margin).relu(), reduction);
    }

    // Numbers

    /** The mean of the squared differences. */
    public static Tensor meanSquaredError(Tensor prediction, Tensor target) {
        return squaredError("meanSquaredError", prediction, target, LossReduction.MEAN);
    }

    /** The squared differences, reduced. */
    public static Tensor squaredError(Tensor prediction, Tensor target, LossReduction reduction) {
        return squaredError("squaredError", prediction, target, reduction);
    }

    private static Tensor squaredError(String loss, Tensor prediction, Tensor target, LossReduction reduction) {
        return reduced(difference(loss, prediction, target).square(), reduction);
    }

    /** The mean of the magnitudes of the differences. */
    public static Tensor l1(Tensor prediction, Tensor target) {
        return l1(prediction, target, LossReduction.MEAN);
    }

    /** The magnitudes of the differences, reduced; the derivative at 0 is 0. */
    public static Tensor l1(Tensor prediction, Tensor target, LossReduction reduction) {
        return reduced(difference("l1", prediction, target).abs(), reduction);
    }

    /** The mean smooth L1 loss with beta 1. */
    public static Tensor smoothL1(Tensor prediction, Tensor target) {
        return smoothL1(prediction, target, 1, LossReduction.MEAN);
    }

    /**
     * The magnitudes of the differences, rounded off to {@code d²/(2·beta)} below {@code beta}: {@link #huber} divided by
     * {@code beta}.
     *
     * @param beta at least 0, which leaves {@link #l1}
     */
    public static Tensor smoothL1(Tensor prediction, Tensor target, double beta, LossReduction reduction) {
        if (!(beta >= 0) || Double.isInfinite(beta)) {
            throw new IllegalArgumentException("smoothL1: expected beta of at least 0, got " + beta);
        }
        Tensor difference = difference("smoothL1", prediction, target);
        return reduced(beta == 0 ? difference.abs() : difference.huber(beta).div(beta), reduction);
    }

    /** The mean Huber loss with delta 1. */
    public static Tensor huber(Tensor prediction, Tensor target) {
        return huber(prediction, target, 1, LossReduction.MEAN);
    }

    /** Half of the squared differences, continued by the tangent where they exceed {@code delta} in magnitude (Huber 1964). */
    public static Tensor huber(Tensor prediction, Tensor target, double delta, LossReduction reduction) {
        return reduced(difference("huber", prediction, target).huber(delta), reduction);
    }

    // Distributions

    /** The mean over all elements of {@code t·(log(t) - logProbability)}. */
    public static Tensor klDivergence(Tensor logProbability, Tensor target) {
        return klDivergence(logProbability, target, false, LossReduction.MEAN);
    }

    /**
     * The divergence of Kullback and Leibler of what is predicted from the target; {@link LossReduction#BATCH_MEAN} gives the mean
     * divergence of a distribution.
     *
     * @param logProbability logarithms, as of {@code logSoftmax}
     * @param target probabilities, or their logarithms if {@code logTarget}
     */
    public static Tensor klDivergence(
            Tensor logProbability, Tensor target, boolean logTarget, LossReduction reduction) {
        return reduced(logProbability.klDivergence(target, logTarget), reduction);
    }

    private static Tensor complement(Tensor target) {
        return target.neg().add(1);
    }

    private static Tensor difference(String loss, Tensor prediction, Tensor target) {
        requireOneShape(loss, prediction, target);
        return prediction.sub(target);
    }

    private static void requireOneShape(String loss, Tensor prediction, Tensor target) {
        if (!prediction.shape().equals(target.shape())) {
            throw new IllegalArgumentException(loss + ": expected prediction and target of one shape, got "
                    + prediction.shape() + " and " + target.shape());
        }
    }

    private static Tensor reduced(Tensor losses, LossReduction reduction) {
        return switch (reduction) {
            case MEAN -> losses.mean();
            case SUM -> losses.sum();
            case BATCH_MEAN -> losses.sum().div(batchSize(losses));
            case NONE -> losses;
        };
    }

    private static int batchSize(Tensor losses) {
        if (losses.shape().rank() == 0) {
            throw new IllegalArgumentException(
                    "loss: expected losses [N, ...] to take the mean over the batch of, got []; use MEAN or SUM");
        }
        return losses.shape().size(0);
    }
}
