package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.Tabulate;
import java.util.Arrays;
import java.util.function.ToIntFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Normalizations within one example against their definition: the values that share a row have its mean and variance. */
final class RowNormalizationProperties {

    private static final double EPSILON = 1e-3;

    /** Some ten roundings to FLOAT32, amplified by 1/sqrt(EPSILON) = 32 where a row hardly varies. */
    private static final double ROUNDING = 512 * 0x1.0p-24;

    @Property
    void layerNormTakesTheLastAxes(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = draw.uniform(draw.shape(1, 4)).to(dtype);
        int[] sizes = x.shape().sizes();
        int first = draw.between(0, sizes.length - 1);
        Shape last = Shape.of(Arrays.copyOfRange(sizes, first, sizes.length));
        NdArray weight = draw.uniform(last).to(dtype);
        NdArray bias = draw.uniform(last).to(dtype);
        NdArray standard = standardized(x, at -> {
            int row = 0;
            for (int axis = 0; axis < first; axis++) {
                row = row * sizes[axis] + at[axis];
            }
            return row;
        });
        expect(standard, LayerNormalization.layerNorm(x, last, null, null, EPSILON), dtype);
        expect(
                standard.mul(weight.to(DType.FLOAT64)).add(bias.to(DType.FLOAT64)),
                LayerNormalization.layerNorm(x, last, weight, bias, EPSILON),
                dtype);
    }

    @Property
    void groupNormTakesNeighbouringChannelsOfAnImage(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        int groups = draw.between(1, 3);
        int perGroup = draw.between(1, 3);
        NdArray x = draw.uniform(draw.shape(2, 4).with(1, groups * perGroup)).to(dtype);
        NdArray standard = standardized(x, at -> at[0] * groups + at[1] / perGroup);
        expect(standard, GroupNormalization.groupNorm(x, groups, null, null, EPSILON), dtype);
        Shape channels = Shape.of(groups * perGroup);
        NdArray weight = draw.uniform(channels).to(dtype);
        NdArray bias = draw.uniform(channels).to(dtype);
        NdArray expected =
                Tabulate.of(x.shape(), DType.FLOAT64, at -> standard.get(at) * weight.get(at[1]) + bias.get(at[1]));
        expect(expected, GroupNormalization.groupNorm(x, groups, weight, bias, EPSILON), dtype);
    }

    @Property
    void instanceNormIsGroupNormWithAGroupForEachChannel(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = draw.uniform(draw.shape(3, 4, 2)).to(dtype);
        int channels = x.shape().size(1);
        NdArray weight = draw.uniform(Shape.of(channels)).to(dtype);
        NdArray bias = draw.uniform(Shape.of(channels)).to(dtype);
        Expect.sameBits(
                GroupNormalization.groupNorm(x, channels, weight, bias, EPSILON).value(),
                GroupNormalization.instanceNorm(x, weight, bias, EPSILON).value());
    }

    @Test
    void anEmptyBatchIsEmptyAndGivesZeroGradients() {
        NdArray x = NdArray.zeros(Shape.of(0, 2, 3), DType.FLOAT32);
        NdArray two = NdArray.full(Shape.of(2), DType.FLOAT32, 1);
        NdArray three = NdArray.full(Shape.of(3), DType.FLOAT32, 1);
        for (ValueAndVjps result : new ValueAndVjps[] {
            GroupNormalization.groupNorm(x, 1, two, two, EPSILON),
            GroupNormalization.instanceNorm(x, two, two, EPSILON),
            LayerNormalization.layerNorm(x, Shape.of(3), three, three, EPSILON)
        }) {
            Expect.equal(x, result.value());
            Expect.equal(x, result.vjps().get(0).pull(x));
            for (int i = 1; i < 3; i++) {
                NdArray gradient = result.vjps().get(i).pull(x);
                Expect.equal(NdArray.zeros(gradient.shape(), DType.FLOAT32), gradient);
            }
        }
    }

