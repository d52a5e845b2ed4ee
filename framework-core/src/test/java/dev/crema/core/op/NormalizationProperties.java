package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.Tabulate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Batch normalization against its definition. */
final class NormalizationProperties {

    private static final double EPSILON = 1e-3;

    /** Some ten roundings to FLOAT32, amplified by 1/sqrt(EPSILON) = 32 where a channel hardly varies. */
    private static final double ROUNDING = 512 * 0x1.0p-24;

    @Property
    void momentsAreMeanAndBiasedVarianceOfEachChannel(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = draw.uniform(draw.shape(2, 4)).to(dtype);
        Moments moments = Normalization.channelMoments(x);
        Shape channels = Shape.of(x.shape().size(1));
        Expect.close(Tabulate.of(channels, DType.FLOAT64, c -> mean(channel(x, c[0]))), moments.mean(), 0x1.0p-48);
        Expect.close(
                Tabulate.of(channels, DType.FLOAT64, c -> variance(channel(x, c[0]))), moments.variance(), 0x1.0p-48);
        assertEquals(x.size() / channels.size(), moments.count());
    }

    @Property
    void trainingUsesTheMomentsOfTheBatch(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = draw.uniform(draw.shape(2, 4)).to(dtype);
        Shape channels = Shape.of(x.shape().size(1));
        NdArray weight = draw.uniform(channels).to(dtype);
        NdArray bias = draw.uniform(channels).to(dtype);
        NdArray expected = Tabulate.of(x.shape(), dtype, at -> {
            List<Double> own = channel(x, at[1]);
            double deviation = Math.sqrt(variance(own) + EPSILON);
            return weight.get(at[1]) * (x.get(at) - mean(own)) / deviation + bias.get(at[1]);
        });
        Moments moments = Normalization.channelMoments(x);
        Expect.close(
                expected,
                Normalization.batchNorm(x, weight, bias, moments, EPSILON).value(),
                ROUNDING);
    }

    @Property
    void evaluationUsesTheGivenStatistics(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = draw.uniform(draw.shape(2, 4)).to(dtype);
        Shape channels = Shape.of(x.shape().size(1));
        NdArray weight = draw.uniform(channels).to(dtype);
        NdArray bias = draw.uniform(channels).to(dtype);
        NdArray mean = draw.uniform(channels);
        NdArray variance = draw.uniform(channels, 0.5, 2);
        NdArray expected = Tabulate.of(x.shape(), dtype, at -> {
            int c = at[1];
            return weight.get(c) * (x.get(at) - mean.get(c)) / Math.sqrt(variance.get(c) + EPSILON) + bias.get(c);
        });
        Expect.close(
                expected,
                Normalization.batchNormInference(x, weight, bias, mean, variance, EPSILON)
                        .value(),
                ROUNDING);
    }

    @Property
    void theVarianceOfAConstantIsZero(@ForAll @FloatRange(min = -1e6f, max = 1e6f) float value) {
        NdArray x = NdArray.full(Shape.of(3, 2, 41), DType.FLOAT32, value);
        Moments moments = Normalization.channelMoments(x);
        Expect.equal(NdArray.full(Shape.of(2), DType.FLOAT64, value), moments.mean());
        Expect.equal(NdArray.zeros(Shape.of(2), DType.FLOAT64), moments.variance());
    }

    /** Were the scaled value and the scaled mean rounded before their difference, they would leave up to 3e-5. */
    @Property
    void aConstantChannelBecomesTheBias(
            @ForAll @FloatRange(min = -1e6f, max = 1e6f) float value,
            @ForAll @FloatRange(min = -2, max = 2) float bias) {
        NdArray x = NdArray.full(Shape.of(3, 1, 41), DType.FLOAT32, value);
        NdArray weight = NdArray.of(1.7f);
        Moments moments = Normalization.channelMoments(x);
        NdArray expected = NdArray.full(x.shape(), DType.FLOAT32, bias);
        NdArray shift = NdArray.of(bias);
        Expect.equal(
                expected,
                Normalization.batchNorm(x, weight, shift, moments, 1e-5).value());
        Expect.equal(
                expected,
                Normalization.batchNormInference(x, weight, shift, moments.mean(), moments.variance(), 1e-5)
                        .value());
        Expect.equal(
                expected,
                GroupNormalization.groupNorm(x, 1, weight, shift, 1e-5).value());
    }

