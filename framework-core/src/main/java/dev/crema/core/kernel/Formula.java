package dev.crema.core.kernel;

/**
 * The functions of one element that have loops of their own, with their derivatives, in double precision.
 *
 * <p>{@code VectorFormulas} takes the same steps for each. A parameter is what {@link #ELU} calls alpha; the others have none.
 */
public enum Formula {
    EXP,
    LOG,
    SIGMOID,
    LOG_SIGMOID,
    TANH,
    SOFTPLUS,
    SILU,
    MISH,
    ELU,
    GELU,
    GELU_TANH;

    static final double ROOT_TWO_OVER_PI = StrictMath.sqrt(2 / Math.PI);
    static final double INVERSE_ROOT_TWO_PI = 1 / StrictMath.sqrt(2 * Math.PI);

    /** The cubic coefficient of the tanh form of GELU (Hendrycks and Gimpel 2016). */
    static final double GELU_CUBIC = 0.044715;

    /** The value at {@code x}. */
    public double value(double x, double parameter) {
        return switch (this) {
            case EXP -> Elementary.exp(x);
            case LOG -> Elementary.log(x);
            case SIGMOID -> Elementary.sigmoid(x);
            case LOG_SIGMOID -> (x < 0 ? x : 0) - Elementary.log1pOfFraction(Elementary.exp(-Math.abs(x)));
            case TANH -> Elementary.tanh(x);
            case SOFTPLUS -> Elementary.softplus(x);
            case SILU -> x * Elementary.sigmoid(x);
            case MISH -> x * tanhOfSoftplus(x);
            case ELU -> x > 0 ? x : parameter * Elementary.expm1OfNegative(x);
            case GELU -> x * Elementary.normalDistribution(x);
            case GELU_TANH -> x * Elementary.sigmoid(geluInner(x));
        };
    }

    /** The derivative at {@code x}. */
    public double slope(double x, double parameter) {
        return switch (this) {
            case EXP -> Elementary.exp(x);
            case LOG -> 1 / x;
            case SIGMOID -> {
                double e = Elementary.exp(-Math.abs(x));
                yield e / ((1 + e) * (1 + e));
            }
            case LOG_SIGMOID -> Elementary.sigmoid(-x);
            case TANH -> {
                // 1 - tanh² would be the difference of nearly equal numbers where x is large
                double e = Elementary.exp(-2 * Math.abs(x));
                yield 4 * e / ((1 + e) * (1 + e));
            }
            case SOFTPLUS -> Elementary.sigmoid(x);
            case SILU -> {
                double e = Elementary.exp(-Math.abs(x));
                double whole = 1 + e;
                yield (x < 0 ? e : 1) / whole + x * (e / (whole * whole));
            }
            case MISH -> mishSlope(x);
            case ELU -> x > 0 ? 1 : parameter * Elementary.exp(x);
            case GELU -> {
                double magnitude = Elementary.magnitudeOfTail(x);
                double bell = Elementary.bell(magnitude);
                double tail = Elementary.normalTail(magnitude, bell);
                yield (x < 0 ? tail : 1 - tail) + x * INVERSE_ROOT_TWO_PI * bell;
            }
            case GELU_TANH -> {
                double inner = geluInner(x);
                double e = Elementary.exp(-Math.abs(inner));
                double whole = 1 + e;
                double innerSlope = 2 * ROOT_TWO_OVER_PI * Math.fma(3 * GELU_CUBIC * x, x, 1);
                yield (inner < 0 ? e : 1) / whole + x * (e / (whole * whole)) * innerSlope;
            }
        };
    }

    /** {@code (1 + tanh(u)) / 2 = sigmoid(2·u)}: this is {@code 2·u}. */
    private static double geluInner(double x) {
        return 2 * ROOT_TWO_OVER_PI * x * Math.fma(GELU_CUBIC * x, x, 1);
    }

    /** With {@code w = exp(x)} it is {@code (w² + 2·w) / (w² + 2·w + 2)}; for {@code x > 0} both are divided by {@code w²}. */
    private static double tanhOfSoftplus(double x) {
        double e = Elementary.exp(-Math.abs(x));
        double numerator = x < 0 ? e * (e + 2) : 1 + 2 * e;
        return numerator / (numerator + (x < 0 ? 2 : 2 * e * e));
    }

    private static double mishSlope(double x) {
        double e = Elementary.exp(-Math.abs(x));
        double numerator = x < 0 ? e * (e + 2) : 1 + 2 * e;
        double difference = x < 0 ? 2 : 2 * e * e;
        double denominator = numerator + difference;
        // 1 - tanh² is the difference times the sum of numerator and denominator, over the denominator's square
        double rest = difference * (numerator + denominator) / (denominator * denominator);
        return numerator / denominator + x * rest * ((x < 0 ? e : 1) / (1 + e));
    }
}
