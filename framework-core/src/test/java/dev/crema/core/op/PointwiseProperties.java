package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.cases.Expect;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

/** Functions of one element against the formulas that define them, written with {@link Math}. */
final class PointwiseProperties {

    /** Some ten roundings of FLOAT64 and the cancellation in tanh and softplus written by their definitions. */
    private static final double ROUNDING = 1e-13;

    @Property
    void valuesAreTheDefinition(@ForAll @DoubleRange(min = -9, max = 9) double x) {
        check(Pointwise::relu, v -> v > 0 ? v : 0, x);
        check(Pointwise::relu6, v -> v < 0 ? 0 : v > 6 ? 6 : v, x);
        check(a -> Pointwise.leakyRelu(a, 0.2), v -> v > 0 ? v : 0.2 * v, x);
        check(a -> Pointwise.elu(a, 1.5), v -> v > 0 ? v : 1.5 * (Math.exp(v) - 1), x);
        check(Pointwise::silu, v -> v / (1 + Math.exp(-v)), x);
        check(Pointwise::mish, v -> v * Math.tanh(Math.log(1 + Math.exp(v))), x);
        check(Pointwise::sigmoid, v -> 1 / (1 + Math.exp(-v)), x);
        check(Pointwise::logSigmoid, v -> -Math.log(1 + Math.exp(-v)), x);
        check(Pointwise::tanh, v -> 1 - 2 / (Math.exp(2 * v) + 1), x);
        check(Pointwise::softplus, v -> Math.log(1 + Math.exp(v)), x);
        check(a -> Pointwise.softplus(a, 0.5, 20), v -> Math.log(1 + Math.exp(v / 2)) * 2, x);
        check(a -> Pointwise.softplus(a, -2, 20), v -> v < -10 ? v : Math.log(1 + Math.exp(-2 * v)) / -2, x);
        check(a -> Pointwise.softplus(a, 2, 3), v -> v > 1.5 ? v : Math.log(1 + Math.exp(2 * v)) / 2, x);
        check(Pointwise::hardsigmoid, v -> v <= -3 ? 0 : v >= 3 ? 1 : v / 6 + 0.5, x);
        check(Pointwise::hardswish, v -> v <= -3 ? 0 : v >= 3 ? v : v * (v + 3) / 6, x);
        check(Pointwise::exp, Math::exp, x);
        check(Pointwise::sin, Math::sin, x);
        check(Pointwise::cos, Math::cos, x);
        check(Pointwise::abs, v -> v < 0 ? -v : v, x);
        check(Pointwise::neg, v -> -v, x);
        check(Pointwise::square, v -> v * v, x);
        check(a -> Pointwise.clamp(a, -1, 2), v -> v < -1 ? -1 : v > 2 ? 2 : v, x);
        check(a -> Pointwise.addScalar(a, 2.5), v -> v + 2.5, x);
        check(a -> Pointwise.mulScalar(a, 2.5), v -> v * 2.5, x);
        check(a -> Pointwise.divScalar(a, 2.5), v -> v / 2.5, x);
        check(
                Pointwise::geluTanh,
                v -> v / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (v + 0.044715 * v * v * v))),
                x);
        check(Pointwise::gelu, v -> v * normalDistribution(v), x);
    }

    @Property
    void valuesOfPositiveNumbersAreTheDefinition(@ForAll @DoubleRange(min = 0.01, max = 9) double x) {
        check(Pointwise::log, Math::log, x);
        check(Pointwise::sqrt, Math::sqrt, x);
        check(Pointwise::rsqrt, v -> Math.pow(v, -0.5), x);
        check(Pointwise::reciprocal, v -> 1 / v, x);
        check(a -> Pointwise.pow(a, 1.7), v -> Math.exp(1.7 * Math.log(v)), x);
    }

    @Test
    void derivativesAtKinksAreTheDocumentedOnes() {
        assertEquals(0, slope(Pointwise::relu, 0));
        assertEquals(0, slope(Pointwise::relu6, 0));
        assertEquals(0, slope(Pointwise::relu6, 6));
        assertEquals(0, slope(Pointwise::abs, 0));
        assertEquals(0, slope(Pointwise::hardsigmoid, -3));
        assertEquals(0, slope(Pointwise::hardsigmoid, 3));
        assertEquals(0, slope(Pointwise::hardswish, -3));
        assertEquals(1, slope(Pointwise::hardswish, 3));
        assertEquals(0.2, slope(x -> Pointwise.leakyRelu(x, 0.2), 0));
        assertEquals(1, slope(x -> Pointwise.clamp(x, -1, 2), -1));
        assertEquals(1, slope(x -> Pointwise.clamp(x, -1, 2), 2));
        assertEquals(0, slope(x -> Pointwise.pow(x, 0), 0));
    }

    @Test
    void softplusIsTheIdentityAboveItsThresholdOnly() {
        assertEquals(Math.log1p(Math.exp(2)), value(x -> Pointwise.softplus(x, 1, 2), 2), ROUNDING);
        assertEquals(1 / (1 + Math.exp(-2)), slope(x -> Pointwise.softplus(x, 1, 2), 2), ROUNDING);
        double above = Math.nextUp(2.0);
        assertEquals(above, value(x -> Pointwise.softplus(x, 1, 2), above));
        assertEquals(1, slope(x -> Pointwise.softplus(x, 1, 2), above));
    }

    @Test
    void softplusNeedsABeta() {
        NdArray one = NdArray.of(1);
        Expect.refusal(
                "softplus: expected a finite beta other than 0 and a threshold, got beta 0.0 and threshold 20.0",
                () -> Pointwise.softplus(one, 0, 20));
        Expect.refusal(
                "softplus: expected a finite beta other than 0 and a threshold, got beta 1.0 and threshold NaN",
                () -> Pointwise.softplus(one, 1, Double.NaN));
        Expect.refusal(
                "softplus: expected a finite beta other than 0 and a threshold, got beta Infinity and threshold 20.0",
                () -> Pointwise.softplus(one, Double.POSITIVE_INFINITY, 20));
    }

    @Test
    void clampRoundsItsBoundsToTheDTypeSoThatTheEndsAreIncluded() {
        NdArray tenth = NdArray.of(0.1f, -0.1f, 0.2f);
        ValueAndVjps clamped = Pointwise.clamp(tenth, -0.1, 0.1);
        Expect.equal(NdArray.of(0.1f, -0.1f, 0.1f), clamped.value());
        Expect.equal(NdArray.of(1, 1, 0), clamped.vjps().get(0).pull(NdArray.of(1, 1, 1)));
        Expect.equal(NdArray.of(1, 1), Pointwise.clamp(NdArray.of(-3, 4), 1, 1).value());
        ValueAndVjps seven = Pointwise.clamp(NdArray.of(0.7f, -0.7f), -0.7, 0.7);
        Expect.equal(NdArray.of(1, 1), seven.vjps().get(0).pull(NdArray.of(1, 1)));
    }

    @Test
    void saturatedFunctionsStayFinite() {
        for (double x : new double[] {-1e4, -800, 800, 1e4}) {
            assertEquals(x > 0 ? 1 : 0, value(Pointwise::sigmoid, x));
            assertEquals(Math.max(x, 0), value(Pointwise::softplus, x));
            assertEquals(Math.min(x, 0), value(Pointwise::logSigmoid, x));
            assertEquals(Math.max(x, 0), value(Pointwise::silu, x));
            assertEquals(Math.max(x, 0), value(Pointwise::gelu, x));
            assertEquals(Math.max(x, 0), value(Pointwise::geluTanh, x));
            assertEquals(Math.max(x, 0), value(Pointwise::mish, x));
            assertEquals(Math.signum(x), value(Pointwise::tanh, x));
            assertEquals(x > 0 ? 1 : 0, slope(Pointwise::silu, x));
            assertEquals(x > 0 ? 1 : 0, slope(Pointwise::mish, x));
            assertEquals(x > 0 ? 1 : 0, slope(Pointwise::gelu, x));
            assertEquals(x > 0 ? 1 : 0, slope(Pointwise::geluTanh, x));
        }
    }

    /** Φ as 1/2 plus the integral of the density from 0 by Simpson's rule, whose error here is below 1e-14. */
    private static double normalDistribution(double v) {
        int intervals = 4000;
        double step = v / intervals;
        double sum = 0;
        for (int i = 0; i <= intervals; i++) {
            int factor = i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2;
            sum += factor * Math.exp(-Math.pow(i * step, 2) / 2);
        }
        return 0.5 + sum * step / 3 / Math.sqrt(2 * Math.PI);
    }

    private static void check(Function<NdArray, ValueAndVjps> op, DoubleUnaryOperator definition, double x) {
        double expected = definition.applyAsDouble(x);
        assertEquals(expected, value(op, x), ROUNDING * Math.max(1, Math.abs(expected)));
    }

    /** The value, 0 for -0. */
    private static double value(Function<NdArray, ValueAndVjps> op, double x) {
        return op.apply(NdArray.scalar(x, DType.FLOAT64)).value().item() + 0.0;
    }

    /** The derivative, 0 for -0. */
    private static double slope(Function<NdArray, ValueAndVjps> op, double x) {
        NdArray one = NdArray.scalar(1, DType.FLOAT64);
        return op.apply(NdArray.scalar(x, DType.FLOAT64))
                        .vjps()
                        .get(0)
                        .pull(one)
                        .item()
                + 0.0;
    }
}
