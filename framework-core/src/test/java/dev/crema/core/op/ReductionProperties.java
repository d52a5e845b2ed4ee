package dev.crema.core.op;

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
            @ForAll DType dtype,
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
            @ForAll DType dtype,
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
            @ForAll DType dtype) {
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
