package dev.crema.core.kernel;

/**
 * Elementary functions in double precision that give the same bits on every JVM and CPU, and in vectors.
 *
 * <p>Those that networks call for each element are written here with additions, products, fused multiply-adds and quotients alone, which
 * are exactly rounded, and with choices instead of branches, so that {@code VectorElementary} can do the same; they are right within
 * 1 ulp or so. The others are those of {@link StrictMath}.
 */
public final class Elementary {

    /** Added to a number below 2⁵¹ it leaves the nearest whole number in the lowest bits. */
    static final double TO_WHOLE = 0x1.8p52;

    /** Added to the lowest bits of a whole number below 2⁵² it makes them 2⁵² plus that number. */
    static final long FROM_WHOLE = Double.doubleToRawLongBits(0x1p52);

    static final long ONE = Double.doubleToRawLongBits(1);
    static final int MANTISSA_BITS = 52;
    static final int EXPONENT_BIAS = 1023;
    static final long MANTISSA = (1L << MANTISSA_BITS) - 1;

    /** The least mantissa of {@link #log}: the others go up to twice as much, so that their logarithms are around 0. */
    static final long LEAST_MANTISSA = Double.doubleToRawLongBits(StrictMath.sqrt(0.5));

    /** Beyond these {@code exp} is infinite or 0. */
    static final double EXP_MOST = 710;

    static final double EXP_LEAST = -746;

    /** Below this {@code exp(x) - 1} is -1. */
    static final double EXPM1_LEAST = -64;

    /** Lifts a subnormal number to a normal one. */
    static final double LIFT = 0x1p54;

    static final int LIFT_EXPONENT = 54;

    /** Beyond this the tail of the normal distribution is 0. */
    static final double TAIL_MOST = 39.5;

    private Elementary() {}

    public static double exp(double x) {
        // comparisons, because Math.min and Math.max of double take long on JDK 17
        double bounded = x > EXP_MOST ? EXP_MOST : x < EXP_LEAST ? EXP_LEAST : x;
        double shifted = Math.fma(bounded, Coefficients.LOG2_E, TO_WHOLE);
        double k = shifted - TO_WHOLE;
        double shiftedHalf = Math.fma(k, 0.5, TO_WHOLE);
        double shiftedRest = (k - (shiftedHalf - TO_WHOLE)) + TO_WHOLE;
        return (1 + expm1OfRest(bounded, k)) * powerOfTwo(shiftedHalf) * powerOfTwo(shiftedRest);
    }

    /** {@code exp(x) - 1} for {@code x <= 0}, exact to rounding near 0. */
    static double expm1OfNegative(double x) {
        double bounded = x < EXPM1_LEAST ? EXPM1_LEAST : x;
        double shifted = Math.fma(bounded, Coefficients.LOG2_E, TO_WHOLE);
        double power = powerOfTwo(shifted);
        return Math.fma(expm1OfRest(bounded, shifted - TO_WHOLE), power, power - 1);
    }

    /** {@code exp(x - k·log(2)) - 1}. */
    private static double expm1OfRest(double x, double k) {
        double rest = Math.fma(-k, Coefficients.LN2_LOW, Math.fma(-k, Coefficients.LN2, x));
        return Math.fma(rest * rest, polynomial(Coefficients.EXP, rest), rest);
    }

    /** 2 to the power of a number to which {@link #TO_WHOLE} has been added. */
    private static double powerOfTwo(double shifted) {
        return Double.longBitsToDouble((Double.doubleToRawLongBits(shifted) << MANTISSA_BITS) + ONE);
    }

    private static double polynomial(double[] coefficients, double x) {
        double value = coefficients[coefficients.length - 1];
        for (int i = coefficients.length - 2; i >= 0; i--) {
            value = Math.fma(value, x, coefficients[i]);
        }
        return value;
    }

    public static double log(double x) {
        boolean subnormal = x < Double.MIN_NORMAL;
        double value = logOfNormal(subnormal ? x * LIFT : x, subnormal ? LIFT_EXPONENT : 0);
        return x > 0 && x < Double.POSITIVE_INFINITY
                ? value
                : x == 0 ? Double.NEGATIVE_INFINITY : x > 0 ? x : Double.NaN;
    }

    /** {@code log(x·2^-lifted)} for positive normal numbers. */
    private static double logOfNormal(double x, int lifted) {
        long bits = Double.doubleToRawLongBits(x) - LEAST_MANTISSA;
        long exponent = (bits + ONE) >>> MANTISSA_BITS;
        double k = Double.longBitsToDouble(exponent + FROM_WHOLE) - 0x1p52 - EXPONENT_BIAS - lifted;
        double f = Double.longBitsToDouble((bits & MANTISSA) + LEAST_MANTISSA) - 1;
        double s = f / (2 + f);
        double z = s * s;
        double half = 0.5 * f * f;
        // log(1 + f) = f - (f²/2 - s·(f²/2 + rest)): nothing but the rounding of f²/2 is left over from 2·s
        double rest = z * polynomial(Coefficients.LOG, z);
        double low = Math.fma(s, half + rest, k * Coefficients.LN2_LOW);
        return Math.fma(k, Coefficients.LN2, f - (half - low));
    }

    /** {@code log(1 + x)} for {@code x} from 0 to 1. */
    public static double log1pOfFraction(double x) {
        double sum = 1 + x;
        double lost = x - (sum - 1);
        return logOfNormal(sum, 0) + lost / sum;
    }

    public static double expm1(double x) {
        return StrictMath.expm1(x);
    }

    public static double log1p(double x) {
        return StrictMath.log1p(x);
    }

    public static double pow(double x, double exponent) {
        return StrictMath.pow(x, exponent);
    }

    public static double sin(double x) {
        return StrictMath.sin(x);
    }

    public static double cos(double x) {
        return StrictMath.cos(x);
    }

    public static double tanh(double x) {
        double minus = expm1OfNegative(-2 * Math.abs(x));
        return Math.copySign(minus / (2 + minus), x);
    }

    /** {@code 1 / (1 + exp(-x))} without overflow. */
    public static double sigmoid(double x) {
        double e = exp(-Math.abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    /** {@code log(1 + exp(x))} without overflow. */
    public static double softplus(double x) {
        return (x > 0 ? x : 0) + log1pOfFraction(exp(-Math.abs(x)));
    }

    /** {@code |x|}, or {@link #TAIL_MOST} if that is less. */
    static double magnitudeOfTail(double x) {
        double magnitude = Math.abs(x);
        return magnitude > TAIL_MOST ? TAIL_MOST : magnitude;
    }

    /** {@code exp(-x²/2)} for {@code |x|} up to {@link #TAIL_MOST}, the same beyond. */
    static double bell(double magnitude) {
        double square = magnitude * magnitude;
        double lost = Math.fma(magnitude, magnitude, -square);
        double e = exp(-0.5 * square);
        return Math.fma(-0.5 * lost, e, e);
    }

    /** The probability that a normal number is above {@code magnitude}, from its {@link #bell}. */
    static double normalTail(double magnitude, double bell) {
        double a = magnitude * Coefficients.ROOT_HALF;
        double u = Coefficients.TAIL_SHIFT - Coefficients.TAIL_SCALE / (a + Coefficients.TAIL_CENTER);
        return 0.5 * bell * (polynomial(Coefficients.TAIL, u) / (1 + 2 * a));
    }

    /** The normal distribution function. */
    public static double normalDistribution(double x) {
        double magnitude = magnitudeOfTail(x);
        double tail = normalTail(magnitude, bell(magnitude));
        return x < 0 ? tail : 1 - tail;
    }
}
