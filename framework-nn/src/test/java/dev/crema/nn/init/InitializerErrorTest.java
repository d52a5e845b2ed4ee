package dev.crema.nn.init;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Expect;
import java.util.Map;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What initializers refuse, when they are made rather than when they are used. */
final class InitializerErrorTest {

    @Test
    void anIntervalIsInOrderAndFinite() {
        Expect.refusal("uniform: expected finite low <= high, got 1.0 and 0.0", () -> Initializers.uniform(1, 0));
        Expect.refusal(
                "uniform: expected finite low <= high, got NaN and 0.0", () -> Initializers.uniform(Double.NaN, 0));
        Expect.refusal(
                "uniform: expected finite low <= high, got 0.0 and Infinity",
                () -> Initializers.uniform(0, Double.POSITIVE_INFINITY));
    }

    @Test
    void aNormalDistributionIsFinite() {
        String contract = "normal: expected a finite mean and a standard deviation of at least 0, got ";
        Expect.refusal(contract + "0.0 and -1.0", () -> Initializers.normal(0, -1));
        Expect.refusal(contract + "0.0 and NaN", () -> Initializers.normal(0, Double.NaN));
        Expect.refusal(contract + "0.0 and Infinity", () -> Initializers.normal(0, Double.POSITIVE_INFINITY));
        Expect.refusal(contract + "NaN and 1.0", () -> Initializers.normal(Double.NaN, 1));
    }

    @Test
    void aTruncatedNormalHasSomeOfItsMassInTheInterval() {
        String contract = "truncatedNormal: expected a standard deviation above 0 and low < high within 6 of"
                + " them around the mean ";
        Expect.refusal(contract + "0.0, got 0.0, -1.0 and 1.0", () -> Initializers.truncatedNormal(0, 0, -1, 1));
        Expect.refusal(contract + "0.0, got 1.0, 1.0 and 1.0", () -> Initializers.truncatedNormal(0, 1, 1, 1));
        Expect.refusal(contract + "0.0, got 1.0, 7.0 and 8.0", () -> Initializers.truncatedNormal(0, 1, 7, 8));
        Expect.refusal(contract + "0.0, got 1.0, -8.0 and -7.0", () -> Initializers.truncatedNormal(0, 1, -8, -7));
        Expect.refusal(contract + "0.0, got 1.0, NaN and 1.0", () -> Initializers.truncatedNormal(0, 1, Double.NaN, 1));
        Expect.refusal(
                contract + "NaN, got 1.0, -1.0 and 1.0", () -> Initializers.truncatedNormal(Double.NaN, 1, -1, 1));
        Expect.refusal(
                contract + "0.0, got Infinity, -1.0 and 1.0",
                () -> Initializers.truncatedNormal(0, Double.POSITIVE_INFINITY, -1, 1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
    void aGainIsANumberOfAtLeastZero(double gain) {
        Map<String, DoubleFunction<Initializer>> withGain = Map.of(
                "xavierUniform", Initializers::xavierUniform,
                "xavierNormal", Initializers::xavierNormal,
                "kaimingUniform", g -> Initializers.kaimingUniform(g, FanMode.FAN_IN),
                "kaimingNormal", g -> Initializers.kaimingNormal(g, FanMode.FAN_OUT),
                "orthogonal", Initializers::orthogonal);
        withGain.forEach((name, initializer) ->
                Expect.refusal(name + ": expected a gain of at least 0, got " + gain, () -> initializer.apply(gain)));
    }

    @Test
    void diracNeedsFilters() {
        Expect.refusal(
                "dirac: expected [K, C, R, S] or [groups, K, C, R, S], got [3, 3]",
                () -> Initializers.dirac().create(Shape.of(3, 3), DType.FLOAT32, Generator.seeded(0)));
    }
}
