package dev.crema.core.kernel;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * The formulas of {@link Formula} with the Vector API, step by step the same as there.
 *
 * <p>A formula is a list of short loops over a {@link VectorBlock}: called through an interface that has many classes, they are compiled
 * one by one, and each is small enough (ADR 0023).
 */
final class VectorFormulas {

    private static final int STEP = VectorElementary.SPECIES.length();
    private static final Map<Formula, Step[]> VALUES = table(VectorFormulas::valueSteps);
    private static final Map<Formula, Step[]> SLOPES = table(VectorFormulas::slopeSteps);

    private VectorFormulas() {}

    /** A loop over a block. */
    @FunctionalInterface
    private interface Step {
        void run(VectorBlock block);
    }

    /** Replaces each number by the formula's value there. */
    static void values(Formula formula, VectorBlock block) {
        run(Objects.requireNonNull(VALUES.get(formula)), block);
    }

    /** Replaces each number by the formula's derivative there. */
    static void slopes(Formula formula, VectorBlock block) {
        run(Objects.requireNonNull(SLOPES.get(formula)), block);
    }

    private static void run(Step[] steps, VectorBlock block) {
        for (Step step : steps) {
            step.run(block);
        }
    }

    private static Map<Formula, Step[]> table(Function<Formula, Step[]> steps) {
        Map<Formula, Step[]> table = new EnumMap<>(Formula.class);
        for (Formula formula : Formula.values()) {
            table.put(formula, steps.apply(formula));
        }
        return table;
    }

    private static Step[] steps(Step... steps) {
        return steps;
    }

    /** The steps of a formula that goes on with the exponential of what {@code exponent} leaves as the first result. */
    private static Step[] exponential(Step exponent, Step... others) {
        List<Step> steps =
                new ArrayList<>(List.of(exponent, VectorElementary::expOfRest, VectorElementary::scaleByPowers));
        steps.addAll(List.of(others));
        return steps.toArray(Step[]::new);
    }

    private static Step[] valueSteps(Formula formula) {
        return switch (formula) {
            case EXP -> exponential(VectorElementary::numbersAsFirst, VectorFormulas::firstAsNumbers);
            case LOG ->
                steps(
                        VectorElementary::liftedFractions,
                        VectorElementary::logPolynomial,
                        VectorElementary::liftedExponents,
                        VectorElementary::liftedLogs,
                        VectorElementary::logOfOthers);
            case SIGMOID -> exponential(VectorElementary::minusMagnitude, VectorFormulas::sigmoid);
            case LOG_SIGMOID ->
                exponential(
                        VectorElementary::minusMagnitude,
                        VectorElementary::fractionsOfSums,
                        VectorElementary::logPolynomial,
                        VectorElementary::exponentsOfSums,
                        VectorElementary::logsOfSums,
                        VectorFormulas::logSigmoid);
            case TANH -> steps(VectorFormulas::tanhExponent, VectorElementary::expm1OfFirst, VectorFormulas::tanh);
            case SOFTPLUS ->
                exponential(
                        VectorElementary::minusMagnitude,
                        VectorElementary::fractionsOfSums,
                        VectorElementary::logPolynomial,
                        VectorElementary::exponentsOfSums,
                        VectorElementary::logsOfSums,
                        VectorFormulas::softplus);
            case SILU -> exponential(VectorElementary::minusMagnitude, VectorFormulas::silu);
            case MISH -> exponential(VectorElementary::minusMagnitude, VectorFormulas::mish);
            case ELU -> steps(VectorElementary::numbersAsFirst, VectorElementary::expm1OfFirst, VectorFormulas::elu);
            case GELU ->
                exponential(
                        VectorElementary::bellExponent,
                        VectorElementary::bell,
                        VectorElementary::firstHalfOfTail,
                        VectorElementary::secondHalfOfTail,
                        VectorElementary::scaleTail,
                        VectorFormulas::gelu);
            case GELU_TANH -> exponential(VectorFormulas::geluInner, VectorFormulas::geluTanh);
        };
    }

