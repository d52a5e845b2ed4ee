package dev.crema.core.op;

import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.Elementary;
import org.jspecify.annotations.Nullable;

/** Cross-entropy between logits and labels. */
public final class CrossEntropy {

    private CrossEntropy() {}

    /**
     * The negative logarithm of the probability that softmax gives to each label.
     *
     * @param logits shape {@code [N, C]} or {@code [N, C, d1, ...]}
     * @param labels shape {@code [N]} or {@code [N, d1, ...]}, each in {@code 0 .. C - 1} or the ignored index
     * @return the mean of no position, where all labels are ignored, is NaN; a scalar, or the shape of the labels where nothing is reduced
     */
    public static ValueAndVjps crossEntropy(NdArray logits, IntArray labels, CrossEntropyOptions options) {
        requireShapes(logits, labels, options.classWeight());
        requireLabels(logits.shape(), labels, options.ignoreIndex());
        NdArray target = target(logits, labels, options);
        NdArray logProbability = Reduction.logShare(logits, 1);
        NdArray losses =
                target.zip(logProbability, (t, l) -> t == 0 ? 0 : -t * l).sum(false, 1);
        double divisor = options.reduction() == LossReduction.MEAN ? totalWeight(labels, options) : 1;
        NdArray value = options.reduction() == LossReduction.NONE
                ? losses
                : losses.sum(false).div(divisor);
        return ValueAndVjps.of(value, g -> {
            NdArray gradient =
                    logProbability.map(Elementary::exp).mul(target.sum(true, 1)).sub(target);
            Shape perPosition =
                    options.reduction() == LossReduction.NONE ? logits.shape().with(1, 1) : Shape.scalar();
            return gradient.mul(g.div(divisor).reshape(perPosition));
        });
    }

    /** For each position and class the factor of its negative log-probability in the loss. */
    private static NdArray target(NdArray logits, IntArray labels, CrossEntropyOptions options) {
        int classes = logits.shape().size(1);
        int inner = classes == 0
                ? 1
                : Math.max(1, logits.size() / Math.max(1, logits.shape().size(0)) / classes);
        double smoothing = options.labelSmoothing();
        int[] position = {0};
        return NdArray.generate(logits.shape(), logits.dtype(), () -> {
            int at = position[0]++;
            int c = at / inner % classes;
            int label = labels.get(at / (inner * classes) * inner + at % inner);
            if (label == options.ignoreIndex()) {
                return 0;
            }
            double own = c == label ? 1 - smoothing : 0;
            return (own + smoothing / classes) * weight(options.classWeight(), c);
        });
    }

    private static double totalWeight(IntArray labels, CrossEntropyOptions options) {
        double total = 0;
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i) != options.ignoreIndex()) {
                total += weight(options.classWeight(), labels.get(i));
            }
        }
        return total;
    }

    private static double weight(@Nullable NdArray classWeight, int c) {
        return classWeight == null ? 1 : classWeight.getFlat(c);
    }

    private static void requireLabels(Shape logits, IntArray labels, int ignoreIndex) {
        int classes = logits.size(1);
        for (int i = 0; i < labels.size(); i++) {
            int label = labels.get(i);
            if ((label < 0 || label >= classes) && label != ignoreIndex) {
                throw new IllegalArgumentException("crossEntropy: label " + label + " at row " + i + " is outside 0.."
                        + (classes - 1) + " of logits " + logits);
            }
        }
    }

    private static void requireShapes(NdArray logits, IntArray labels, @Nullable NdArray classWeight) {
        Shape shape = logits.shape();
        if (shape.rank() < 2 || !shape.reduced(false, 1).equals(labels.shape())) {
            throw new IllegalArgumentException("crossEntropy: expected logits [N, C, ...] and labels [N, ...], got "
                    + shape + " and " + labels.shape());
        }
        if (classWeight != null && !classWeight.shape().equals(Shape.of(shape.size(1)))) {
            throw new IllegalArgumentException("crossEntropy: expected a class weight for each class, shape ["
                    + shape.size(1) + "], got " + classWeight.shape());
        }
    }
}
