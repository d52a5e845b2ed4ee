package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.Tabulate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Reductions against their definitions on the list of the elements that fall together. */
final class ReductionProperties {

    /** A mean or variance of small numbers: some ten roundings to FLOAT32. */
    private static final double ROUNDING = 16 * 0x1.0p-24;

    @Property
    void sumsAndExtremaAreExact(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype,
            @ForAll boolean keep) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = draw.integers(draw.shape(0, 5), dtype);
        int[] axes = draw.axes(x.shape(), 0);
        Expect.equal(
                reduced(x, keep, axes, ReductionProperties::sum),
                Reduction.sum(x, keep, axes).value());
        Expect.equal(
                reduced(
                        x,
                        keep,
                        axes,
                        values -> values.stream().reduce(Math::max).orElseThrow()),
                Reduction.amax(x, keep, axes).value());
        Expect.equal(
                reduced(
                        x,
                        keep,
                        axes,
                        values -> values.stream().reduce(Math::min).orElseThrow()),
                Reduction.amin(x, keep, axes).value());
    }

    @Property
    void meansAndVariancesAreTheDefinition(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype,
            @ForAll boolean keep) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = draw.integers(draw.shape(1, 4, 2), dtype);
        int[] axes = draw.axes(x.shape(), 0);
        Expect.close(
                reduced(x, keep, axes, values -> sum(values) / values.size()),
                Reduction.mean(x, keep, axes).value(),
                ROUNDING);
        Expect.close(
                reduced(x, keep, axes, values -> squares(values) / values.size()),
                Reduction.var(x, 0, keep, axes).value(),
                ROUNDING);
        Expect.close(
                reduced(x, keep, axes, values -> squares(values) / (values.size() - 1)),
                Reduction.var(x, 1, keep, axes).value(),
                ROUNDING);
        Expect.close(
                reduced(
                        x,
                        keep,
                        axes,
                        values ->
                                Math.log(values.stream().mapToDouble(Math::exp).sum())),
                Reduction.logSumExp(x, keep, axes).value(),
                ROUNDING);
        Expect.close(
                reduced(x, keep, axes, values -> Math.sqrt(squares(values) / (values.size() - 1))),
                Reduction.std(x, 1, keep, axes).value(),
                ROUNDING);
    }

    @Property
    void normsAndProductsAreTheDefinition(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype,
            @ForAll boolean keep) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = draw.integers(draw.shape(0, 3), dtype);
        int[] axes = draw.axes(x.shape(), 0);
        Expect.equal(
                reduced(
                        x,
                        keep,
                        axes,
                        values -> values.stream().mapToDouble(Math::abs).sum()),
                Reduction.norm(x, 1, keep, axes).value());
        Expect.equal(
                reduced(
                        x,
                        keep,
                        axes,
                        values -> Math.sqrt(
                                values.stream().mapToDouble(v -> v * v).sum())),
                Reduction.norm(x, 2, keep, axes).value());
        Expect.equal(
                reduced(
                        x,
                        keep,
                        axes,
                        values ->
                                values.stream().map(Math::abs).reduce(Math::max).orElseThrow()),
                Reduction.norm(x, Double.POSITIVE_INFINITY, keep, axes).value());
        NdArray signs = x.map(v -> v < 0 ? -2 : 1);
        Expect.equal(
                reduced(signs, keep, axes, values -> values.stream().reduce(1.0, (a, b) -> a * b)),
                Product.prod(signs, keep, axes).value());
    }

    @Property
    void cumulativeSumsAreSumsOfSlices(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = draw.integers(draw.shape(1, 4), dtype);
        int axis = draw.axis(x.shape());
        int along = x.shape().axis(axis);
        Expect.equal(
                Tabulate.of(x.shape(), dtype, at -> {
                    double sum = 0;
                    int[] index = at.clone();
                    for (index[along] = 0; index[along] <= at[along]; index[along]++) {
                        sum += x.get(index);
                    }
                    return sum;
                }),
                CumulativeSum.cumsum(x, axis).value());
    }

    @Test
    void cumulativeSumsOfManyFloatsKeepTheirDigits() {
        int count = 1 << 16;
        NdArray sums = CumulativeSum.cumsum(NdArray.full(Shape.of(2, count), DType.FLOAT32, 0.1f), 1)
                .value();
        assertEquals((float) (0.1f * (double) count), sums.get(1, count - 1));
    }

    @Test
    void cumulativeSumsOfNothingAreNothing() {
        NdArray nothing = NdArray.zeros(Shape.of(2, 0), DType.FLOAT32);
        Expect.equal(nothing, CumulativeSum.cumsum(nothing, 1).value());
        Expect.equal(nothing, CumulativeSum.cumsum(nothing, 0).value());
    }

    @Test
    void theDerivativeOfAProductHoldsWithZerosAmongTheFactors() {
        NdArray x = NdArray.of(Shape.of(3, 3), new double[] {2, 0, 5, 0, 0, 4, 2, 3, 4});
        ValueAndVjps result = Product.prod(x, false, 1);
        Expect.equal(NdArray.of(Shape.of(3), new double[] {0, 0, 24}), result.value());
        Expect.equal(
                NdArray.of(Shape.of(3, 3), new double[] {0, 10, 0, 0, 0, 0, 24, 16, 12}),
                result.vjps().get(0).pull(NdArray.of(Shape.of(3), new double[] {1, 7, 2})));
        Expect.equal(
                NdArray.zeros(Shape.of(0), DType.FLOAT32),
                Product.prod(NdArray.zeros(Shape.of(0, 3), DType.FLOAT32), false, 1)
                        .value());
        Expect.equal(
                NdArray.of(1, 1),
                Product.prod(NdArray.zeros(Shape.of(2, 0), DType.FLOAT32), false, 1)
                        .value());
    }

    @Test
    void whereANormOrADeviationIsZeroSoIsItsDerivative() {
        NdArray zeros = NdArray.zeros(Shape.of(3), DType.FLOAT32);
        NdArray one = NdArray.scalar(1, DType.FLOAT32);
        for (double p : new double[] {1, 2, Double.POSITIVE_INFINITY}) {
            Expect.equal(zeros, Reduction.norm(zeros, p, false).vjps().get(0).pull(one));
        }
        Expect.equal(zeros, Reduction.std(zeros.add(4), 1, false).vjps().get(0).pull(one));
    }

    @Test
    void theEuclideanNormNeitherOverflowsNorUnderflowsInSinglePrecision() {
        NdArray large = NdArray.of(3e30f, 4e30f);
        Expect.equal(
                NdArray.scalar(5e30f, DType.FLOAT32),
                Reduction.norm(large, 2, false).value());
        NdArray small = NdArray.of(3e-30f, 4e-30f);
        Expect.close(
                NdArray.scalar(5e-30f, DType.FLOAT32).mul(1e30),
                Reduction.norm(small, 2, false).value().mul(1e30),
                ROUNDING);
    }

    @Test
    void equalMagnitudesShareTheCotangentOfTheLargest() {
        NdArray x = NdArray.of(3, -3, 1);
        Expect.equal(
                NdArray.of(2, -2, 0),
                Reduction.norm(x, Double.POSITIVE_INFINITY, false)
                        .vjps()
                        .get(0)
                        .pull(NdArray.scalar(4, DType.FLOAT32)));
    }

    @Test
    void normsAndDeviationsNameWhatTheyCannotDo() {
        NdArray two = NdArray.of(1, 2);
        String axis = ": expected an axis in -1..0 for shape [2], got 5";
        Expect.refusal("norm: expected a p of 1, 2 or infinity, got 3.0", () -> Reduction.norm(two, 3, false));
        Expect.refusal("norm" + axis, () -> Reduction.norm(two, 2, false, 5));
        Expect.refusal("prod" + axis, () -> Product.prod(two, false, 5));
        Expect.refusal("cumsum" + axis, () -> CumulativeSum.cumsum(two, 5));
        Expect.refusal("std" + axis, () -> Reduction.std(two, 1, false, 5));
        Expect.refusal(
                "std: expected more values than the correction 2, got 2 in [2]", () -> Reduction.std(two, 2, false));
        Expect.refusal(
                "norm: expected at least one element to choose from, got shape [2, 0] over axes [1]",
                () -> Reduction.norm(NdArray.zeros(Shape.of(2, 0), DType.FLOAT32), Double.POSITIVE_INFINITY, false, 1));
    }

    @Property
    void equalExtremaShareTheCotangent(@ForAll long seed, @ForAll @IntRange(min = 1, max = 5) int extent) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = draw.integers(draw.shape(1, 3), DType.FLOAT64);
        int[] axes = draw.axes(x.shape(), 1);
        ValueAndVjps result = Reduction.amax(x, true, axes);
        NdArray chosen = x.zip(result.value(), (v, best) -> v == best ? 1 : 0);
        NdArray share = chosen.div(chosen.sum(true, axes));
        Expect.equal(
                share, result.vjps().get(0).pull(NdArray.full(result.value().shape(), DType.FLOAT64, 1)));
    }

    @Property
    void theMeanOfOnesIsOneAndAConstantDoesNotVary(
            @ForAll @IntRange(min = 2, max = 1000) int count,
            @ForAll @DoubleRange(min = -100, max = 100) double value,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        NdArray one = NdArray.scalar(1, dtype);
        NdArray constant = NdArray.full(Shape.of(count), dtype, value);
        Expect.equal(
                one,
                Reduction.mean(NdArray.full(Shape.of(count), dtype, 1), false).value());
        Expect.equal(NdArray.scalar(0, dtype), Reduction.var(constant, 1, false).value());
    }

    @Test
    void theMeanOfUpToAThousandOnesIsOne() {
        for (int count = 1; count <= 1000; count++) {
            NdArray ones = NdArray.full(Shape.of(count, 2), DType.FLOAT32, 1);
            Expect.equal(NdArray.of(1, 1), Reduction.mean(ones, false, 0).value());
        }
    }

    @Test
    void theMeanOfNothingIsNan() {
        NdArray nothing = NdArray.zeros(Shape.of(2, 0), DType.FLOAT32);
        Expect.equal(
                NdArray.of(Float.NaN, Float.NaN),
                Reduction.mean(nothing, false, 1).value());
    }

    @Test
    void varianceNeedsMoreValuesThanItsCorrection() {
        NdArray two = NdArray.of(1, 2);
        Expect.refusal(
                "var: expected more values than the correction 3, got 2 in [2]", () -> Reduction.var(two, 3, false));
        Expect.refusal(
                "var: expected more values than the correction 1, got 1 in [2, 1]",
                () -> Reduction.var(two.reshape(Shape.of(2, 1)), 1, false, 1));
        Expect.refusal("var: expected a correction of at least 0, got -1", () -> Reduction.var(two, -1, false));
    }

    @Test
    void theSumOfNothingIsZero() {
        NdArray x = NdArray.zeros(Shape.of(2, 0, 3), DType.FLOAT32);
        Expect.equal(NdArray.zeros(Shape.of(2, 3), DType.FLOAT32), x.sum(false, 1));
        Expect.equal(NdArray.zeros(Shape.of(0, 3), DType.FLOAT32), x.sum(false, 0));
        Expect.equal(NdArray.scalar(0, DType.FLOAT32), x.sum(false));
        Expect.equal(x.reshape(Shape.of(0, 3)), x.max(false, 0));
    }

    @Test
    void aNanWinsEveryExtremum() {
        NdArray x = NdArray.of(1, Float.NaN, 3);
        Expect.equal(NdArray.scalar(Double.NaN, DType.FLOAT32), x.max(false));
        Expect.equal(NdArray.scalar(Double.NaN, DType.FLOAT32), x.min(false));
    }

    @Test
    void sumsOfManyFloatsKeepTheirDigits() {
        int count = 1 << 20;
        NdArray tenths = NdArray.full(Shape.of(count), DType.FLOAT32, 0.1f);
        Expect.equal(NdArray.scalar(0.1f * (double) count, DType.FLOAT32), tenths.sum(false));
    }

    /** {@code f} of the elements that differ in the indices of {@code axes} only, in row-major order. */
    private static NdArray reduced(NdArray x, boolean keep, int[] axes, ToDoubleFunction<List<Double>> f) {
        boolean[] marked = x.shape().mark(axes);
        NdArray kept = Tabulate.of(x.shape().reduced(true, axes), x.dtype(), at -> {
            List<Double> values = new ArrayList<>();
            Tabulate.each(x.shape(), index -> {
                boolean together = true;
                for (int axis = 0; axis < index.length; axis++) {
                    together &= marked[axis] || index[axis] == at[axis];
                }
                if (together) {
                    values.add(x.get(index));
                }
            });
            return f.applyAsDouble(values);
        });
        return kept.reshape(x.shape().reduced(keep, axes));
    }

    private static double sum(List<Double> values) {
        return values.stream().mapToDouble(v -> v).sum();
    }

    private static double squares(List<Double> values) {
        double mean = sum(values) / values.size();
        return values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
    }
}
