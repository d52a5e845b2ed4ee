package dev.crema.core.op;

import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.Formula;
import dev.crema.core.kernel.Storage;
import dev.crema.core.kernel.Workers;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cross-entropy between what is predicted of classes, and labels. */
public final class CrossEntropy {

    /** Elements of a target that are worth a thread. */
    private static final int STRETCH = 1 << 14;

    private CrossEntropy() {}

    /**
     * The negative logarithm of the probability that softmax gives to each label.
     *
     * @param logits shape {@code [N, C]} or {@code [N, C, d1, ...]}
     * @param labels shape {@code [N]} or {@code [N, d1, ...]}, each in {@code 0 .. C - 1} or the ignored index
     * @return a scalar, or the shape of the labels where nothing is reduced; the mean of no position, where all labels are ignored, is
     *     NaN, and its gradients are 0
     */
    public static ValueAndVjps crossEntropy(NdArray logits, IntArray labels, CrossEntropyOptions options) {
        requireLabels("crossEntropy", logits, labels, options);
        boolean usual = logits.shape().rank() == 2
                && options.classWeight() == null
                && options.labelSmoothing() == 0
                && options.reduction() != LossReduction.NONE;
        return usual ? ofRows(logits, labels, options) : ofPositions(logits, labels, options);
    }

    /** One label for each row, all of one weight: a pass over each row, in double precision, for its loss and its gradient. */
    private static ValueAndVjps ofRows(NdArray logits, IntArray labels, CrossEntropyOptions options) {
        double[] losses = new double[labels.size()];
        NdArray gradient = NdArray.unfilled(logits.shape(), logits.dtype());
        SoftmaxLines.run(logits, 1, gradient, (lines, row) -> {
            int label = labels.get(row);
            if (label == options.ignoreIndex()) {
                lines.toZeros();
            } else {
                losses[row] = lines.loss(label);
                lines.toSlopes(label);
            }
        });
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        double divisor = Reduced.divisor(logits.shape(), totalWeight(labels, options), options.reduction());
        return ValueAndVjps.of(
                NdArray.scalar(sum, logits.dtype()).div(divisor), g -> gradient.mul(g.div(gradientDivisor(divisor))));
    }

    private static ValueAndVjps ofPositions(NdArray logits, IntArray labels, CrossEntropyOptions options) {
        NdArray target = target(logits, labels, options);
        NdArray logProbability = Softmax.logShare(logits, 1);
        Reduced reduced = Reduced.of(logits.shape(), totalWeight(labels, options), options.reduction());
        return ValueAndVjps.of(
                reduced.value(target, logProbability), g -> logitsGradient(target, logProbability, reduced.pull(g)));
    }

    /**
     * The cross-entropy of softmax with a share of each class in place of one label; its mean is over the positions, whatever the
     * class weights, and no position is ignored.
     *
     * @param logits shape {@code [N, C]} or {@code [N, C, d1, ...]}
     * @param shares the same shape; for each position numbers that add up to 1, which is not checked
     */
    public static ValueAndVjps softCrossEntropy(NdArray logits, NdArray shares, CrossEntropyOptions options) {
        Shape shape = logits.shape();
        if (shape.rank() < 2 || !shape.equals(shares.shape())) {
            throw new IllegalArgumentException(
                    "crossEntropy: expected logits [N, C, ...] and shares of the classes of the same shape, got "
                            + shape + " and " + shares.shape());
        }
        if (logits.dtype() != shares.dtype()) {
            throw new IllegalArgumentException("crossEntropy: expected logits and shares of one dtype, got "
                    + logits.dtype() + " and " + shares.dtype() + "; convert one with to(DType)");
        }
        requireClassWeight("crossEntropy", shape, options.classWeight());
        double smoothing = options.labelSmoothing();
        NdArray weight = classWeight(logits, options);
        NdArray target =
                shares.mul(1 - smoothing).add(smoothing / shape.size(1)).mul(weight);
        NdArray logProbability = Softmax.logShare(logits, 1);
        Reduced reduced = Reduced.of(shape, shape.reduced(false, 1).size(), options.reduction());
        return ValueAndVjps.of(
                reduced.value(target, logProbability),
                g -> logitsGradient(target, logProbability, reduced.pull(g)),
                g -> logProbability.mul(weight).mul(smoothing - 1).mul(reduced.pull(g)));
    }

    private static NdArray logitsGradient(NdArray target, NdArray logProbability, NdArray perPosition) {
        return Pointwise.value(Formula.EXP, 0, logProbability)
                .mul(target.sum(true, 1))
                .sub(target)
                .mul(perPosition);
    }