    @Test
    void whatCannotBeNormalizedIsRefused() {
        NdArray x = NdArray.zeros(Shape.of(2, 6, 1), DType.FLOAT32);
        NdArray four = NdArray.zeros(Shape.of(4), DType.FLOAT32);
        Expect.refusal(
                "groupNorm: expected groups that divide the 6 channels of [2, 6, 1], got 4",
                () -> GroupNormalization.groupNorm(x, 4, null, null, EPSILON));
        Expect.refusal(
                "groupNorm: expected input [N, C, ...] with at least one value per image and channel, got [4]",
                () -> GroupNormalization.groupNorm(four, 1, null, null, EPSILON));
        Expect.refusal(
                "groupNorm: expected weight float32[6], got float32[4]",
                () -> GroupNormalization.groupNorm(x, 2, four, null, EPSILON));
        Expect.refusal(
                "groupNorm: expected an epsilon above 0, got 0.0",
                () -> GroupNormalization.groupNorm(x, 2, null, null, 0));
        Expect.refusal(
                "instanceNorm: expected more than one value per channel and image, got [2, 6, 1]",
                () -> GroupNormalization.instanceNorm(x, null, null, EPSILON));
        Expect.refusal(
                "layerNorm: expected an input whose last axes have the sizes [6], at least 1 each, got [2, 6, 1]",
                () -> LayerNormalization.layerNorm(x, Shape.of(6), null, null, EPSILON));
        Expect.refusal(
                "layerNorm: expected an input whose last axes have the sizes [], at least 1 each, got [2, 6, 1]",
                () -> LayerNormalization.layerNorm(x, Shape.scalar(), null, null, EPSILON));
        Expect.refusal(
                "layerNorm: expected bias float32[6, 1], got float64[6, 1]",
                () -> LayerNormalization.layerNorm(
                        x, Shape.of(6, 1), null, NdArray.zeros(Shape.of(6, 1), DType.FLOAT64), EPSILON));
        Expect.refusal(
                "layerNorm: expected an epsilon above 0, got NaN",
                () -> LayerNormalization.layerNorm(x, Shape.of(1), null, null, Double.NaN));
    }

    @Test
    void sizesWithoutAValueAreRefused() {
        NdArray x = NdArray.zeros(Shape.of(2, 6, 1), DType.FLOAT32);
        NdArray ones = NdArray.full(Shape.of(6), DType.FLOAT32, 1);
        for (int groups : new int[] {0, -1}) {
            Expect.refusal(
                    "groupNorm: expected groups that divide the 6 channels of [2, 6, 1], got " + groups,
                    () -> GroupNormalization.groupNorm(x, groups, null, null, EPSILON));
        }
        String images = ": expected input [N, C, ...] with at least one value per image and channel, got ";
        for (Shape empty : new Shape[] {Shape.of(2, 0), Shape.of(2, 6, 0)}) {
            Expect.refusal(
                    "groupNorm" + images + empty,
                    () -> GroupNormalization.groupNorm(NdArray.zeros(empty, DType.FLOAT32), 1, null, null, EPSILON));
        }
        Expect.refusal("instanceNorm" + images + "[6]", () -> GroupNormalization.requireInstances(Shape.of(6)));
        Expect.refusal(
                "groupNorm: expected weight float32[6], got float64[6]",
                () -> GroupNormalization.groupNorm(x, 2, ones.to(DType.FLOAT64), null, EPSILON));
        Expect.refusal(
                "groupNorm: expected bias float32[6], got float32[1]",
                () -> GroupNormalization.groupNorm(x, 2, ones, NdArray.of(1), EPSILON));
        String last = "layerNorm: expected an input whose last axes have the sizes ";
        Expect.refusal(
                last + "[1, 2, 6, 1], at least 1 each, got [2, 6, 1]",
                () -> LayerNormalization.requireLastAxes(x.shape(), Shape.of(1, 2, 6, 1)));
        Expect.refusal(
                last + "[0], at least 1 each, got [2, 0]",
                () -> LayerNormalization.requireLastAxes(Shape.of(2, 0), Shape.of(0)));
        LayerNormalization.requireLastAxes(x.shape(), x.shape());
        Expect.refusal(
                "layerNorm: expected weight float32[1], got float32[6]",
                () -> LayerNormalization.layerNorm(x, Shape.of(1), ones, null, EPSILON));
    }

    private static void expect(NdArray expected, ValueAndVjps actual, DType dtype) {
        assertEquals(dtype, actual.value().dtype());
        Expect.close(expected, actual.value().to(DType.FLOAT64), ROUNDING);
    }

    /** {@code (x - mean) / sqrt(variance + EPSILON)} of the elements that have the same row. */
    private static NdArray standardized(NdArray x, ToIntFunction<int[]> row) {
        double[] sums = new double[x.size()];
        double[] squares = new double[x.size()];
        int[] counts = new int[x.size()];
        Tabulate.each(x.shape(), at -> {
            sums[row.applyAsInt(at)] += x.get(at);
            counts[row.applyAsInt(at)]++;
        });
        Tabulate.each(x.shape(), at -> {
            int r = row.applyAsInt(at);
            squares[r] += Math.pow(x.get(at) - sums[r] / counts[r], 2);
        });
        return Tabulate.of(x.shape(), DType.FLOAT64, at -> {
            int r = row.applyAsInt(at);
            return (x.get(at) - sums[r] / counts[r]) / Math.sqrt(squares[r] / counts[r] + EPSILON);
        });
    }
}
