package dev.crema.core.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The functions of {@link Elementary} for vectors, step by step the same. Polynomials are written out because JDK 17 allocates the vectors
 * that an inner loop carries.
 */
final class VectorElementary {

    static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;

    private VectorElementary() {}

    static DoubleVector constant(double value) {
        return DoubleVector.broadcast(SPECIES, value);
    }

    static DoubleVector atMost(DoubleVector x, double limit) {
        return x.blend(limit, x.compare(VectorOperators.GT, limit));
    }

    private static DoubleVector atLeast(DoubleVector x, double limit) {
        return x.blend(limit, x.compare(VectorOperators.LT, limit));
    }

    static DoubleVector exp(DoubleVector x) {
        DoubleVector bounded = atMost(atLeast(x, Elementary.EXP_LEAST), Elementary.EXP_MOST);
        DoubleVector toWhole = constant(Elementary.TO_WHOLE);
        DoubleVector k = bounded.fma(constant(Coefficients.LOG2_E), toWhole).sub(toWhole);
        DoubleVector shiftedHalf = k.fma(constant(0.5), toWhole);
        DoubleVector shiftedRest = k.sub(shiftedHalf.sub(toWhole)).add(toWhole);
        return expm1OfRest(bounded, k).add(1).mul(powerOfTwo(shiftedHalf)).mul(powerOfTwo(shiftedRest));
    }

    static DoubleVector expm1OfNegative(DoubleVector x) {
        DoubleVector bounded = atLeast(x, Elementary.EXPM1_LEAST);
        DoubleVector toWhole = constant(Elementary.TO_WHOLE);
        DoubleVector shifted = bounded.fma(constant(Coefficients.LOG2_E), toWhole);
        DoubleVector power = powerOfTwo(shifted);
        return expm1OfRest(bounded, shifted.sub(toWhole)).fma(power, power.sub(1));
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

    static DoubleVector log(DoubleVector x) {
        VectorMask<Double> subnormal = x.compare(VectorOperators.LT, Double.MIN_NORMAL);
        DoubleVector lifted = constant(0).blend(Elementary.LIFT_EXPONENT, subnormal);
        DoubleVector value = logOfNormal(x.blend(x.mul(Elementary.LIFT), subnormal), lifted);
        DoubleVector ofOthers = constant(Double.NaN)
                .blend(x, x.compare(VectorOperators.GT, 0))
                .blend(Double.NEGATIVE_INFINITY, x.compare(VectorOperators.EQ, 0));
        VectorMask<Double> usual =
                x.compare(VectorOperators.GT, 0).and(x.compare(VectorOperators.LT, Double.POSITIVE_INFINITY));
        return ofOthers.blend(value, usual);
    }

    private static DoubleVector logOfNormal(DoubleVector x, DoubleVector lifted) {
        LongVector bits = x.reinterpretAsLongs().sub(Elementary.LEAST_MANTISSA);
        DoubleVector k = bits.add(Elementary.ONE)
                .lanewise(VectorOperators.LSHR, Elementary.MANTISSA_BITS)
                .add(Elementary.FROM_WHOLE)
                .reinterpretAsDoubles()
                .sub(0x1p52)
                .sub(Elementary.EXPONENT_BIAS)
                .sub(lifted);
        DoubleVector f = bits.and(Elementary.MANTISSA)
                .add(Elementary.LEAST_MANTISSA)
                .reinterpretAsDoubles()
                .sub(1);
        DoubleVector s = f.div(f.add(2));
        DoubleVector z = s.mul(s);
        DoubleVector half = f.mul(0.5).mul(f);
        DoubleVector polynomial = constant(Coefficients.LOG[9])
                .fma(z, constant(Coefficients.LOG[8]))
                .fma(z, constant(Coefficients.LOG[7]))
                .fma(z, constant(Coefficients.LOG[6]))
                .fma(z, constant(Coefficients.LOG[5]))
                .fma(z, constant(Coefficients.LOG[4]))
                .fma(z, constant(Coefficients.LOG[3]))
                .fma(z, constant(Coefficients.LOG[2]))
                .fma(z, constant(Coefficients.LOG[1]))
                .fma(z, constant(Coefficients.LOG[0]));
        DoubleVector low = s.fma(z.mul(polynomial).add(half), k.mul(Coefficients.LN2_LOW));
        return k.fma(constant(Coefficients.LN2), f.sub(half.sub(low)));
    }

    static DoubleVector log1pOfFraction(DoubleVector x) {
        DoubleVector sum = x.add(1);
        DoubleVector lost = x.sub(sum.sub(1));
        return logOfNormal(sum, constant(0)).add(lost.div(sum));
    }

    static DoubleVector tanh(DoubleVector x) {
        DoubleVector minus = expm1OfNegative(x.abs().mul(-2));
        DoubleVector magnitude = minus.div(minus.add(2)).abs();
        LongVector sign = x.reinterpretAsLongs().and(Long.MIN_VALUE);
        return magnitude.reinterpretAsLongs().or(sign).reinterpretAsDoubles();
    }

    /** {@code exp(-|x|)}, from which sigmoid and its kin are made. */
    static DoubleVector expOfMinusMagnitude(DoubleVector x) {
        return exp(x.abs().neg());
    }

    static DoubleVector sigmoid(DoubleVector x) {
        DoubleVector e = expOfMinusMagnitude(x);
        return constant(1).blend(e, negative(x)).div(e.add(1));
    }

    static DoubleVector softplus(DoubleVector x) {
        return atLeast(x, 0).add(log1pOfFraction(expOfMinusMagnitude(x)));
    }

    static DoubleVector bell(DoubleVector magnitude) {
        DoubleVector square = magnitude.mul(magnitude);
        DoubleVector lost = magnitude.fma(magnitude, square.neg());
        DoubleVector e = exp(square.mul(-0.5));
        return lost.mul(-0.5).fma(e, e);
    }

    static DoubleVector normalTail(DoubleVector magnitude, DoubleVector bell) {
        DoubleVector a = magnitude.mul(Coefficients.ROOT_HALF);
        DoubleVector u = constant(Coefficients.TAIL_SHIFT)
                .sub(constant(Coefficients.TAIL_SCALE).div(a.add(Coefficients.TAIL_CENTER)));
        DoubleVector polynomial = constant(Coefficients.TAIL[22])
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
                .fma(u, constant(Coefficients.TAIL[0]));
        return bell.mul(0.5).mul(polynomial.div(a.mul(2).add(1)));
    }

    static DoubleVector magnitudeOfTail(DoubleVector x) {
        return atMost(x.abs(), Elementary.TAIL_MOST);
    }

    static VectorMask<Double> negative(DoubleVector x) {
        return x.compare(VectorOperators.LT, 0);
    }
}
