package dev.crema.core.op;

import static dev.crema.core.check.Kind.PIECEWISE;
import static dev.crema.core.check.Kind.SMOOTH;

import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import java.util.List;

/** The rows of {@link CrossEntropy} and {@link ElementLoss}. */
final class LossRows {

    private LossRows() {}

    static List<OpRow> rows() {
        return List.of(
                new OpRow("CrossEntropy.crossEntropy", SMOOTH, LossRows::crossEntropy),
                new OpRow("CrossEntropy.softCrossEntropy", SMOOTH, draw -> {
                    Shape shape = draw.shape(2, 4);
                    CrossEntropyOptions options = options(draw, shape.size(1));
                    return OpCase.of(
                            in -> CrossEntropy.softCrossEntropy(in[0], in[1], options),
                            draw.uniform(shape),
                            draw.uniform(shape, 0, 1));
                }),
                new OpRow("CrossEntropy.negativeLogLikelihood", SMOOTH, draw -> {
                    Shape shape = draw.shape(2, 4);
                    IntArray labels = labels(draw, shape);
                    CrossEntropyOptions options = options(draw, shape.size(1)).labelSmoothing(0);
                    return OpCase.of(
                            in -> CrossEntropy.negativeLogLikelihood(in[0], labels, options), draw.uniform(shape));
                }),
                new OpRow("ElementLoss.huber", PIECEWISE, draw -> {
                    double delta = draw.oneOf(0.5, 1.0);
                    return OpCase.of(
                            in -> ElementLoss.huber(in[0], delta), draw.apartFrom(draw.shape(0, 4), -delta, delta));
                }),
                new OpRow("ElementLoss.focal", SMOOTH, draw -> {
                    double gamma = draw.oneOf(0.0, 0.5, 1.0, 2.0);
                    return OpCase.of(in -> ElementLoss.focal(in[0], gamma), draw.uniform(draw.shape(0, 4), 0.05, 4));
                }),
                new OpRow("ElementLoss.binaryCrossEntropy", SMOOTH, draw -> {
                    Shape shape = draw.shape(0, 4);
                    return OpCase.of(
                            in -> ElementLoss.binaryCrossEntropy(in[0], in[1]),
                            draw.uniform(shape, 0.1, 0.9),
                            draw.uniform(shape, 0.1, 0.9));
                }),
                new OpRow("ElementLoss.klDivergence", SMOOTH, draw -> {
                    Shape shape = draw.shape(0, 4);
                    boolean logTarget = draw.coin();
                    NdArray target = logTarget ? draw.uniform(shape, -3, 0) : draw.uniform(shape, 0.1, 0.9);
                    return OpCase.of(
                            in -> ElementLoss.klDivergence(in[0], in[1], logTarget),
                            draw.uniform(shape, -3, 0),
                            target);
                }));
    }

    private static OpCase crossEntropy(Draw draw) {
        Shape shape = draw.shape(2, 4);
        IntArray labels = labels(draw, shape);
        CrossEntropyOptions options = options(draw, shape.size(1));
        return OpCase.of(in -> CrossEntropy.crossEntropy(in[0], labels, options), draw.uniform(shape));
    }

    /** Some of them -1, which is ignored, but not the first. */
    private static IntArray labels(Draw draw, Shape logits) {
        Shape positions = logits.reduced(false, 1);
        int[] labels = draw.indices(positions, logits.size(1)).toArray();
        for (int i = 1; i < labels.length; i++) {
            labels[i] = draw.between(0, 3) == 0 ? -1 : labels[i];
        }
        return IntArray.of(positions, labels);
    }

    private static CrossEntropyOptions options(Draw draw, int classes) {
        return CrossEntropyOptions.DEFAULT
                .classWeight(draw.uniform(Shape.of(classes), 0.5, 2))
                .labelSmoothing(draw.oneOf(0.0, 0.1))
                .ignoreIndex(-1)
                .reduction(draw.oneOf(LossReduction.values()));
    }
}
