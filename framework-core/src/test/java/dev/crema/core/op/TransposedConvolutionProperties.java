package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.Tabulate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The transposed convolution against its definition, on whole numbers, so that all results are exact. */
final class TransposedConvolutionProperties {

    @Property
    void eachInputIsSpreadOverTheOutputsOfItsTaps(
            @ForAll long seed,
            @ForAll(supplier = ComputeDTypes.class) DType dtype,
            @ForAll @IntRange(max = 9) int batch) {
        Draw draw = Draw.of(seed, 3);
        TransposedAxis rows = TransposedAxis.draw(draw);
        TransposedAxis columns = TransposedAxis.draw(draw);
        int groups = draw.between(1, 3);
        int channels = draw.between(1, 3);
        int filters = draw.between(1, 3);
        NdArray x = draw.integers(Shape.of(batch, groups * channels, rows.size(), columns.size()), dtype);
        NdArray grouped = draw.integers(Shape.of(groups, channels, filters, rows.kernel(), columns.kernel()), dtype);
        NdArray bias = draw.integers(Shape.of(1, groups * filters, 1, 1), dtype);
        Shape outputShape = Shape.of(batch, groups * filters, rows.outputs(), columns.outputs());
        double[] sums = new double[outputShape.size()];
        int[] strides = outputShape.strides();
        Tabulate.each(
                x.shape(),
                at -> Tabulate.each(Shape.of(filters, rows.kernel(), columns.kernel()), tap -> {
                    int group = at[1] / channels;
                    int p = rows.output(at[2], tap[1]);
                    int q = columns.output(at[3], tap[2]);
                    if (p >= 0 && p < rows.outputs() && q >= 0 && q < columns.outputs()) {
                        int k = group * filters + tap[0];
                        double weight = grouped.get(group, at[1] % channels, tap[0], tap[1], tap[2]);
                        sums[at[0] * strides[0] + k * strides[1] + p * strides[2] + q] += x.get(at) * weight;
                    }
                }));
        NdArray expected = NdArray.of(outputShape, sums).to(dtype);
        NdArray weight =
                groups == 1 ? grouped.reshape(Shape.of(channels, filters, rows.kernel(), columns.kernel())) : grouped;
        Geometry geometry = TransposedAxis.geometry(rows, columns);
        Pair more = new Pair(rows.more(), columns.more());
        Expect.equal(
                expected,
                TransposedConvolution.convTranspose2d(x, weight, null, geometry, more)
                        .value());
        Expect.equal(
                expected.add(bias),
                TransposedConvolution.convTranspose2d(x, weight, bias, geometry, more)
                        .value());
        assertEquals(outputShape, TransposedConvolution.outputShape(x.shape(), weight.shape(), geometry, more));
    }

    @Test
    void anOutputPaddingAsLargeAsStrideAndDilationIsRefused() {
        Geometry geometry = Geometry.of(Pair.of(3)).stride(new Pair(2, 1)).dilation(new Pair(1, 3));
        TransposedConvolution.requireOutputPadding(geometry, new Pair(1, 2));
        for (Pair more : new Pair[] {new Pair(2, 0), new Pair(0, 3), new Pair(-1, 0), new Pair(0, -1)}) {
            Expect.refusal(
                    "output_padding: expected at least 0 and less than stride or dilation, got " + more
                            + " for stride 2x1 and dilation 1x3",
                    () -> TransposedConvolution.requireOutputPadding(geometry, more));
        }
    }

    @Test
    void operandsThatDoNotFitAreNamed() {
        NdArray x = NdArray.zeros(Shape.of(1, 4, 3, 3), DType.FLOAT32);
        Geometry geometry = Geometry.of(Pair.of(2));
        expectRefusal(
                "expected input [N, C, H, W] and weight [C, K, R, S] with equal C, got [1, 4, 3, 3] and [3, 4, 2, 2]",
                x,
                NdArray.zeros(Shape.of(3, 4, 2, 2), DType.FLOAT32),
                null,
                geometry);
        expectRefusal(
                "expected input [N, C, H, W] and weight [groups, C/groups, K/groups, R, S],"
                        + " got [1, 4, 3, 3] and [2, 1, 4, 2, 2]",
                x,
                NdArray.zeros(Shape.of(2, 1, 4, 2, 2), DType.FLOAT32),
                null,
                geometry);
        NdArray weight = NdArray.zeros(Shape.of(4, 5, 2, 2), DType.FLOAT32);
        expectRefusal(
                "expected a weight of kernel size 3x3, got [4, 5, 2, 2]", x, weight, null, Geometry.of(Pair.of(3)));
        expectRefusal(
                "expected bias [1, 5, 1, 1], got [5]", x, weight, NdArray.zeros(Shape.of(5), DType.FLOAT32), geometry);
        expectRefusal(
                "expected operands of one dtype, got input float32, weight float64",
                x,
                weight.to(DType.FLOAT64),
                null,
                geometry);
        expectRefusal(
                "expected input and output of at least 1x1, got 3x3 and 0x0 = (3x3 - 1)*(1x1) - 2*2 + 2x2 + 0x0;"
                        + " use less padding",
                x,
                weight,
                null,
                geometry.padding(Pair.of(2)));
    }

    private static void expectRefusal(
            String message, NdArray x, NdArray weight, @Nullable NdArray bias, Geometry geometry) {
        Expect.refusal(
                "convTranspose2d: " + message,
                () -> TransposedConvolution.convTranspose2d(x, weight, bias, geometry, Pair.of(0)));
    }
}
