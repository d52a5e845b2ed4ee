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
}
