package dev.crema.core.cases;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Pair;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * A convolution with small whole numbers, so that every order of summation gives the same result.
 *
 * @param channels input channels of one group
 * @param filters output channels of one group
 */
public record ConvolutionCase(
        int batch, int groups, int channels, int filters, WindowAxis rows, WindowAxis columns, long seed) {

    /** Empty batches, batches of several pieces, depthwise filters and wide images included. */
    public static Arbitrary<ConvolutionCase> arbitrary() {
        Arbitrary<Integer> batch = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just(0)),
                Tuple.of(6, Arbitraries.integers().between(1, 3)),
                Tuple.of(2, Arbitraries.integers().between(9, 18)));
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 3);
        return Combinators.combine(
                        batch,
                        few,
                        few,
                        few,
                        WindowAxis.arbitrary(Arbitraries.integers().between(0, 6)),
                        WindowAxis.arbitrary(WindowAxis.mixedSlack()),
                        Arbitraries.longs())
                .as(ConvolutionCase::new);
    }

    public Geometry geometry() {
        return geometry(rows, columns);
    }

    public static Geometry geometry(WindowAxis rows, WindowAxis columns) {
        return new Geometry(
                new Pair(rows.kernel(), columns.kernel()),
                new Pair(rows.stride(), columns.stride()),
                new Pair(rows.padding(), columns.padding()),
                new Pair(rows.dilation(), columns.dilation()));
    }

    public NdArray input(DType dtype) {
        return integers(1, dtype, Shape.of(batch, groups * channels, rows.size(), columns.size()));
    }

    /** Four-dimensional for one group, five-dimensional for more. */
    public NdArray weight(DType dtype) {
        Shape shape = groups == 1
                ? Shape.of(filters, channels, rows.kernel(), columns.kernel())
                : Shape.of(groups, filters, channels, rows.kernel(), columns.kernel());
        return integers(2, dtype, shape);
    }

    public NdArray bias(DType dtype) {
        return integers(3, dtype, Shape.of(1, groups * filters, 1, 1));
    }

    public NdArray cotangent(DType dtype) {
        return integers(4, dtype, Shape.of(batch, groups * filters, rows.count(), columns.count()));
    }

    private NdArray integers(int which, DType dtype, Shape shape) {
        return Draw.of(seed + which, 1).integers(shape, dtype);
    }
}
