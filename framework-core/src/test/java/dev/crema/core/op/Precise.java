package dev.crema.core.op;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Functions with some 40 correct digits, from their series: what rounding errors are measured against. */
final class Precise {

    private static final MathContext DIGITS = new MathContext(64);
    private static final BigDecimal ONE = BigDecimal.ONE;
    private static final BigDecimal TWO = BigDecimal.valueOf(2);
    private static final BigDecimal HALF = new BigDecimal("0.5");
    private static final BigDecimal LN2 =
            new BigDecimal("0.69314718055994530941723212145817656807550013436025525412068000949339");
    private static final BigDecimal PI =
            new BigDecimal("3.1415926535897932384626433832795028841971693993751058209749445923078");
    private static final BigDecimal ROOT_TWO_PI = TWO.multiply(PI).sqrt(DIGITS);

    /** Terms that are smaller than this share of a sum end it. */
    private static final BigDecimal NOTHING = new BigDecimal("1e-60");

    /** Below this the exponential is less than any other number here is exact to. */
    private static final double LEAST = -2000;

    /** The argument of the exponential's series is divided by 2 to this power. */
    private static final int HALVINGS = 8;

    /** From here on the tail of the normal distribution is a continued fraction; below, its series loses at most 10 digits. */
    private static final double TAIL = 6;

    /** Levels of the continued fraction; at {@link #TAIL} each but the first few adds half a digit and more. */
    private static final int LEVELS = 120;

    /** Below this tanh is its series, of which three terms leave an error of 1e-58. */
    private static final double TANH_SERIES = 1e-10;

    private Precise() {}

    static BigDecimal exp(BigDecimal x) {
        if (x.doubleValue() < LEAST) {
            return BigDecimal.ZERO;
        }
        int k = x.divide(LN2, DIGITS).setScale(0, RoundingMode.HALF_EVEN).intValueExact();
        BigDecimal scale = TWO.pow(HALVINGS);
        BigDecimal rest = x.subtract(LN2.multiply(BigDecimal.valueOf(k))).divide(scale, DIGITS);
        BigDecimal term = ONE;
        BigDecimal sum = ONE;
        for (int n = 1; term.abs().compareTo(NOTHING) > 0; n++) {
            term = term.multiply(rest, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < HALVINGS; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum.multiply(TWO.pow(k, DIGITS), DIGITS);
    }

    /** One step of Halley from the logarithm in double precision, which makes 16 digits 48. */
    static BigDecimal log(BigDecimal x) {
        BigDecimal start = new BigDecimal(StrictMath.log(x.doubleValue()));
        BigDecimal power = exp(start);
        return start.add(TWO.multiply(x.subtract(power)).divide(x.add(power), DIGITS), DIGITS);
    }

    static BigDecimal tanh(BigDecimal x) {
        if (x.abs().doubleValue() < TANH_SERIES) {
            BigDecimal square = x.multiply(x, DIGITS);
            BigDecimal fourth = TWO.multiply(square.multiply(square, DIGITS)).divide(BigDecimal.valueOf(15), DIGITS);
            BigDecimal second = square.divide(BigDecimal.valueOf(3), DIGITS);
            return x.multiply(ONE.subtract(second).add(fourth), DIGITS);
        }
        BigDecimal power = exp(TWO.multiply(x));
        return power.subtract(ONE).divide(power.add(ONE), DIGITS);
    }

    static BigDecimal sigmoid(BigDecimal x) {
        return ONE.divide(ONE.add(exp(x.negate())), DIGITS);
    }

    /** The normal distribution function. */
    static BigDecimal normalDistribution(BigDecimal x) {
        BigDecimal magnitude = x.abs();
        BigDecimal density = exp(x.multiply(x).multiply(HALF).negate()).divide(ROOT_TWO_PI, DIGITS);
        BigDecimal tail = magnitude.doubleValue() < TAIL
                ? HALF.subtract(density.multiply(central(magnitude), DIGITS))
                : density.divide(fraction(magnitude), DIGITS);
        return x.signum() < 0 ? tail : ONE.subtract(tail);
    }

    /** {@code x + x³/3 + x⁵/(3·5) + ...} */
    private static BigDecimal central(BigDecimal x) {
        BigDecimal square = x.multiply(x, DIGITS);
        BigDecimal term = x;
        BigDecimal sum = x;
        for (int n = 3; term.compareTo(sum.multiply(NOTHING)) > 0; n += 2) {
            term = term.multiply(square, DIGITS).divide(BigDecimal.valueOf(n), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        return sum;
    }

    /** {@code x + 1/(x + 2/(x + 3/(x + ...)))} */
    private static BigDecimal fraction(BigDecimal x) {
        BigDecimal value = x;
        for (int n = LEVELS; n > 0; n--) {
            value = x.add(BigDecimal.valueOf(n).divide(value, DIGITS));
        }
        return value;
    }

    static BigDecimal quotient(BigDecimal a, BigDecimal b) {
        return a.divide(b, DIGITS);
    }

    static BigDecimal root(BigDecimal x) {
        return x.sqrt(DIGITS);
    }
}
