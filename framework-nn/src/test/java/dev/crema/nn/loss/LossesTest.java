package dev.crema.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.CrossEntropyOptions;
import dev.crema.core.op.LossReduction;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LossesTest {

    /** A few roundings in single precision. */
    private static final double ROUNDING = 1e-6;

    /** Softmax gives the probabilities 1/4 and 3/4, then 1/2 each. */
    private static final Tensor LOGITS = Tensor.of(Shape.of(2, 2), 0, (float) Math.log(3), 7, 7);

    @Test
    void crossEntropyIsTheMeanNegativeLogarithmOfTheLabelsProbability() {
        double first = -Math.log(0.75);
        double second = -Math.log(0.5);
        IntArray labels = IntArray.of(1, 0);
        assertEquals((first + second) / 2, Losses.crossEntropy(LOGITS, labels).item(), ROUNDING);
        CrossEntropyOptions sum = CrossEntropyOptions.DEFAULT.reduction(LossReduction.SUM);
        assertEquals(first + second, Losses.crossEntropy(LOGITS, labels, sum).item(), ROUNDING);
        CrossEntropyOptions each = CrossEntropyOptions.DEFAULT.reduction(LossReduction.NONE);
        Expect.close(
                NdArray.of((float) first, (float) second),
                Losses.crossEntropy(LOGITS, labels, each).value(),
                ROUNDING);
        CrossEntropyOptions ignoring = CrossEntropyOptions.DEFAULT.ignoreIndex(1);
        assertEquals(second, Losses.crossEntropy(LOGITS, labels, ignoring).item(), ROUNDING);
    }

    @Test
    void theGradientOfCrossEntropyIsTheProbabilityLessTheTarget() {
        Tensor logits = Tensor.variable(LOGITS.value());
        NdArray gradient =
                Losses.crossEntropy(logits, IntArray.of(1, 0)).backward().of(logits);
        Expect.close(NdArray.of(Shape.of(2, 2), new float[] {0.125f, -0.125f, -0.25f, 0.25f}), gradient, ROUNDING);
    }

    @Test
    void whereAllLabelsAreIgnoredTheGradientIsZero() {
        Tensor logits = Tensor.variable(LOGITS.value());
        IntArray ignored = IntArray.of(-100, -100);
        for (CrossEntropyOptions options :
                List.of(CrossEntropyOptions.DEFAULT, CrossEntropyOptions.DEFAULT.labelSmoothing(0.1))) {
            Tensor loss = Losses.crossEntropy(logits, ignored, options);
            assertEquals(Double.NaN, loss.item());
            Expect.close(
                    NdArray.zeros(Shape.of(2, 2), DType.FLOAT32),
                    loss.backward().of(logits),
                    0);
        }
    }

    @Test
    void hugeLogitsGiveAFiniteLoss() {
        Tensor logits = Tensor.of(Shape.of(1, 3), 1e30f, -1e30f, 0);
        assertEquals(0, Losses.crossEntropy(logits, IntArray.of(0)).item());
        assertEquals(2e30, Losses.crossEntropy(logits, IntArray.of(1)).item(), 1e24);
    }

    @Test
    void crossEntropyNamesTheLabelOrTheShapesThatDoNotFit() {
        Expect.refusal(
                "crossEntropy: label 10 at row 1 is outside 0..9 of logits [3, 10]",
                () -> Losses.crossEntropy(Draw.zeros(3, 10), IntArray.of(9, 10, 0)));
        Expect.refusal(
                "crossEntropy: label -1 at row 0 is outside 0..9 of logits [1, 10]",
                () -> Losses.crossEntropy(Draw.zeros(1, 10), IntArray.of(-1)));
        Expect.refusal(
                "crossEntropy: expected logits [N, C, ...] and labels [N, ...], got [3, 10] and [2]",
                () -> Losses.crossEntropy(Draw.zeros(3, 10), IntArray.of(1, 2)));
        Expect.refusal(
                "crossEntropy: expected labelSmoothing in 0..1, got 1.5",
                () -> CrossEntropyOptions.DEFAULT.labelSmoothing(1.5));
        CrossEntropyOptions weighted = CrossEntropyOptions.DEFAULT.classWeight(NdArray.of(1, 2));
        Expect.refusal(
                "crossEntropy: expected a class weight for each class, shape [10], got [2]",
                () -> Losses.crossEntropy(Draw.zeros(1, 10), IntArray.of(1), weighted));
    }

    @Test
    void meanSquaredErrorIsTheMeanOfTheSquares() {
        Tensor prediction = Tensor.variable(NdArray.of(1, 2, 5));
        Tensor loss = Losses.meanSquaredError(prediction, Tensor.of(Shape.of(3), 1, 5, 2));
        assertEquals(6, loss.item());
        Expect.close(NdArray.of(0, -2, 2), loss.backward().of(prediction), ROUNDING);
    }

    @Test
    void meanSquaredErrorDoesNotBroadcast() {
        Expect.refusal(
                "meanSquaredError: expected prediction and target of one shape, got [3, 1] and [3]",
                () -> Losses.meanSquaredError(Draw.zeros(3, 1), Draw.zeros(3)));
        Expect.refusal(
                "sub: expected operands of one dtype, got float32 and float64; convert one with to(DType)",
                () -> Losses.meanSquaredError(Draw.zeros(3), Tensor.of(NdArray.zeros(Shape.of(3), DType.FLOAT64))));
    }

    @Test
    void binaryCrossEntropyIsTheSameForLogitsAndTheirProbabilities() {
        Tensor logits = Tensor.of(Shape.of(2), (float) Math.log(3), 0);
        Tensor target = Tensor.of(Shape.of(2), 1, 0.25f);
        double expected = (-Math.log(0.75) - Math.log(0.5)) / 2;
        assertEquals(
                expected, Losses.binaryCrossEntropyWithLogits(logits, target).item(), ROUNDING);
        assertEquals(
                expected, Losses.binaryCrossEntropy(logits.sigmoid(), target).item(), ROUNDING);
        double weighted = (-2 * Math.log(0.75) - (2 * 0.25 + 0.75) * Math.log(0.5)) / 2;
        Tensor two = Tensor.of(Shape.of(1), 2);
        assertEquals(
                weighted,
                Losses.binaryCrossEntropyWithLogits(logits, target, two, LossReduction.MEAN)
                        .item(),
                ROUNDING);
    }

    @Test
    void certaintyThatIsWrongCostsAHundred() {
        Tensor probability = Tensor.variable(NdArray.of(0, 1));
        Tensor loss = Losses.binaryCrossEntropy(probability, Tensor.of(Shape.of(2), 1, 0), LossReduction.SUM);
        assertEquals(200, loss.item());
        for (double g : loss.backward().of(probability).toDoubleArray()) {
            assertEquals(1e12, Math.abs(g), 1e6);
        }
    }

    @Test
    void focalLossOfACoinFlipIsAQuarterOfItsCrossEntropy() {
        Tensor logit = Tensor.of(Shape.of(2), 0, 0);
        Tensor target = Tensor.of(Shape.of(2), 1, 0);
        float half = (float) (Math.log(2) / 4);
        Expect.close(
                NdArray.of(0.25f * half, 0.75f * half),
                Losses.focal(logit, target, 0.25, 2, LossReduction.NONE).value(),
                ROUNDING);
        assertEquals(half / 2, Losses.focal(logit, target).item(), ROUNDING);
    }

    @Test
    void focalLossOfSeveralClassesIsThatOfTheirCrossEntropy() {
        CrossEntropyOptions each = CrossEntropyOptions.DEFAULT.reduction(LossReduction.NONE);
        Tensor losses = Losses.crossEntropy(LOGITS, IntArray.of(1, 0), each).focal(2);
        Expect.close(
                NdArray.of((float) (-Math.log(0.75) * 0.0625), (float) (-Math.log(0.5) * 0.25)),
                losses.value(),
                ROUNDING);
    }

    @Test
    void hingeLossesCountWhatIsMissingToTheMargin() {
        Tensor scores = Tensor.of(Shape.of(3), 2, 0.5f, -1);
        Tensor sign = Tensor.of(Shape.of(3), 1, -1, 1);
        Expect.close(
                NdArray.of(0, 1.5f, 2),
                Losses.hinge(scores, sign, 1, LossReduction.NONE).value(),
                ROUNDING);
        // The label's score is 1: missing 0.5 to the first class and 1.25 to the third.
        Tensor row = Tensor.of(Shape.of(1, 3), 0.5f, 1, 1.25f);
        assertEquals((0.5 + 1.25) / 3, Losses.multiMargin(row, IntArray.of(1)).item(), ROUNDING);
        MarginOptions squared = MarginOptions.DEFAULT.exponent(2).classWeight(NdArray.of(1, 3, 1));
        assertEquals(
                3 * (0.25 + 1.25 * 1.25) / 3,
                Losses.multiMargin(row, IntArray.of(1), squared).item(),
                ROUNDING);
    }

    @Test
    void huberAndSmoothL1BendAtTheirBound() {
        Tensor prediction = Tensor.of(Shape.of(3), 1, 3, 0);
        Tensor target = Tensor.of(Shape.of(3), 0, 0, 0);
        Expect.close(
                NdArray.of(0.5f, 4, 0),
                Losses.huber(prediction, target, 2, LossReduction.NONE).value(),
                ROUNDING);
        Expect.close(
                NdArray.of(0.25f, 2, 0),
                Losses.smoothL1(prediction, target, 2, LossReduction.NONE).value(),
                ROUNDING);
        assertEquals(4.0 / 3, Losses.l1(prediction, target).item(), ROUNDING);
    }

    @Test
    void theDivergenceOfADistributionFromItselfIsZero() {
        Tensor logits = Tensor.of(Shape.of(1, 3), 0.3f, -1, 2);
        Tensor log = logits.logSoftmax(1);
        assertEquals(0, Losses.klDivergence(log, logits.softmax(1)).item(), ROUNDING);
        assertEquals(
                0, Losses.klDivergence(log, log, true, LossReduction.BATCH_MEAN).item(), ROUNDING);
        Tensor certain = Tensor.of(Shape.of(1, 3), 0, 0, 1);
        assertEquals(
                -log.getFlat(2),
                Losses.klDivergence(log, certain, false, LossReduction.BATCH_MEAN)
                        .item(),
                ROUNDING);
    }

    @Test
    void badArgumentsAreNamed() {
        Tensor row = Draw.zeros(3);
        Tensor column = Draw.zeros(3, 1);
        String shapes = ": expected prediction and target of one shape, got [3] and [3, 1]";
        Expect.refusal("l1" + shapes, () -> Losses.l1(row, column));
        Expect.refusal("huber" + shapes, () -> Losses.huber(row, column));
        Expect.refusal("smoothL1" + shapes, () -> Losses.smoothL1(row, column));
        Expect.refusal("hinge" + shapes, () -> Losses.hinge(row, column));
        Expect.refusal("focal" + shapes, () -> Losses.focal(row, column));
        Expect.refusal("binaryCrossEntropy" + shapes, () -> Losses.binaryCrossEntropy(row, column));
        Expect.refusal("binaryCrossEntropyWithLogits" + shapes, () -> Losses.binaryCrossEntropyWithLogits(row, column));
        Expect.refusal("klDivergence" + shapes, () -> Losses.klDivergence(row, column));
        Expect.refusal("huber: expected delta above 0, got 0.0", () -> Losses.huber(row, row, 0, LossReduction.MEAN));
        Expect.refusal(
                "smoothL1: expected beta of at least 0, got -1.0",
                () -> Losses.smoothL1(row, row, -1, LossReduction.MEAN));
        Expect.refusal(
                "focal: expected alpha in 0..1, got 2.0", () -> Losses.focal(row, row, 2, 2, LossReduction.MEAN));
        Expect.refusal(
                "focal: expected gamma of at least 0, got NaN",
                () -> Losses.focal(row, row, 0.25, Double.NaN, LossReduction.MEAN));
        Expect.refusal(
                "binaryCrossEntropy: expected probabilities in 0..1, got 1.5 at position 1;"
                        + " use binaryCrossEntropyWithLogits for logits",
                () -> Losses.binaryCrossEntropy(Tensor.of(Shape.of(3), 1, 1.5f, 0), row));
        Expect.refusal(
                "loss: expected losses [N, ...] to take the mean over the batch of, got []; use MEAN or SUM",
                () -> Losses.squaredError(
                        Tensor.scalar(1, DType.FLOAT32), Tensor.scalar(1, DType.FLOAT32), LossReduction.BATCH_MEAN));
    }

    @Test
    void aPositiveWeightThatStretchesTheLossIsRefused() {
        Tensor logits = Draw.zeros(2, 1);
        Expect.refusal(
                "binaryCrossEntropyWithLogits: expected a positiveWeight that stretches to logits [2, 1], got [3]",
                () -> Losses.binaryCrossEntropyWithLogits(logits, logits, Draw.zeros(3), LossReduction.MEAN));
    }

    @Test
    void badLabelsAreNamed() {
        Tensor scores = Draw.zeros(2, 3);
        Expect.refusal(
                "multiMargin: expected scores [N, C] and labels [N], got [2, 3] and [3]",
                () -> Losses.multiMargin(scores, IntArray.of(0, 1, 2)));
        Expect.refusal(
                "multiMargin: label 3 at row 1 is outside 0..2 of scores [2, 3]",
                () -> Losses.multiMargin(scores, IntArray.of(0, 3)));
        MarginOptions weighted = MarginOptions.DEFAULT.classWeight(NdArray.of(1, 2));
        Expect.refusal(
                "multiMargin: expected a class weight for each class, shape [3], got [2]",
                () -> Losses.multiMargin(scores, IntArray.of(0, 1), weighted));
        Expect.refusal("multiMargin: expected exponent 1 or 2, got 3", () -> MarginOptions.DEFAULT.exponent(3));
        Expect.refusal(
                "multiMargin: expected a finite margin, got NaN", () -> MarginOptions.DEFAULT.margin(Double.NaN));
        Expect.refusal(
                "negativeLogLikelihood: label 3 at row 0 is outside 0..2 of input [2, 3]",
                () -> Losses.negativeLogLikelihood(scores, IntArray.of(3, 0)));
        Expect.refusal(
                "negativeLogLikelihood: expected labelSmoothing 0, got 0.1; use crossEntropy of the logits",
                () -> Losses.negativeLogLikelihood(
                        scores, IntArray.of(0, 1), CrossEntropyOptions.DEFAULT.labelSmoothing(0.1)));
        Expect.refusal(
                "crossEntropy: expected logits [N, C, ...] and shares of the classes of the same shape,"
                        + " got [2, 3] and [2]",
                () -> Losses.crossEntropy(scores, Draw.zeros(2)));
    }
}
