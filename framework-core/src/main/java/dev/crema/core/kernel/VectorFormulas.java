package dev.crema.core.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The loops of {@link Formula} with the Vector API, step by step the same as there. They work in place on blocks of {@code double} whose
 * size is a multiple of the lanes, a loop for each, so that no vector ever leaves the compiled code of its loop.
 */
final class VectorFormulas {

    private static final VectorSpecies<Double> SPECIES = VectorElementary.SPECIES;
    private static final int STEP = SPECIES.length();

    private VectorFormulas() {}

    /** Replaces each number by the formula's value there. */
    static void values(Formula formula, double parameter, double[] v, int count) {
        switch (formula) {
            case EXP -> exp(v, count);
            case LOG -> log(v, count);
            case SIGMOID -> sigmoid(v, count);
            case LOG_SIGMOID -> logSigmoid(v, count);
            case TANH -> tanh(v, count);
            case SOFTPLUS -> softplus(v, count);
            case SILU -> silu(v, count);
            case MISH -> mish(v, count);
            case ELU -> elu(v, count, parameter);
            case GELU -> gelu(v, count);
            case GELU_TANH -> geluTanh(v, count);
        }
    }

    /** Replaces each number by the formula's derivative there. */
    static void slopes(Formula formula, double parameter, double[] v, int count) {
        switch (formula) {
            case EXP -> exp(v, count);
            case LOG -> logSlope(v, count);
            case SIGMOID -> sigmoidSlope(v, count);
            case LOG_SIGMOID -> logSigmoidSlope(v, count);
            case TANH -> tanhSlope(v, count);
            case SOFTPLUS -> sigmoid(v, count);
            case SILU -> siluSlope(v, count);
            case MISH -> mishSlope(v, count);
            case ELU -> eluSlope(v, count, parameter);
            case GELU -> geluSlope(v, count);
            case GELU_TANH -> geluTanhSlope(v, count);
        }
    }

    private static void exp(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            VectorElementary.exp(x).intoArray(v, i);
        }
    }

    private static void log(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            VectorElementary.log(x).intoArray(v, i);
        }
    }

    private static void sigmoid(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            VectorElementary.sigmoid(x).intoArray(v, i);
        }
    }

    private static void logSigmoid(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            DoubleVector rest = VectorElementary.log1pOfFraction(VectorElementary.expOfMinusMagnitude(x));
            VectorElementary.atMost(x, 0).sub(rest).intoArray(v, i);
        }
    }

    private static void tanh(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            VectorElementary.tanh(x).intoArray(v, i);
        }
    }

    private static void softplus(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            VectorElementary.softplus(x).intoArray(v, i);
        }
    }

    private static void silu(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            x.mul(VectorElementary.sigmoid(x)).intoArray(v, i);
        }
    }

    private static void mish(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            DoubleVector e = VectorElementary.expOfMinusMagnitude(x);
            VectorMask<Double> negative = VectorElementary.negative(x);
            DoubleVector numerator = e.mul(2).add(1).blend(e.add(2).mul(e), negative);
            DoubleVector difference = e.mul(2).mul(e).blend(2, negative);
            x.mul(numerator.div(numerator.add(difference))).intoArray(v, i);
        }
    }

    private static void elu(double[] v, int count, double alpha) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            DoubleVector curve = VectorElementary.expm1OfNegative(x).mul(alpha);
            curve.blend(x, x.compare(VectorOperators.GT, 0)).intoArray(v, i);
        }
    }

    private static void gelu(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            DoubleVector magnitude = VectorElementary.magnitudeOfTail(x);
            DoubleVector tail = VectorElementary.normalTail(magnitude, VectorElementary.bell(magnitude));
            DoubleVector share = one().sub(tail).blend(tail, VectorElementary.negative(x));
            x.mul(share).intoArray(v, i);
        }
    }

    private static void geluTanh(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            x.mul(VectorElementary.sigmoid(geluInner(x))).intoArray(v, i);
        }
    }

    private static void logSlope(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            one().div(x).intoArray(v, i);
        }
    }

    private static void sigmoidSlope(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            DoubleVector e = VectorElementary.expOfMinusMagnitude(x);
            DoubleVector whole = e.add(1);
            e.div(whole.mul(whole)).intoArray(v, i);
        }
    }

    private static void logSigmoidSlope(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            VectorElementary.sigmoid(x.neg()).intoArray(v, i);
        }
    }

    private static void tanhSlope(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            DoubleVector e = VectorElementary.expOfMinusMagnitude(x.mul(2));
            DoubleVector whole = e.add(1);
            e.mul(4).div(whole.mul(whole)).intoArray(v, i);
        }
    }

    private static void siluSlope(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            DoubleVector e = VectorElementary.expOfMinusMagnitude(x);
            DoubleVector whole = e.add(1);
            DoubleVector share = one().blend(e, VectorElementary.negative(x)).div(whole);
            share.add(x.mul(e.div(whole.mul(whole)))).intoArray(v, i);
        }
    }

    private static void mishSlope(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            DoubleVector e = VectorElementary.expOfMinusMagnitude(x);
            VectorMask<Double> negative = VectorElementary.negative(x);
            DoubleVector numerator = e.mul(2).add(1).blend(e.add(2).mul(e), negative);
            DoubleVector difference = e.mul(2).mul(e).blend(2, negative);
            DoubleVector denominator = numerator.add(difference);
            DoubleVector rest = difference.mul(numerator.add(denominator)).div(denominator.mul(denominator));
            DoubleVector sigmoid = one().blend(e, negative).div(e.add(1));
            numerator.div(denominator).add(x.mul(rest).mul(sigmoid)).intoArray(v, i);
        }
    }

    private static void eluSlope(double[] v, int count, double alpha) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            DoubleVector curve = VectorElementary.exp(x).mul(alpha);
            curve.blend(1, x.compare(VectorOperators.GT, 0)).intoArray(v, i);
        }
    }

    private static void geluSlope(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            DoubleVector magnitude = VectorElementary.magnitudeOfTail(x);
            DoubleVector bell = VectorElementary.bell(magnitude);
            DoubleVector tail = VectorElementary.normalTail(magnitude, bell);
            DoubleVector share = one().sub(tail).blend(tail, VectorElementary.negative(x));
            share.add(x.mul(Formula.INVERSE_ROOT_TWO_PI).mul(bell)).intoArray(v, i);
        }
    }

    private static void geluTanhSlope(double[] v, int count) {
        for (int i = 0; i < count; i += STEP) {
            DoubleVector x = DoubleVector.fromArray(SPECIES, v, i);
            DoubleVector inner = geluInner(x);
            DoubleVector e = VectorElementary.expOfMinusMagnitude(inner);
            DoubleVector whole = e.add(1);
            DoubleVector share =
                    one().blend(e, VectorElementary.negative(inner)).div(whole);
            DoubleVector innerSlope =
                    x.mul(3 * Formula.GELU_CUBIC).fma(x, one()).mul(2 * Formula.ROOT_TWO_OVER_PI);
            share.add(x.mul(e.div(whole.mul(whole))).mul(innerSlope)).intoArray(v, i);
        }
    }

    private static DoubleVector geluInner(DoubleVector x) {
        return x.mul(2 * Formula.ROOT_TWO_OVER_PI).mul(x.mul(Formula.GELU_CUBIC).fma(x, one()));
    }

    private static DoubleVector one() {
        return VectorElementary.constant(1);
    }
}
