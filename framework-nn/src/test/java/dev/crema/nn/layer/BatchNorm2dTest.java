package dev.crema.nn.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BatchNorm2dTest {

    /** A few roundings of numbers around 1. */
    private static final double ROUNDING = 1e-6;

    /** Channel 0 holds 1, 3, 5, 7: mean 4, variance 5, unbiased 20/3. Channel 1 holds 2 throughout. */
    private static final Tensor INPUT = Tensor.of(Shape.of(2, 2, 1, 2), 1, 3, 2, 2, 5, 7, 2, 2);

    private static final double UNBIASED = 20 / 3.0;

    @Test
    void trainingNormalizesByTheBatch() {
        Tensor output = new BatchNorm2d(2).forward(INPUT);
        float a = (float) (1 / Math.sqrt(5 + 1e-5));
        NdArray expected = NdArray.of(INPUT.shape(), new float[] {-3 * a, -a, 0, 0, a, 3 * a, 0, 0});
        Expect.close(expected, output.value(), ROUNDING);
    }

    @Test
    void weightAndBiasScaleAndShift() {
        BatchNorm2d layer = new BatchNorm2d(2);
        NdArray plain = layer.forward(INPUT).value();
        layer.weight().assign(NdArray.of(2, 3));
        layer.bias().assign(NdArray.of(-1, 5));
        NdArray scale = NdArray.of(Shape.of(1, 2, 1, 1), new float[] {2, 3});
        NdArray shift = NdArray.of(Shape.of(1, 2, 1, 1), new float[] {-1, 5});
        Expect.close(plain.mul(scale).add(shift), layer.forward(INPUT).value(), ROUNDING);
    }

    @Test
    void runningStatisticsFollowTheBatchWithTheUnbiasedVariance() {
        BatchNorm2d layer = new BatchNorm2d(2);
        expectStatistics(layer, 0, 1, 0, 1);
        layer.forward(INPUT);
        expectStatistics(layer, 0.4, 0.9 + 0.1 * UNBIASED, 0.2, 0.9);
        layer.forward(INPUT);
        expectStatistics(layer, 0.76, 0.81 + 0.19 * UNBIASED, 0.38, 0.81);
    }

    @Test
    void momentum0KeepsTheStatisticsAndMomentum1TakesThoseOfTheLastBatch() {
        BatchNorm2d still = new BatchNorm2d(2, 1e-5, 0);
        still.forward(INPUT);
        expectStatistics(still, 0, 1, 0, 1);
        BatchNorm2d forgetful = new BatchNorm2d(2, 1e-5, 1);
        forgetful.forward(Draw.images(Generator.seeded(1), 3, 2, 4, 4));
        forgetful.forward(INPUT);
        expectStatistics(forgetful, 4, UNBIASED, 2, 0);
    }

    @Test
    void evaluationUsesTheRunningStatisticsAndLeavesThemAlone() {
        BatchNorm2d layer = new BatchNorm2d(2, 0.5, 0.1);
        layer.runningMean().assign(NdArray.of(1, -2));
        layer.runningVariance().assign(NdArray.of(3.5f, 15.5f));
        layer.eval();
        Expect.close(
                NdArray.of(INPUT.shape(), new float[] {0, 1, 1, 1, 2, 3, 1, 1}),
                layer.forward(INPUT).value(),
                ROUNDING);
        expectStatistics(layer, 1, 3.5, -2, 15.5);
        assertEquals(Shape.of(1, 2, 1, 1), layer.forward(Draw.zeros(1, 2, 1, 1)).shape());
    }

    @Test
    void anEmptyBatchIsEmptyInEvaluationAndRefusedInTraining() {
        BatchNorm2d layer = new BatchNorm2d(2);
        Expect.refusal(
                "BatchNorm2d(2): batchNorm: expected at least one value per channel, got [0, 2, 3, 3]",
                () -> layer.forward(Draw.zeros(0, 2, 3, 3)));
        layer.eval();
        Tensor output = layer.forward(Draw.zeros(0, 2, 3, 3));
        assertEquals(Shape.of(0, 2, 3, 3), output.shape());
        Expect.sameBits(
                NdArray.of(0, 0), output.sum().backward().of(layer.weight().tensor()));
    }

    @Test
    void oneValuePerChannelIsNotEnoughInTraining() {
        BatchNorm2d layer = new BatchNorm2d(2);
        Expect.refusal(
                "BatchNorm2d(2): batchNorm2d: expected more than one value per channel in training,"
                        + " got input [1, 2, 1, 1]; use a larger batch or eval()",
                () -> layer.forward(Draw.zeros(1, 2, 1, 1)));
        expectStatistics(layer, 0, 1, 0, 1);
    }

    @Test
    void anInputOfOtherChannelsOrRankIsRefused() {
        BatchNorm2d layer = new BatchNorm2d(2);
        Expect.refusal(
                "BatchNorm2d(2): batchNorm2d: expected input [N, 2, H, W], got [1, 3, 4, 4]",
                () -> layer.forward(Draw.zeros(1, 3, 4, 4)));
        Expect.refusal(
                "BatchNorm2d(2): batchNorm2d: expected input [N, 2, H, W], got [4, 2]",
                () -> layer.forward(Draw.zeros(4, 2)));
    }

    @Test
    void anInputOfAnotherDTypeIsRefusedAndLeavesNoTrace() {
        BatchNorm2d layer = new BatchNorm2d(2);
        Tensor input = Tensor.of(INPUT.value().to(DType.FLOAT64));
        String message = "BatchNorm2d(2): batchNorm: expected operands of one dtype,"
                + " got input float64, weight float32 and bias float32";
        Expect.refusal(message, () -> layer.forward(input));
        expectStatistics(layer, 0, 1, 0, 1);
        layer.eval();
        Expect.refusal(message.replace("batchNorm:", "batchNormInference:"), () -> layer.forward(input));
    }

    @Test
    void wrongArgumentsAreNamed() {
        Expect.refusal("batchNorm2d: expected channels of at least 1, got 0", () -> new BatchNorm2d(0));
        String contract = "normalization: expected epsilon above 0 and momentum in 0..1, got ";
        Expect.refusal(contract + "0.0 and 0.1", () -> new BatchNorm2d(2, 0, 0.1));
        Expect.refusal(contract + "1.0E-5 and 1.5", () -> new BatchNorm2d(2, 1e-5, 1.5));
        Expect.refusal(contract + "1.0E-5 and NaN", () -> new BatchNorm2d(2, 1e-5, Double.NaN));
    }

    @Test
    void withoutAffineTheOutputIsThatOfWeight1AndBias0AndNothingIsLearned() {
        BatchNorm2d layer = new BatchNorm2d(2, BatchNormOptions.DEFAULT.affine(false));
        Expect.sameBits(
                new BatchNorm2d(2).forward(INPUT).value(), layer.forward(INPUT).value());
        assertEquals(Map.of(), layer.namedParameters());
        assertEquals(
                List.of("running_mean", "running_var"),
                List.copyOf(layer.namedBuffers().keySet()));
        layer.eval();
        BatchNorm2d affine = new BatchNorm2d(2);
        affine.forward(INPUT);
        affine.eval();
        Expect.sameBits(affine.forward(INPUT).value(), layer.forward(INPUT).value());
    }

    @Test
    void withoutRunningStatisticsEvaluationUsesTheBatch() {
        BatchNorm2d layer = new BatchNorm2d(2, BatchNormOptions.DEFAULT.trackRunningStatistics(false));
        NdArray trained = layer.forward(INPUT).value();
        layer.eval();
        Expect.sameBits(trained, layer.forward(INPUT).value());
        assertEquals(Map.of(), layer.namedBuffers());
        assertNull(layer.runningMean());
        assertEquals(Shape.of(1, 2, 1, 1), layer.forward(Draw.zeros(1, 2, 1, 1)).shape());
    }

    @Test
    void rowsAndSequencesAreNormalizedLikeImagesOfOneRow() {
        BatchNorm1d layer = new BatchNorm1d(2);
        Tensor sequences = INPUT.reshape(2, 2, 2);
        NdArray images = new BatchNorm2d(2).forward(INPUT).value();
        Expect.sameBits(
                images.reshape(sequences.shape()), layer.forward(sequences).value());
        Tensor rows = Tensor.of(Shape.of(2, 2), 1, 9, 3, 7);
        float a = (float) (1 / Math.sqrt(1 + 1e-5));
        Expect.close(
                NdArray.of(Shape.of(2, 2), new float[] {-a, a, a, -a}),
                layer.forward(rows).value(),
                ROUNDING);
        Expect.refusal(
                "BatchNorm1d(2): batchNorm1d: expected input [N, 2] or [N, 2, L], got [2, 2, 1, 2]",
                () -> layer.forward(INPUT));
        assertEquals("BatchNorm1d(2)", layer.toString());
    }

    @Test
    void theTextHoldsWhatIsNotTheDefault() {
        assertEquals("BatchNorm2d(4)", new BatchNorm2d(4).toString());
        assertEquals("BatchNorm2d(4, eps=0.001, momentum=0.2)", new BatchNorm2d(4, 1e-3, 0.2).toString());
        BatchNormOptions options = BatchNormOptions.DEFAULT.affine(false).trackRunningStatistics(false);
        assertEquals("BatchNorm2d(4, affine=false, track_running_stats=false)", new BatchNorm2d(4, options).toString());
    }

    private static void expectStatistics(
            BatchNorm2d layer, double mean0, double variance0, double mean1, double variance1) {
        Expect.close(
                NdArray.of((float) mean0, (float) mean1), layer.runningMean().value(), ROUNDING);
        Expect.close(
                NdArray.of((float) variance0, (float) variance1),
                layer.runningVariance().value(),
                2 * ROUNDING);
    }
}
