package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rounding errors of functions of one element against {@link Precise}: {@code docs/accuracy.md} has the figures.
 *
 * <p>Usually that takes a few numbers of each exponent. {@code -Dcrema.accuracy.samples=N} takes {@code N} and prints what it finds, and
 * {@code -Dcrema.accuracy.stride=S} sets what share of all numbers of FLOAT32 is compared with {@link StrictMath}: 1 for all of them.
 */
final class AccuracyTest {

    static final int SAMPLES = Integer.getInteger("crema.accuracy.samples", 4);
    private static final long STRIDE = Long.getLong("crema.accuracy.stride", 65_537);
    private static final long NUMBERS = 1L << Float.SIZE;
    private static final int BLOCK = 1 << 20;

    /** Where some function changes its way: each is tried with its neighbours. */
    private static final double[] THRESHOLDS = {
        0.25 * Math.log(2),
        0.5 * Math.log(2),
        Math.log(2),
        1.5 * Math.log(2),
        Math.sqrt(0.5),
        1,
        Math.sqrt(2),
        2,
        Math.E,
        6,
        8.5,
        18.4,
        19.1,
        22,
        32,
        37.5,
        38.5,
        39.5,
        64,
        87.3,
        88.72,
        103.9,
        355,
        708.4,
        709.78,
        745.1
    };

    private static final int NEIGHBOURS = 3;

    /**
     * A function, the least exponent that it is tried with, the largest magnitude, and its worst error in ulp of FLOAT64. A product stays
     * where its factors are not subnormal, which have fewer digits.
     *
     * <p>In FLOAT32 it is computed in double precision and rounded once.
     */
    record Case(
            String name,
            Function<NdArray, ValueAndVjps> op,
            UnaryOperator<BigDecimal> exact,
            int leastExponent,
            double most,
            boolean positiveOnly,
            double worst) {

        @Override
        public String toString() {
            return name;
        }
    }

    /** The rounding to FLOAT32, and that before it. */
    private static final double ONCE = 0.5 + 0x1.0p-24;

