package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import org.junit.jupiter.api.Test;

/** The reductions that compute in double precision, and what that is for. */
final class LogSumExpAndNormTest {

    private static final NdArray ONE = NdArray.scalar(1, DType.FLOAT64);

    @Test
    void logSumExpIsComputedInDoublePrecisionAndRoundedOnce() {
        NdArray single = Draw.of(1, 1).uniform(Shape.of(200, 3), -5, 5).to(DType.FLOAT32);
        ValueAndVjps expected = Reduction.logSumExp(single.to(DType.FLOAT64), false, 1);
        ValueAndVjps actual = Reduction.logSumExp(single, false, 1);
        Expect.sameBits(expected.value().to(DType.FLOAT32), actual.value());
        NdArray ones = NdArray.full(Shape.of(200), DType.FLOAT64, 1);
        Expect.sameBits(
                expected.vjps().get(0).pull(ones).to(DType.FLOAT32),
                actual.vjps().get(0).pull(ones.to(DType.FLOAT32)));
    }

    @Test
    void logSumExpNeitherOverflowsNorLosesAnInfinity() {
        ValueAndVjps large = Reduction.logSumExp(NdArray.of(Shape.of(2), new double[] {1e4, 1e4}), false);
        assertEquals(1e4 + Math.log(2), large.value().item());
        Expect.equal(
                NdArray.of(Shape.of(2), new double[] {0.5, 0.5}),
                large.vjps().get(0).pull(ONE));
        double none = Double.NEGATIVE_INFINITY;
        assertEquals(none, logSumExp(none, none));
        assertEquals(3, logSumExp(none, 3));
        assertEquals(Double.POSITIVE_INFINITY, logSumExp(1, Double.POSITIVE_INFINITY));
    }

    private static double logSumExp(double... x) {
        return Reduction.logSumExp(NdArray.of(Shape.of(x.length), x), false)
                .value()
                .item();
    }

    @Test
    void theDerivativeOfANormIsASignADirectionOrAChoice() {
        NdArray x = NdArray.of(Shape.of(2, 2), new double[] {3, -4, 0, 0});
        expect(x, 1, 2, -2, 0, 0);
        expect(x, 2, 2 * 0.6, -2 * 0.8, 0, 0);
        expect(x, Double.POSITIVE_INFINITY, 0, -2, 0, 0);
    }

    private static void expect(NdArray x, double p, double... gradient) {
        for (boolean keep : new boolean[] {false, true}) {
            ValueAndVjps norm = Reduction.norm(x, p, keep, 1);
            NdArray g = NdArray.of(Shape.of(2), new double[] {2, 5})
                    .reshape(norm.value().shape());
            Expect.close(NdArray.of(x.shape(), gradient), norm.vjps().get(0).pull(g), 0x1.0p-52);
        }
    }

    @Test
    void thereIsNothingToChooseWhereNothingIsAskedFor() {
        NdArray nothing = NdArray.zeros(Shape.of(0, 0), DType.FLOAT64);
        Expect.equal(
                NdArray.zeros(Shape.of(0), DType.FLOAT64),
                Reduction.amax(nothing, false, 1).value());
    }
}