    /** The sums are taken around the first element, so this is the worst that can happen to them. */
    @Property
    void aFirstElementFarFromTheOthersCostsLittlePrecision(
            @ForAll @FloatRange(min = -1e9f, max = 1e9f) float first, @ForAll long seed) {
        int count = 8 * 300;
        NdArray x = Draw.of(seed, 1).uniform(Shape.of(8, 1, 300)).to(DType.FLOAT32);
        NdArray outlier = Tabulate.of(x.shape(), DType.FLOAT32, at -> at[0] == 0 && at[2] == 0 ? first : x.get(at));
        double expected = variance(channel(outlier, 0));
        double actual = Normalization.channelMoments(outlier).variance().item();
        // a lane adds count/32 squares, each of them nearly the largest, and the difference is a count-th of the sum
        assertEquals(expected, actual, count * (count / 32 + 4) * Math.ulp(expected));
    }

    @Test
    void parametersAreOneForEachChannelAndOfOneDType() {
        NdArray x = NdArray.zeros(Shape.of(2, 3), DType.FLOAT32);
        NdArray three = NdArray.of(1, 1, 1);
        NdArray two = NdArray.of(1, 1);
        NdArray wide = three.to(DType.FLOAT64);
        String shapes = "batchNormInference: expected input [N, C, ...] with weight [C] and bias [C], got ";
        Expect.refusal(shapes + "[2, 3], [2] and [3]", () -> inference(x, two, three, wide));
        Expect.refusal(shapes + "[2, 3], [3] and [2]", () -> inference(x, three, two, wide));
        Expect.refusal(shapes + "[3], [3] and [3]", () -> inference(three, three, three, wide));
        String types = "batchNormInference: expected operands of one dtype, got input float32, weight ";
        Expect.refusal(types + "float64 and bias float32", () -> inference(x, wide, three, wide));
        Expect.refusal(types + "float32 and bias float64", () -> inference(x, three, wide, wide));
        Expect.refusal(
                "batchNormInference: expected a mean and a variance for each channel, shape [3], got [3] and [2]",
                () -> inference(x, three, three, two));
        Expect.refusal("batchNorm: expected input [N, C, ...], got [3]", () -> Normalization.channelMoments(three));
    }

    private static ValueAndVjps inference(NdArray x, NdArray weight, NdArray bias, NdArray variance) {
        return Normalization.batchNormInference(x, weight, bias, NdArray.of(0, 0, 0), variance, 0.01);
    }

    @Test
    void vjpsMayBePulledOnManyThreadsAtOnce() {
        NdArray x = Draw.of(1, 1).uniform(Shape.of(4, 3, 8));
        NdArray ones = NdArray.full(Shape.of(3), DType.FLOAT64, 1);
        ValueAndVjps result = Normalization.batchNorm(x, ones, ones, Normalization.channelMoments(x), EPSILON);
        List<NdArray> cotangents = IntStream.range(0, 500)
                .mapToObj(seed -> Draw.of(seed, 1).uniform(x.shape()))
                .toList();
        for (Vjp vjp : result.vjps()) {
            List<NdArray> expected = cotangents.stream().map(vjp::pull).toList();
            List<NdArray> actual = cotangents.parallelStream().map(vjp::pull).toList();
            for (int i = 0; i < expected.size(); i++) {
                assertTrue(expected.get(i).sameBits(actual.get(i)));
            }
        }
    }

    private static List<Double> channel(NdArray x, int c) {
        List<Double> values = new ArrayList<>();
        Tabulate.each(x.shape(), at -> {
            if (at[1] == c) {
                values.add(x.get(at));
            }
        });
        return values;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(v -> v).sum() / values.size();
    }

    private static double variance(List<Double> values) {
        double mean = mean(values);
        return values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / values.size();
    }
}