    private static Step[] slopeSteps(Formula formula) {
        return switch (formula) {
            case EXP -> exponential(VectorElementary::numbersAsFirst, VectorFormulas::firstAsNumbers);
            case LOG -> steps(VectorFormulas::logSlope);
            case SIGMOID -> exponential(VectorElementary::minusMagnitude, VectorFormulas::sigmoidSlope);
            case LOG_SIGMOID ->
                steps(
                        VectorFormulas::negate,
                        VectorElementary::minusMagnitude,
                        VectorElementary::expOfRest,
                        VectorElementary::scaleByPowers,
                        VectorFormulas::sigmoid);
            case TANH -> exponential(VectorFormulas::tanhExponent, VectorFormulas::tanhSlope);
            case SOFTPLUS -> exponential(VectorElementary::minusMagnitude, VectorFormulas::sigmoid);
            case SILU -> exponential(VectorElementary::minusMagnitude, VectorFormulas::siluSlope);
            case MISH -> exponential(VectorElementary::minusMagnitude, VectorFormulas::mishSlope);
            case ELU -> exponential(VectorElementary::numbersAsFirst, VectorFormulas::eluSlope);
            case GELU ->
                exponential(
                        VectorElementary::bellExponent,
                        VectorElementary::bell,
                        VectorElementary::firstHalfOfTail,
                        VectorElementary::secondHalfOfTail,
                        VectorElementary::scaleTail,
                        VectorFormulas::geluSlope);
            case GELU_TANH -> exponential(VectorFormulas::geluInner, VectorFormulas::geluTanhSlope);
        };
    }

    private static void firstAsNumbers(VectorBlock block) {
        System.arraycopy(block.first, 0, block.numbers, 0, block.count);
    }

    private static void negate(VectorBlock block) {
        double[] v = block.numbers;
        for (int i = 0; i < block.count; i += STEP) {
            VectorElementary.at(v, i).neg().intoArray(v, i);
        }
    }

