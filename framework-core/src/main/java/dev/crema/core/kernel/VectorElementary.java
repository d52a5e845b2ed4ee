package dev.crema.core.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The functions of {@link Elementary} for vectors, step by step the same. Polynomials are written out because JDK 17 allocates the vectors
 * that an inner loop carries.
 *
 * <p>The larger ones are steps over a {@link VectorBlock}: see {@link VectorFormulas}.
 */
final class VectorElementary {

    static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
    private static final int STEP = SPECIES.length();

    private VectorElementary() {}

    static DoubleVector constant(double value) {
        return DoubleVector.broadcast(SPECIES, value);
    }

    static DoubleVector at(double[] numbers, int index) {
        return DoubleVector.fromArray(SPECIES, numbers, index);
    }

    static DoubleVector atMost(DoubleVector x, double limit) {
        return x.blend(limit, x.compare(VectorOperators.GT, limit));
    }

    static DoubleVector atLeast(DoubleVector x, double limit) {
        return x.blend(limit, x.compare(VectorOperators.LT, limit));
    }

    /** The first result, at most 0, becomes its exponential less 1. */
    static void expm1OfFirst(VectorBlock block) {
        double[] e = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector bounded = atLeast(at(e, i), Elementary.EXPM1_LEAST);
            DoubleVector toWhole = constant(Elementary.TO_WHOLE);
            DoubleVector shifted = bounded.fma(constant(Coefficients.LOG2_E), toWhole);
            DoubleVector power = powerOfTwo(shifted);
            expm1OfRest(bounded, shifted.sub(toWhole)).fma(power, power.sub(1)).intoArray(e, i);
        }
    }

    private static DoubleVector expm1OfRest(DoubleVector x, DoubleVector k) {
        DoubleVector minus = k.neg();
        DoubleVector rest = minus.fma(constant(Coefficients.LN2_LOW), minus.fma(constant(Coefficients.LN2), x));
        DoubleVector polynomial = constant(Coefficients.EXP[9])
                .fma(rest, constant(Coefficients.EXP[8]))
                .fma(rest, constant(Coefficients.EXP[7]))
                .fma(rest, constant(Coefficients.EXP[6]))
                .fma(rest, constant(Coefficients.EXP[5]))
                .fma(rest, constant(Coefficients.EXP[4]))
                .fma(rest, constant(Coefficients.EXP[3]))
                .fma(rest, constant(Coefficients.EXP[2]))
                .fma(rest, constant(Coefficients.EXP[1]))
                .fma(rest, constant(Coefficients.EXP[0]));
        return rest.mul(rest).fma(polynomial, rest);
    }

    private static DoubleVector powerOfTwo(DoubleVector shifted) {
        return shifted.reinterpretAsLongs()
                .lanewise(VectorOperators.LSHL, Elementary.MANTISSA_BITS)
                .add(Elementary.ONE)
                .reinterpretAsDoubles();
    }

    /** The second result: the fraction {@code f} of each number, {@code x = 2^k (1 + f)}. */
    static void liftedFractions(VectorBlock block) {
        double[] x = block.numbers;
        double[] f = block.second;
        for (int i = 0; i < block.count; i += STEP) {
            fraction(lifted(at(x, i))).intoArray(f, i);
        }
    }

    /** The exponents {@code k} of the numbers. */
    static void liftedExponents(VectorBlock block) {
        double[] x = block.numbers;
        double[] exponents = block.exponents;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector value = at(x, i);
            VectorMask<Double> subnormal = value.compare(VectorOperators.LT, Double.MIN_NORMAL);
            DoubleVector lift = constant(0).blend(Elementary.LIFT_EXPONENT, subnormal);
            exponent(lifted(value)).sub(lift).intoArray(exponents, i);
        }
    }

    /** From {@link #logPolynomial} the logarithms, right for positive finite numbers. */
    static void liftedLogs(VectorBlock block) {
        double[] x = block.numbers;
        double[] exponents = block.exponents;
        double[] y = block.second;
        for (int i = 0; i < block.count; i += STEP) {
            logOfNormal(fraction(lifted(at(x, i))), at(exponents, i), at(y, i)).intoArray(y, i);
        }
    }

    /** The numbers become their logarithms, now also that of 0, infinity, NaN and negative numbers. */
    static void logOfOthers(VectorBlock block) {
        double[] x = block.numbers;
        double[] y = block.second;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector value = at(x, i);
            VectorMask<Double> positive = value.compare(VectorOperators.GT, 0);
            VectorMask<Double> usual = positive.and(value.compare(VectorOperators.LT, Double.POSITIVE_INFINITY));
            constant(Double.NaN)
                    .blend(value, positive)
                    .blend(Double.NEGATIVE_INFINITY, value.compare(VectorOperators.EQ, 0))
                    .blend(at(y, i), usual)
                    .intoArray(x, i);
        }
    }

    /** The second result: the fraction of one more than the first. */
    static void fractionsOfSums(VectorBlock block) {
        double[] x = block.first;
        double[] f = block.second;
        for (int i = 0; i < block.count; i += STEP) {
            fraction(at(x, i).add(1)).intoArray(f, i);
        }
    }

    /** The exponents of one more than the first result. */
    static void exponentsOfSums(VectorBlock block) {
        double[] x = block.first;
        double[] exponents = block.exponents;
        for (int i = 0; i < block.count; i += STEP) {
            exponent(at(x, i).add(1)).intoArray(exponents, i);
        }
    }

    /** From {@link #logPolynomial} the logarithms of one more than the first result, which is 0 to 1. */
    static void logsOfSums(VectorBlock block) {
        double[] x = block.first;
        double[] exponents = block.exponents;
        double[] y = block.second;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector value = at(x, i);
            DoubleVector sum = value.add(1);
            DoubleVector lost = value.sub(sum.sub(1));
            logOfNormal(fraction(sum), at(exponents, i), at(y, i))
                    .add(lost.div(sum))
                    .intoArray(y, i);
        }
    }

    private static DoubleVector lifted(DoubleVector x) {
        return x.blend(x.mul(Elementary.LIFT), x.compare(VectorOperators.LT, Double.MIN_NORMAL));
    }

    /** {@code f} of {@code x = 2^k (1 + f)}. */
    private static DoubleVector fraction(DoubleVector x) {
        return x.reinterpretAsLongs()
                .sub(Elementary.LEAST_MANTISSA)
                .and(Elementary.MANTISSA)
                .add(Elementary.LEAST_MANTISSA)
                .reinterpretAsDoubles()
                .sub(1);
    }

    /** Replaces each fraction by the polynomial of its logarithm. */
    static void logPolynomial(VectorBlock block) {
        double[] f = block.second;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector fraction = at(f, i);
            DoubleVector s = fraction.div(fraction.add(2));
            DoubleVector z = s.mul(s);
            constant(Coefficients.LOG[9])
                    .fma(z, constant(Coefficients.LOG[8]))
                    .fma(z, constant(Coefficients.LOG[7]))
                    .fma(z, constant(Coefficients.LOG[6]))
                    .fma(z, constant(Coefficients.LOG[5]))
                    .fma(z, constant(Coefficients.LOG[4]))
                    .fma(z, constant(Coefficients.LOG[3]))
                    .fma(z, constant(Coefficients.LOG[2]))
                    .fma(z, constant(Coefficients.LOG[1]))
                    .fma(z, constant(Coefficients.LOG[0]))
                    .intoArray(f, i);
        }
    }

    /** {@code k} of {@code x = 2^k (1 + f)}. */
    private static DoubleVector exponent(DoubleVector x) {
        return x.reinterpretAsLongs()
                .sub(Elementary.LEAST_MANTISSA)
                .add(Elementary.ONE)
                .lanewise(VectorOperators.LSHR, Elementary.MANTISSA_BITS)
                .add(Elementary.FROM_WHOLE)
                .reinterpretAsDoubles()
                .sub(0x1p52)
                .sub(Elementary.EXPONENT_BIAS);
    }

    /** The logarithm of {@code 2^k (1 + f)}. */
    private static DoubleVector logOfNormal(DoubleVector f, DoubleVector k, DoubleVector polynomial) {
        DoubleVector s = f.div(f.add(2));
        DoubleVector half = f.mul(0.5).mul(f);
        DoubleVector low = s.fma(s.mul(s).mul(polynomial).add(half), k.mul(Coefficients.LN2_LOW));
        return k.fma(constant(Coefficients.LN2), f.sub(half.sub(low)));
    }

    /** The first result: the numbers themselves. */
    static void numbersAsFirst(VectorBlock block) {
        System.arraycopy(block.numbers, 0, block.first, 0, block.count);
    }

    /** The first result: {@code -|x|}, from whose exponential sigmoid and its kin are made. */
    static void minusMagnitude(VectorBlock block) {
        double[] x = block.numbers;
        double[] e = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            at(x, i).abs().neg().intoArray(e, i);
        }
    }

    /** The first result, {@code x = k ln 2 + r}, becomes {@code exp(r)}; {@link #scaleByPowers} makes {@code exp(x)} of it. */
    static void expOfRest(VectorBlock block) {
        double[] e = block.first;
        double[] exponents = block.exponents;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector bounded = atMost(atLeast(at(e, i), Elementary.EXP_LEAST), Elementary.EXP_MOST);
            DoubleVector toWhole = constant(Elementary.TO_WHOLE);
            DoubleVector k = bounded.fma(constant(Coefficients.LOG2_E), toWhole).sub(toWhole);
            k.intoArray(exponents, i);
            expm1OfRest(bounded, k).add(1).intoArray(e, i);
        }
    }

    /** Multiplies the first result by {@code 2^k}, half of {@code k} at a time. */
    static void scaleByPowers(VectorBlock block) {
        double[] e = block.first;
        double[] exponents = block.exponents;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector toWhole = constant(Elementary.TO_WHOLE);
            DoubleVector k = at(exponents, i);
            DoubleVector shiftedHalf = k.fma(constant(0.5), toWhole);
            DoubleVector shiftedRest = k.sub(shiftedHalf.sub(toWhole)).add(toWhole);
            at(e, i).mul(powerOfTwo(shiftedHalf)).mul(powerOfTwo(shiftedRest)).intoArray(e, i);
        }
    }

    /** The first result: {@code -x²/2}. */
    static void bellExponent(VectorBlock block) {
        double[] x = block.numbers;
        double[] exponent = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector magnitude = magnitudeOfTail(at(x, i));
            magnitude.mul(magnitude).mul(-0.5).intoArray(exponent, i);
        }
    }

    /** The first result: {@code exp(-x²/2)}, corrected by what the square lost when {@link #bellExponent} rounded it. */
    static void bell(VectorBlock block) {
        double[] x = block.numbers;
        double[] bell = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector magnitude = magnitudeOfTail(at(x, i));
            DoubleVector square = magnitude.mul(magnitude);
            DoubleVector lost = magnitude.fma(magnitude, square.neg());
            DoubleVector e = at(bell, i);
            lost.mul(-0.5).fma(e, e).intoArray(bell, i);
        }
    }

    /** The second result: half of the polynomial that {@link #secondHalfOfTail} completes. */
    static void firstHalfOfTail(VectorBlock block) {
        double[] x = block.numbers;
        double[] polynomial = block.second;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector u = tailArgument(at(x, i));
            constant(Coefficients.TAIL[22])
                    .fma(u, constant(Coefficients.TAIL[21]))
                    .fma(u, constant(Coefficients.TAIL[20]))
                    .fma(u, constant(Coefficients.TAIL[19]))
                    .fma(u, constant(Coefficients.TAIL[18]))
                    .fma(u, constant(Coefficients.TAIL[17]))
                    .fma(u, constant(Coefficients.TAIL[16]))
                    .fma(u, constant(Coefficients.TAIL[15]))
                    .fma(u, constant(Coefficients.TAIL[14]))
                    .fma(u, constant(Coefficients.TAIL[13]))
                    .fma(u, constant(Coefficients.TAIL[12]))
                    .fma(u, constant(Coefficients.TAIL[11]))
                    .intoArray(polynomial, i);
        }
    }

    /** The second result: the whole polynomial. */
    static void secondHalfOfTail(VectorBlock block) {
        double[] x = block.numbers;
        double[] polynomial = block.second;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector u = tailArgument(at(x, i));
            at(polynomial, i)
                    .fma(u, constant(Coefficients.TAIL[10]))
                    .fma(u, constant(Coefficients.TAIL[9]))
                    .fma(u, constant(Coefficients.TAIL[8]))
                    .fma(u, constant(Coefficients.TAIL[7]))
                    .fma(u, constant(Coefficients.TAIL[6]))
                    .fma(u, constant(Coefficients.TAIL[5]))
                    .fma(u, constant(Coefficients.TAIL[4]))
                    .fma(u, constant(Coefficients.TAIL[3]))
                    .fma(u, constant(Coefficients.TAIL[2]))
                    .fma(u, constant(Coefficients.TAIL[1]))
                    .fma(u, constant(Coefficients.TAIL[0]))
                    .intoArray(polynomial, i);
        }
    }

    /** The second result: what the normal distribution has beyond {@code |x|}, from its {@link #bell}. */
    static void scaleTail(VectorBlock block) {
        double[] x = block.numbers;
        double[] bell = block.first;
        double[] tail = block.second;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector a = magnitudeOfTail(at(x, i)).mul(Coefficients.ROOT_HALF);
            DoubleVector quotient = at(tail, i).div(a.mul(2).add(1));
            at(bell, i).mul(0.5).mul(quotient).intoArray(tail, i);
        }
    }

    private static DoubleVector tailArgument(DoubleVector x) {
        DoubleVector a = magnitudeOfTail(x).mul(Coefficients.ROOT_HALF);
        return constant(Coefficients.TAIL_SHIFT)
                .sub(constant(Coefficients.TAIL_SCALE).div(a.add(Coefficients.TAIL_CENTER)));
    }

    private static DoubleVector magnitudeOfTail(DoubleVector x) {
        return atMost(x.abs(), Elementary.TAIL_MOST);
    }

    static VectorMask<Double> negative(DoubleVector x) {
        return x.compare(VectorOperators.LT, 0);
    }
}
