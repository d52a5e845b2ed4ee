package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.kernel.Elementary;
import dev.crema.core.kernel.Formula;
import dev.crema.core.kernel.Storage;
import java.util.function.DoubleUnaryOperator;

/**
 * Functions of one element. They are computed in double precision and rounded once, but for {@code relu}, {@code neg},
 * {@code square}, {@code addScalar}, {@code mulScalar} and {@code divScalar}: these are one operation of the dtype, for which a
 * number is first rounded to it. A NaN gives a NaN, save in {@code pow} with exponent 0. At a kink the derivative is that of PyTorch: 0 for
 * {@code relu}, {@code relu6}, {@code hardsigmoid} and {@code abs}.
 */
public final class Pointwise {

    private Pointwise() {}

    private static ValueAndVjps formula(NdArray x, DoubleUnaryOperator f, DoubleUnaryOperator derivative) {
        return ValueAndVjps.of(x.map(f), g -> g.zip(x, (cotangent, at) -> cotangent * derivative.applyAsDouble(at)));
    }

    private static ValueAndVjps formula(NdArray x, Formula formula) {
        return formula(x, formula, 0);
    }

    private static ValueAndVjps formula(NdArray x, Formula formula, double parameter) {
        return ValueAndVjps.of(value(formula, parameter, x), g -> gradient(formula, parameter, x, g));
    }

    /** The formula's value at each element. */
    static NdArray value(Formula formula, double parameter, NdArray x) {
        NdArray y = NdArray.unfilled(x.shape(), x.dtype());
        Storage<Object> from = x.storage();
        from.kernels().map(formula, parameter, from.values(), y.storage().values());
        return y;
    }

    private static NdArray gradient(Formula formula, double parameter, NdArray x, NdArray g) {
        NdArray dx = NdArray.unfilled(x.shape(), x.dtype());
        Storage<Object> from = x.storage();
        from.kernels()
                .mapGradient(
                        formula,
                        parameter,
                        from.values(),
                        g.storage().values(),
                        dx.storage().values());
        return dx;
    }

    /** {@code max(x, 0)}. */
    public static ValueAndVjps relu(NdArray x) {
        NdArray y = NdArray.unfilled(x.shape(), x.dtype());
        Storage<Object> from = x.storage();
        from.kernels().relu(from.values(), y.storage().values());
        return ValueAndVjps.of(y, g -> reluGradient(y, g));
    }

    static NdArray reluGradient(NdArray y, NdArray g) {
        NdArray dx = NdArray.unfilled(y.shape(), y.dtype());
        Storage<Object> value = y.storage();
        value.kernels()
                .reluGradient(value.values(), g.storage().values(), dx.storage().values());
        return dx;
    }

    /** {@code x} limited to {@code 0 .. 6}. */
    public static ValueAndVjps relu6(NdArray x) {
        return formula(x, v -> Math.min(Math.max(v, 0), 6), v -> v > 0 && v < 6 ? 1 : 0);
    }

    /** {@code x} where positive, else {@code negativeSlope·x}. */
    public static ValueAndVjps leakyRelu(NdArray x, double negativeSlope) {
        return formula(x, v -> v > 0 ? v : negativeSlope * v, v -> v > 0 ? 1 : negativeSlope);
    }

    /** {@code x} where positive, else {@code alpha·(exp(x) - 1)}. */
    public static ValueAndVjps elu(NdArray x, double alpha) {
        return formula(x, Formula.ELU, alpha);
    }

    /** {@code x·Φ(x)}, Φ the normal distribution function (Hendrycks and Gimpel 2016). */
    public static ValueAndVjps gelu(NdArray x) {
        return formula(x, Formula.GELU);
    }

    /** GELU with Φ approximated by a tanh. */
    public static ValueAndVjps geluTanh(NdArray x) {
        return formula(x, Formula.GELU_TANH);
    }

    /** {@code x·sigmoid(x)}. */
    public static ValueAndVjps silu(NdArray x) {
        return formula(x, Formula.SILU);
    }

    /** {@code x·tanh(softplus(x))} (Misra 2019). */
    public static ValueAndVjps mish(NdArray x) {
        return formula(x, Formula.MISH);
    }

    /** {@code 1 / (1 + exp(-x))}. */
    public static ValueAndVjps sigmoid(NdArray x) {
        return formula(x, Formula.SIGMOID);
    }

    /** {@code log(sigmoid(x))} without overflow. */
    public static ValueAndVjps logSigmoid(NdArray x) {
        return formula(x, Formula.LOG_SIGMOID);
    }

    /** The hyperbolic tangent. */
    public static ValueAndVjps tanh(NdArray x) {
        return formula(x, Formula.TANH);
    }