    private static void sigmoid(VectorBlock block) {
        double[] v = block.numbers;
        double[] e = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            share(VectorElementary.at(v, i), VectorElementary.at(e, i)).intoArray(v, i);
        }
    }

    private static void logSigmoid(VectorBlock block) {
        double[] v = block.numbers;
        double[] rest = block.second;
        for (int i = 0; i < block.count; i += STEP) {
            VectorElementary.atMost(VectorElementary.at(v, i), 0)
                    .sub(VectorElementary.at(rest, i))
                    .intoArray(v, i);
        }
    }

    private static void tanh(VectorBlock block) {
        double[] v = block.numbers;
        double[] exponential = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector minus = VectorElementary.at(exponential, i);
            DoubleVector magnitude = minus.div(minus.add(2)).abs();
            LongVector sign = VectorElementary.at(v, i).reinterpretAsLongs().and(Long.MIN_VALUE);
            magnitude.reinterpretAsLongs().or(sign).reinterpretAsDoubles().intoArray(v, i);
        }
    }

    private static void softplus(VectorBlock block) {
        double[] v = block.numbers;
        double[] rest = block.second;
        for (int i = 0; i < block.count; i += STEP) {
            VectorElementary.atLeast(VectorElementary.at(v, i), 0)
                    .add(VectorElementary.at(rest, i))
                    .intoArray(v, i);
        }
    }

    private static void silu(VectorBlock block) {
        double[] v = block.numbers;
        double[] e = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector x = VectorElementary.at(v, i);
            x.mul(share(x, VectorElementary.at(e, i))).intoArray(v, i);
        }
    }

    private static void mish(VectorBlock block) {
        double[] v = block.numbers;
        double[] e = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector x = VectorElementary.at(v, i);
            DoubleVector fraction = VectorElementary.at(e, i);
            VectorMask<Double> negative = VectorElementary.negative(x);
            DoubleVector numerator =
                    fraction.mul(2).add(1).blend(fraction.add(2).mul(fraction), negative);
            DoubleVector difference = fraction.mul(2).mul(fraction).blend(2, negative);
            x.mul(numerator.div(numerator.add(difference))).intoArray(v, i);
        }
    }

    private static void elu(VectorBlock block) {
        double[] v = block.numbers;
        double[] e = block.first;
        double alpha = block.parameter;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector x = VectorElementary.at(v, i);
            DoubleVector curve = VectorElementary.at(e, i).mul(alpha);
            curve.blend(x, x.compare(VectorOperators.GT, 0)).intoArray(v, i);
        }
    }

    private static void gelu(VectorBlock block) {
        double[] v = block.numbers;
        double[] tail = block.second;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector x = VectorElementary.at(v, i);
            x.mul(normalShare(x, VectorElementary.at(tail, i))).intoArray(v, i);
        }
    }

    private static void geluTanh(VectorBlock block) {
        double[] v = block.numbers;
        double[] inner = block.second;
        double[] e = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            VectorElementary.at(v, i)
                    .mul(share(VectorElementary.at(inner, i), VectorElementary.at(e, i)))
                    .intoArray(v, i);
        }
    }

    private static void logSlope(VectorBlock block) {
        double[] v = block.numbers;
        for (int i = 0; i < block.count; i += STEP) {
            one().div(VectorElementary.at(v, i)).intoArray(v, i);
        }
    }

    private static void sigmoidSlope(VectorBlock block) {
        double[] v = block.numbers;
        double[] e = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            shareSlope(VectorElementary.at(e, i)).intoArray(v, i);
        }
    }

    private static void tanhExponent(VectorBlock block) {
        double[] v = block.numbers;
        double[] exponent = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            VectorElementary.at(v, i).mul(2).abs().neg().intoArray(exponent, i);
        }
    }

    private static void tanhSlope(VectorBlock block) {
        double[] v = block.numbers;
        double[] exponential = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector e = VectorElementary.at(exponential, i);
            DoubleVector whole = e.add(1);
            e.mul(4).div(whole.mul(whole)).intoArray(v, i);
        }
    }

    private static void siluSlope(VectorBlock block) {
        double[] v = block.numbers;
        double[] e = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector x = VectorElementary.at(v, i);
            DoubleVector fraction = VectorElementary.at(e, i);
            share(x, fraction).add(x.mul(shareSlope(fraction))).intoArray(v, i);
        }
    }

    private static void mishSlope(VectorBlock block) {
        double[] v = block.numbers;
        double[] e = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector x = VectorElementary.at(v, i);
            DoubleVector fraction = VectorElementary.at(e, i);
            VectorMask<Double> negative = VectorElementary.negative(x);
            DoubleVector numerator =
                    fraction.mul(2).add(1).blend(fraction.add(2).mul(fraction), negative);
            DoubleVector difference = fraction.mul(2).mul(fraction).blend(2, negative);
            DoubleVector denominator = numerator.add(difference);
            DoubleVector rest = difference.mul(numerator.add(denominator)).div(denominator.mul(denominator));
            DoubleVector sigmoid = one().blend(fraction, negative).div(fraction.add(1));
            numerator.div(denominator).add(x.mul(rest).mul(sigmoid)).intoArray(v, i);
        }
    }

    private static void eluSlope(VectorBlock block) {
        double[] v = block.numbers;
        double[] e = block.first;
        double alpha = block.parameter;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector x = VectorElementary.at(v, i);
            DoubleVector curve = VectorElementary.at(e, i).mul(alpha);
            curve.blend(1, x.compare(VectorOperators.GT, 0)).intoArray(v, i);
        }
    }

    private static void geluSlope(VectorBlock block) {
        double[] v = block.numbers;
        double[] bell = block.first;
        double[] tail = block.second;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector x = VectorElementary.at(v, i);
            normalShare(x, VectorElementary.at(tail, i))
                    .add(x.mul(Formula.INVERSE_ROOT_TWO_PI).mul(VectorElementary.at(bell, i)))
                    .intoArray(v, i);
        }
    }

    private static void geluTanhSlope(VectorBlock block) {
        double[] v = block.numbers;
        double[] inner = block.second;
        double[] e = block.first;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector x = VectorElementary.at(v, i);
            DoubleVector fraction = VectorElementary.at(e, i);
            DoubleVector innerSlope =
                    x.mul(3 * Formula.GELU_CUBIC).fma(x, one()).mul(2 * Formula.ROOT_TWO_OVER_PI);
            share(VectorElementary.at(inner, i), fraction)
                    .add(x.mul(shareSlope(fraction)).mul(innerSlope))
                    .intoArray(v, i);
        }
    }

    /** The argument of the sigmoid in GELU's approximation, and minus its magnitude. */
    private static void geluInner(VectorBlock block) {
        double[] v = block.numbers;
        double[] exponent = block.first;
        double[] inner = block.second;
        for (int i = 0; i < block.count; i += STEP) {
            DoubleVector x = VectorElementary.at(v, i);
            DoubleVector argument = x.mul(2 * Formula.ROOT_TWO_OVER_PI)
                    .mul(x.mul(Formula.GELU_CUBIC).fma(x, one()));
            argument.intoArray(inner, i);
            argument.abs().neg().intoArray(exponent, i);
        }
    }

    /** The sigmoid of x, from {@code e = exp(-|x|)}. */
    private static DoubleVector share(DoubleVector x, DoubleVector e) {
        return one().blend(e, VectorElementary.negative(x)).div(e.add(1));
    }

    /** The derivative of the sigmoid, from {@code e = exp(-|x|)}. */
    private static DoubleVector shareSlope(DoubleVector e) {
        DoubleVector whole = e.add(1);
        return e.div(whole.mul(whole));
    }

    /** The normal distribution up to x, from its tail beyond {@code |x|}. */
    private static DoubleVector normalShare(DoubleVector x, DoubleVector tail) {
        return one().sub(tail).blend(tail, VectorElementary.negative(x));
    }

    private static DoubleVector one() {
        return VectorElementary.constant(1);
    }
}
