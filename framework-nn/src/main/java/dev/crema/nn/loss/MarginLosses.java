package dev.crema.nn.loss;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import org.jspecify.annotations.Nullable;

/** The margin by which the score of a label shall exceed those of the other classes. */
final class MarginLosses {

    private MarginLosses() {}

    /** The loss of each row of scores {@code [N, C]}: the mean over all classes of what is missing to the margin. */
    static Tensor multiMargin(Tensor scores, IntArray labels, MarginOptions options) {
        requireShapes(scores.shape(), labels, options.classWeight());
        Tensor own = scores.mul(marked(scores, labels, 1, 0)).sum(true, 1);
        Tensor missing = scores.sub(own).add(options.margin()).relu();
        Tensor powers = options.exponent() == 2 ? missing.square() : missing;
        Tensor losses = powers.mul(marked(scores, labels, 0, 1))
                .sum(1)
                .div(scores.shape().size(1));
        NdArray weight = options.classWeight();
        return weight == null ? losses : losses.mul(weights(weight, labels, scores.dtype()));
    }

    /** One number in the column of each row's label, another beside it. */
    private static Tensor marked(Tensor scores, IntArray labels, double own, double other) {
        int classes = scores.shape().size(1);
        int[] position = {0};
        return Tensor.of(NdArray.generate(scores.shape(), scores.dtype(), () -> {
            int at = position[0]++;
            return at % classes == labels.get(at / classes) ? own : other;
        }));
    }

    private static Tensor weights(NdArray classWeight, IntArray labels, DType dtype) {
        int[] row = {0};
        return Tensor.of(NdArray.generate(labels.shape(), dtype, () -> classWeight.getFlat(labels.get(row[0]++))));
    }

    private static void requireShapes(Shape scores, IntArray labels, @Nullable NdArray classWeight) {
        if (scores.rank() != 2 || !labels.shape().equals(Shape.of(scores.size(0)))) {
            throw new IllegalArgumentException(
                    "multiMargin: expected scores [N, C] and labels [N], got " + scores + " and " + labels.shape());
        }
        int classes = scores.size(1);
        if (classWeight != null && !classWeight.shape().equals(Shape.of(classes))) {
            throw new IllegalArgumentException("multiMargin: expected a class weight for each class, shape [" + classes
                    + "], got " + classWeight.shape());
        }
        for (int i = 0; i < labels.size(); i++) {
            if (labels.get(i) < 0 || labels.get(i) >= classes) {
                throw new IllegalArgumentException("multiMargin: label " + labels.get(i) + " at row " + i
                        + " is outside 0.." + (classes - 1) + " of scores " + scores);
            }
        }
    }
}