    /** {@code log(1 + exp(x))} without overflow. */
    public static ValueAndVjps softplus(NdArray x) {
        return formula(x, Formula.SOFTPLUS);
    }

    /**
     * {@code log(1 + exp(beta·x)) / beta} without overflow, and {@code x} itself where {@code beta·x} is above the threshold.
     *
     * @param beta not 0
     */
    public static ValueAndVjps softplus(NdArray x, double beta, double threshold) {
        if (beta == 0 || !Double.isFinite(beta) || Double.isNaN(threshold)) {
            throw new IllegalArgumentException(
                    "softplus: expected a finite beta other than 0 and a threshold, got beta " + beta
                            + " and threshold " + threshold);
        }
        return formula(
                x,
                v -> beta * v > threshold ? v : Elementary.softplus(beta * v) / beta,
                v -> beta * v > threshold ? 1 : Elementary.sigmoid(beta * v));
    }

    /** {@code x·clamp(x + 3, 0, 6) / 6} (Howard and others 2019). */
    public static ValueAndVjps hardswish(NdArray x) {
        return formula(x, v -> v * Math.min(Math.max(v + 3, 0), 6) / 6, v -> v <= -3 ? 0 : v < 3 ? v / 3 + 0.5 : 1);
    }

    /** {@code clamp(x + 3, 0, 6) / 6}. */
    public static ValueAndVjps hardsigmoid(NdArray x) {
        return formula(x, v -> Math.min(Math.max(v + 3, 0), 6) / 6, v -> v > -3 && v < 3 ? 1 / 6.0 : 0);
    }

    /** The exponential. */
    public static ValueAndVjps exp(NdArray x) {
        return formula(x, Formula.EXP);
    }

    /** The natural logarithm: minus infinity at 0, NaN below. */
    public static ValueAndVjps log(NdArray x) {
        return formula(x, Formula.LOG);
    }

    /** The sine of an angle in radians. */
    public static ValueAndVjps sin(NdArray x) {
        return formula(x, Elementary::sin, Elementary::cos);
    }

    /** The cosine of an angle in radians. */
    public static ValueAndVjps cos(NdArray x) {
        return formula(x, Elementary::cos, v -> -Elementary.sin(v));
    }

    /** The square root: NaN below 0. */
    public static ValueAndVjps sqrt(NdArray x) {
        return formula(x, Math::sqrt, v -> 0.5 / Math.sqrt(v));
    }

    /** {@code 1 / sqrt(x)}. */
    public static ValueAndVjps rsqrt(NdArray x) {
        return formula(x, v -> 1 / Math.sqrt(v), v -> -0.5 / (v * Math.sqrt(v)));
    }

    /** {@code 1 / x}. */
    public static ValueAndVjps reciprocal(NdArray x) {
        return formula(x, v -> 1 / v, v -> -1 / (v * v));
    }

    /** The magnitude. */
    public static ValueAndVjps abs(NdArray x) {
        return formula(x, Math::abs, Math::signum);
    }

    /** {@code -x}. */
    public static ValueAndVjps neg(NdArray x) {
        return ValueAndVjps.of(x.mul(-1), g -> g.mul(-1));
    }

    /** {@code x·x}. */
    public static ValueAndVjps square(NdArray x) {
        return ValueAndVjps.of(x.mul(x), g -> g.mul(x).mul(2));
    }

    /** {@code x} to a power: NaN for a negative {@code x} and an exponent that is no whole number. */
    public static ValueAndVjps pow(NdArray x, double exponent) {
        return formula(
                x,
                v -> Elementary.pow(v, exponent),
                v -> exponent == 0 ? 0 : exponent * Elementary.pow(v, exponent - 1));
    }

    /**
     * {@code x} limited to {@code min .. max}, which are first rounded to its dtype; the cotangent passes where {@code x} is
     * within, the ends included.
     */
    public static ValueAndVjps clamp(NdArray x, double min, double max) {
        if (!(min <= max)) {
            throw new IllegalArgumentException("clamp: expected min <= max, got min " + min + " and max " + max);
        }
        double low = x.dtype().round(min);
        double high = x.dtype().round(max);
        return formula(x, v -> Math.min(Math.max(v, low), high), v -> v >= low && v <= high ? 1 : 0);
    }

    /** {@code x + term}. */
    public static ValueAndVjps addScalar(NdArray x, double term) {
        return ValueAndVjps.of(x.add(term), g -> g);
    }

    /** {@code x / divisor}. */
    public static ValueAndVjps divScalar(NdArray x, double divisor) {
        return ValueAndVjps.of(x.div(divisor), g -> g.div(divisor));
    }

    /** {@code x·factor}. */
    public static ValueAndVjps mulScalar(NdArray x, double factor) {
        return ValueAndVjps.of(x.mul(factor), g -> g.mul(factor));
    }
}
