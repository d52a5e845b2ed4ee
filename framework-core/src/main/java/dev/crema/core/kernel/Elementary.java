package dev.crema.core.kernel;

/**
 * Elementary functions in double precision that give the same bits on every JVM and CPU.
 *
 * <p>{@link StrictMath} is specified to give the results of fdlibm everywhere, within 1 ulp; {@link Math} may use an intrinsic
 * that differs from JVM to JVM.
 */
public final class Elementary {

    private static final double TWO_OVER_ROOT_PI = 2 / StrictMath.sqrt(Math.PI);
    private static final double SERIES_LIMIT = 1;
    private static final double ERFC_UNDERFLOW = 27;

    /** The fraction converges like exp(-2·x·sqrt(2·depth)), so a depth of 200/x² and a few reaches 17 digits. */
    private static final double FRACTION_DEPTH = 200;

    private static final int LEAST_DEPTH = 8;

    private Elementary() {}

    public static double exp(double x) {
        return StrictMath.exp(x);
    }

    /** {@code exp(x) - 1}, exact to rounding near 0. */
    public static double expm1(double x) {
        return StrictMath.expm1(x);
    }

    public static double log(double x) {
        return StrictMath.log(x);
    }

    /** {@code log(1 + x)}, exact to rounding near 0. */
    public static double log1p(double x) {
        return StrictMath.log1p(x);
    }

    public static double pow(double x, double exponent) {
        return StrictMath.pow(x, exponent);
    }

    public static double tanh(double x) {
        return StrictMath.tanh(x);
    }

    public static double sin(double x) {
        return StrictMath.sin(x);
    }

    public static double cos(double x) {
        return StrictMath.cos(x);
    }

    /** {@code 1 / (1 + exp(-x))} without overflow. */
    public static double sigmoid(double x) {
        double e = exp(-Math.abs(x));
        return x >= 0 ? 1 / (1 + e) : e / (1 + e);
    }

    /** {@code log(1 + exp(x))} without overflow. */
    public static double softplus(double x) {
        return Math.max(x, 0) + log1p(exp(-Math.abs(x)));
    }

    /**
     * The error function, by its series of positive terms near 0 and by the continued fraction of its complement elsewhere
     * (Abramowitz and Stegun 7.1.6 and 7.1.14).
     */
    public static double erf(double x) {
        if (Double.isNaN(x)) {
            return x;
        }
        double magnitude = Math.abs(x);
        double value = magnitude < SERIES_LIMIT ? erfSeries(magnitude) : 1 - erfcFraction(magnitude);
        return Math.copySign(value, x);
    }

    /** {@code 1 - erf(x)}, without losing digits where {@code erf(x)} is close to 1. */
    public static double erfc(double x) {
        return x < SERIES_LIMIT ? 1 - erf(x) : erfcFraction(x);
    }

    private static double erfSeries(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; term > sum * 0x1.0p-60; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return TWO_OVER_ROOT_PI * expOfMinusSquare(x) * sum;
    }

    private static double erfcFraction(double x) {
        if (x > ERFC_UNDERFLOW) {
            return 0;
        }
        double tail = x;
        for (int n = (int) (FRACTION_DEPTH / (x * x)) + LEAST_DEPTH; n >= 1; n--) {
            tail = x + n / 2.0 / tail;
        }
        return TWO_OVER_ROOT_PI / 2 * expOfMinusSquare(x) / tail;
    }

    /** {@code exp(-x²)} from an {@code x} with few digits, whose square is exact, and the small rest. */
    private static double expOfMinusSquare(double x) {
        double coarse = (float) x;
        return exp(-coarse * coarse) * exp(-(x - coarse) * (x + coarse));
    }
}
