package dev.crema.nn.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class MetricsTest {

    private static final Tensor LOGITS = Tensor.of(Shape.of(4, 3), 1, 2, 0, 5, 4, 3, 0, 0, 1, 2, 2, 1);
    /** Of the predictions 1, 0, 2, 0 three are right. */
    private static final IntArray LABELS = IntArray.of(1, 1, 2, 0);

    @Test
    void accuracyIsTheShareOfRightPredictions() {
        Accuracy accuracy = Accuracy.of(LOGITS, LABELS);
        assertEquals(new Accuracy(3, 4), accuracy);
        assertEquals(0.75, accuracy.value());
        assertEquals("75.00 % (3 of 4)", accuracy.toString());
        assertEquals(new Accuracy(4, 14), accuracy.plus(new Accuracy(1, 10)));
        assertEquals(accuracy, Accuracy.NONE.plus(LOGITS, LABELS));
        assertTrue(Double.isNaN(Accuracy.NONE.value()));
    }

    @Test
    void aRowWithNaNIsNeverRight() {
        Tensor logits = Tensor.of(Shape.of(2, 2), Float.NaN, 0, 1, Float.NaN);
        assertEquals(new Accuracy(0, 2), Accuracy.of(logits, IntArray.of(0, 0)));
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        matrix.add(logits, IntArray.of(0, 0));
        assertEquals(2, matrix.undecided());
        assertEquals(new Accuracy(0, 2), matrix.accuracy());
        assertTrue(Double.isNaN(matrix.recall(0)));
    }

    @Test
    void theMeanIsWeightedByImages() {
        RunningMean mean = RunningMean.NONE.plus(1, 30).plus(4, 10);
        assertEquals(1.75, mean.value());
        assertEquals("1.7500", mean.toString());
        assertTrue(Double.isNaN(RunningMean.NONE.value()));
    }

    @Test
    void metricsHoldLossAndAccuracy() {
        Metrics metrics = Metrics.NONE.plus(0.5, LOGITS, LABELS).plus(1.5, LOGITS, LABELS);
        assertEquals("loss 1.0000, accuracy 75.00 % (6 of 8)", metrics.toString());
    }

    @Test
    void theConfusionMatrixCountsActualAgainstPredicted() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        for (int i = 0; i < 3; i++) {
            matrix.add(LOGITS, LABELS);
        }
        matrix.add(Tensor.of(Shape.of(1, 3), 0, 0, 9), IntArray.of(0));
        assertEquals(3, matrix.count(1, 0));
        assertEquals(3, matrix.count(1, 1));
        assertEquals(3, matrix.classes());
        assertEquals(new Accuracy(9, 13), matrix.accuracy());
        assertEquals(0.5, matrix.recall(1));
        assertEquals(1, matrix.precision(1));
        assertEquals(0.75, matrix.recall(0));
        assertEquals(0.5, matrix.precision(0));
        assertEquals("rows: actual class, columns: predicted class\n3 0 1\n3 3 0\n0 0 3\n", matrix.toString());
    }

    @Test
    void f1IsTheHarmonicMeanOfPrecisionAndRecall() {
        ConfusionMatrix matrix = new ConfusionMatrix(4);
        Tensor logits = Tensor.of(Shape.of(4, 4), 9, 0, 0, 0, 9, 0, 0, 0, 0, 9, 0, 0, 9, 0, 0, 0);
        matrix.add(logits, IntArray.of(0, 0, 1, 2));
        assertEquals(2 / (1 / matrix.precision(0) + 1 / matrix.recall(0)), matrix.f1(0), 1e-15);
        assertEquals(0.8, matrix.f1(0), 1e-15);
        assertEquals(1, matrix.f1(1));
        assertEquals(0, matrix.f1(2));
        assertTrue(Double.isNaN(matrix.f1(3)));
        assertEquals((0.8 + 1 + 0) / 3, matrix.macroF1(), 1e-15);
        assertEquals((1 + 1 + 0) / 3.0, matrix.macroRecall(), 1e-15);
        assertEquals((2 / 3.0 + 1) / 2, matrix.macroPrecision(), 1e-15);
        assertTrue(Double.isNaN(new ConfusionMatrix(2).macroF1()));
    }

    @Test
    void topAccuracyCountsTheFirstFewClasses() {
        assertEquals(new Accuracy(3, 4), TopAccuracy.of(1).plus(LOGITS, LABELS).accuracy());
        assertEquals(1, TopAccuracy.of(2).plus(LOGITS, LABELS).value());
        Tensor equal = Tensor.of(Shape.of(2, 3), 1, 1, 1, 0, Float.NaN, 0);
        TopAccuracy two = TopAccuracy.of(2).plus(equal, IntArray.of(1, 0)).plus(equal, IntArray.of(2, 0));
        assertEquals("top 2: 25.00 % (1 of 4)", two.toString());
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertIllegal("topAccuracy: expected k of at least 1, got 0", () -> TopAccuracy.of(0));
        assertIllegal(
                "accuracy: expected logits [B, K] and labels [B] with equal B, got [4, 3] and [3]",
                () -> Accuracy.of(LOGITS, IntArray.of(1, 1, 2)));
        assertIllegal(
                "accuracy: label 3 at row 2 is outside 0..2 of logits [4, 3]",
                () -> Accuracy.of(LOGITS, IntArray.of(1, 1, 3, 0)));
        assertIllegal("accuracy: expected 0 <= correct <= seen, got 3 correct of 2 seen", () -> new Accuracy(3, 2));
        assertIllegal(
                "confusionMatrix: expected logits [B, 4], got [4, 3]",
                () -> new ConfusionMatrix(4).add(LOGITS, LABELS));
        assertIllegal("confusionMatrix: expected at least 1 class, got 0", () -> new ConfusionMatrix(0));
        assertIllegal("mean: expected a value over at least 1 image, got 0", () -> RunningMean.NONE.plus(1, 0));
        assertIllegal("mean: expected a count of at least 0, got -1", () -> new RunningMean(0, -1));
        IndexOutOfBoundsException e =
                assertThrows(IndexOutOfBoundsException.class, () -> new ConfusionMatrix(2).count(0, 2));
        assertEquals("confusionMatrix: expected a class in 0..1, got 2", e.getMessage());
    }

    private static void assertIllegal(String message, Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }
}