    /**
     * The negative of the logarithm that stands for each label: {@link #crossEntropy} without its softmax, and without smoothing.
     *
     * @param logProbability shape {@code [N, C]} or {@code [N, C, d1, ...]}
     * @param labels shape {@code [N]} or {@code [N, d1, ...]}, each in {@code 0 .. C - 1} or the ignored index
     */
    public static ValueAndVjps negativeLogLikelihood(
            NdArray logProbability, IntArray labels, CrossEntropyOptions options) {
        requireLabels("negativeLogLikelihood", logProbability, labels, options);
        if (options.labelSmoothing() != 0) {
            throw new IllegalArgumentException("negativeLogLikelihood: expected labelSmoothing 0, got "
                    + options.labelSmoothing() + "; use crossEntropy of the logits");
        }
        NdArray target = target(logProbability, labels, options);
        Reduced reduced = Reduced.of(logProbability.shape(), totalWeight(labels, options), options.reduction());
        return ValueAndVjps.of(
                reduced.value(target, logProbability), g -> target.mul(-1).mul(reduced.pull(g)));
    }

    /** How the losses of the positions, which have the shape {@code positions} with an axis for the classes, become one value. */
    private record Reduced(Shape positions, double divisor, boolean each) {

        static Reduced of(Shape logits, double totalWeight, LossReduction reduction) {
            return new Reduced(
                    logits.with(1, 1), divisor(logits, totalWeight, reduction), reduction == LossReduction.NONE);
        }

        static double divisor(Shape logits, double totalWeight, LossReduction reduction) {
            return switch (reduction) {
                case MEAN -> totalWeight;
                case BATCH_MEAN -> logits.size(0);
                case SUM, NONE -> 1;
            };
        }

        NdArray value(NdArray target, NdArray logProbability) {
            NdArray losses =
                    target.zip(logProbability, (t, l) -> t == 0 ? 0 : -t * l).sum(false, 1);
            return each ? losses : losses.sum(false).div(divisor);
        }

        /** The cotangent of each position's loss. */
        NdArray pull(NdArray g) {
            return g.div(gradientDivisor(divisor)).reshape(each ? positions : Shape.scalar());
        }
    }

    /** The divisor of the gradients, which are 0 where nothing counts, though the mean of nothing is NaN. */
    private static double gradientDivisor(double divisor) {
        return divisor == 0 ? 1 : divisor;
    }

    private static NdArray classWeight(NdArray logits, CrossEntropyOptions options) {
        NdArray weight = options.classWeight();
        if (weight == null) {
            return NdArray.scalar(1, logits.dtype());
        }
        int[] sizes = new int[logits.shape().rank()];
        Arrays.fill(sizes, 1);
        sizes[1] = weight.size();
        return weight.to(logits.dtype()).reshape(Shape.of(sizes));
    }

    /** For each position and class the factor of its negative log-probability in the loss. */
    private static NdArray target(NdArray logits, IntArray labels, CrossEntropyOptions options) {
        NdArray target = NdArray.unfilled(logits.shape(), logits.dtype());
        int classes = logits.shape().size(1);
        int inner = Math.max(1, logits.shape().strides()[1]);
        int[] label = labels.toArray();
        double smoothed = options.labelSmoothing() / classes;
        double own = 1 - options.labelSmoothing() + smoothed;
        double[] weight = new double[classes];
        Arrays.setAll(weight, c -> weight(options.classWeight(), c));
        Storage<Object> to = target.storage();
        Workers.runStretches(target.size() / inner, Math.max(1, STRETCH / inner), (from, end) -> {
            for (int line = from; line < end; line++) {
                int c = line % classes;
                int first = line / classes * inner;
                for (int i = 0; i < inner; i++) {
                    int known = label[first + i];
                    double share = known == options.ignoreIndex() ? 0 : (known == c ? own : smoothed) * weight[c];
                    to.set(line * inner + i, share);
                }
            }
        });
        return target;
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

    private static void requireLabels(String op, NdArray logits, IntArray labels, CrossEntropyOptions options) {
        Shape shape = logits.shape();
        String input = op.equals("crossEntropy") ? "logits" : "input";
        if (shape.rank() < 2 || !shape.reduced(false, 1).equals(labels.shape())) {
            throw new IllegalArgumentException(op + ": expected " + input + " [N, C, ...] and labels [N, ...], got "
                    + shape + " and " + labels.shape());
        }
        requireClassWeight(op, shape, options.classWeight());
        int classes = shape.size(1);
        for (int i = 0; i < labels.size(); i++) {
            int label = labels.get(i);
            if ((label < 0 || label >= classes) && label != options.ignoreIndex()) {
                throw new IllegalArgumentException(op + ": label " + label + " at row " + i + " is outside 0.."
                        + (classes - 1) + " of " + input + " " + shape);
            }
        }
    }

    private static void requireClassWeight(String op, Shape shape, @Nullable NdArray classWeight) {
        if (classWeight != null && !classWeight.shape().equals(Shape.of(shape.size(1)))) {
            throw new IllegalArgumentException(op + ": expected a class weight for each class, shape [" + shape.size(1)
                    + "], got " + classWeight.shape());
        }
    }
}