    static Stream<Case> functions() {
        return Stream.of(
                new Case("exp", Pointwise::exp, Precise::exp, -60, 745, false, 1),
                new Case("log", Pointwise::log, Precise::log, Double.MIN_EXPONENT - 52, Double.MAX_VALUE, true, 1),
                new Case("tanh", Pointwise::tanh, Precise::tanh, Double.MIN_EXPONENT - 52, 400, false, 3),
                new Case("sigmoid", Pointwise::sigmoid, Precise::sigmoid, -60, 745, false, 3),
                new Case(
                        "silu",
                        Pointwise::silu,
                        x -> x.multiply(Precise.sigmoid(x)),
                        Double.MIN_EXPONENT,
                        708,
                        false,
                        4),
                new Case(
                        "gelu",
                        Pointwise::gelu,
                        x -> x.multiply(Precise.normalDistribution(x)),
                        Double.MIN_EXPONENT,
                        37.4,
                        false,
                        8));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void valuesAreRightWithinAFewUnitsInTheLastPlace(Case function) {
        for (DType dtype : ComputeDTypes.ALL) {
            double[] x = arguments(function, dtype);
            double[] y = function.op
                    .apply(NdArray.of(Shape.of(x.length), x).to(dtype))
                    .value()
                    .toDoubleArray();
            RoundingError error = new RoundingError(function.name, dtype);
            for (int i = 0; i < x.length; i++) {
                error.add(function.exact.apply(new BigDecimal(x[i])), y[i], "x = " + x[i]);
            }
            report(error);
            error.require(dtype == DType.FLOAT32 ? ONCE : function.worst);
        }
    }

    private static double[] arguments(Case function, DType dtype) {
        Generator generator = Generator.seeded(5);
        List<Double> x = new ArrayList<>();
        int least = Math.max(function.leastExponent, dtype == DType.FLOAT32 ? Float.MIN_EXPONENT - 23 : -2000);
        for (int exponent = least; exponent <= Math.getExponent(function.most); exponent++) {
            for (int i = 0; i < SAMPLES; i++) {
                add(x, function, dtype, Math.scalb(generator.uniform(1, 2), exponent));
            }
        }
        for (double threshold : THRESHOLDS) {
            double up = dtype.round(threshold);
            double down = up;
            for (int i = 0; i < NEIGHBOURS; i++) {
                add(x, function, dtype, up);
                add(x, function, dtype, down);
                up = dtype == DType.FLOAT32 ? Math.nextUp((float) up) : Math.nextUp(up);
                down = dtype == DType.FLOAT32 ? Math.nextDown((float) down) : Math.nextDown(down);
            }
        }
        return x.stream().mapToDouble(v -> v).toArray();
    }

    private static void add(List<Double> x, Case function, DType dtype, double value) {
        double rounded = dtype.round(value);
        if (rounded <= function.most && rounded > 0 && Double.isFinite(rounded)) {
            x.add(rounded);
            if (!function.positiveOnly) {
                x.add(-rounded);
            }
        }
    }

    /** A function of FLOAT32, the same from StrictMath, and the truth. */
    record Dense(
            String name,
            Function<NdArray, ValueAndVjps> op,
            DoubleUnaryOperator strict,
            UnaryOperator<BigDecimal> exact) {

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Dense> denseFunctions() {
        return Stream.of(
                new Dense("exp", Pointwise::exp, StrictMath::exp, Precise::exp),
                new Dense("log", Pointwise::log, StrictMath::log, Precise::log),
                new Dense("tanh", Pointwise::tanh, StrictMath::tanh, Precise::tanh),
                new Dense("sigmoid", Pointwise::sigmoid, AccuracyTest::strictSigmoid, Precise::sigmoid));
    }

    private static double strictSigmoid(double x) {
        double e = StrictMath.exp(-Math.abs(x));
        return (x < 0 ? e : 1) / (1 + e);
    }

    /** Where both agree the result is the nearest number of FLOAT32, or both are wrong in the same way. */
    @ParameterizedTest
    @MethodSource("denseFunctions")
    void numbersOfSinglePrecisionFromAllOverAreRoundedOnce(Dense function) {
        RoundingError error = new RoundingError(function.name + " unlike StrictMath", DType.FLOAT32);
        long compared = 0;
        long different = 0;
        for (long first = 0; first < NUMBERS; first += BLOCK * STRIDE) {
            float[] x = new float[(int) Math.min(BLOCK, (NUMBERS - first + STRIDE - 1) / STRIDE)];
            for (int i = 0; i < x.length; i++) {
                x[i] = Float.intBitsToFloat((int) (first + i * STRIDE));
            }
            float[] y =
                    function.op.apply(NdArray.of(Shape.of(x.length), x)).value().toFloatArray();
            compared += x.length;
            for (int i = 0; i < x.length; i++) {
                float strict = (float) function.strict.applyAsDouble(x[i]);
                if (Float.compare(strict, y[i]) != 0) {
                    different++;
                    error.add(function.exact.apply(new BigDecimal(x[i])), y[i], "x = " + x[i]);
                }
            }
        }
        if (SAMPLES > 4) {
            System.out.println(function + ": " + compared + " numbers compared, " + different + " differ; " + error);
        }
        assertEquals(0, error.worst(), ONCE);
    }

    @Test
    void theSlopeOfTanhKeepsItsDigitsWhereTanhIsNearlyOne() {
        for (DType dtype : ComputeDTypes.ALL) {
            RoundingError error = new RoundingError("slope of tanh", dtype);
            double most = dtype == DType.FLOAT32 ? 40 : 350;
            Generator generator = Generator.seeded(3);
            double[] x = generator.doubles(100L * SAMPLES, -most, most).toArray();
            NdArray at = NdArray.of(Shape.of(x.length), x).to(dtype);
            NdArray slope = Pointwise.tanh(at).vjps().get(0).pull(NdArray.full(at.shape(), dtype, 1));
            for (int i = 0; i < x.length; i++) {
                BigDecimal e = Precise.exp(new BigDecimal(-2 * Math.abs(at.getFlat(i))));
                BigDecimal root = BigDecimal.ONE.add(e);
                BigDecimal exact = Precise.quotient(BigDecimal.valueOf(4).multiply(e), root.multiply(root));
                error.add(exact, slope.getFlat(i), "x = " + at.getFlat(i));
            }
            report(error);
            error.require(dtype == DType.FLOAT32 ? ONCE : 4);
        }
    }

    static void report(RoundingError error) {
        if (SAMPLES > 4) {
            System.out.println(error);
        }
    }
}
