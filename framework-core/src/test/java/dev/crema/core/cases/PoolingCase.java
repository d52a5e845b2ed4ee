package dev.crema.core.cases;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** A pooling of which every window holds a value, with small whole numbers. */
public record PoolingCase(int batch, int channels, WindowAxis rows, WindowAxis columns, boolean ceil, long seed) {

    /** Empty batches, windows that overlap or leave gaps, and padding of up to half a window included. */
    public static Arbitrary<PoolingCase> arbitrary() {
        Arbitrary<Integer> slack = Arbitraries.integers().between(0, 8);
        Arbitrary<WindowAxis> axis = WindowAxis.arbitrary(slack).map(PoolingCase::withLittlePadding);
        return Combinators.combine(
                        Arbitraries.integers().between(0, 3),
                        Arbitraries.integers().between(1, 3),
                        axis,
                        axis,
                        Arbitraries.of(false, true),
                        Arbitraries.longs())
                .as(PoolingCase::new)
                .filter(test -> test.rows().everyWindowHoldsAnIndex(test.count(test.rows()))
                        && test.columns().everyWindowHoldsAnIndex(test.count(test.columns())));
    }

    private static WindowAxis withLittlePadding(WindowAxis axis) {
        int padding = Math.min(axis.padding(), axis.span() / 2);
        int slack = axis.size() + 2 * axis.padding() - axis.span();
        return WindowAxis.fitting(slack, axis.kernel(), axis.stride(), padding, axis.dilation());
    }

    /** The same with neighbouring taps side by side. */
    public PoolingCase undilated() {
        return new PoolingCase(batch, channels, undilated(rows), undilated(columns), ceil, seed);
    }

    private static WindowAxis undilated(WindowAxis axis) {
        int padding = Math.min(axis.padding(), axis.kernel() / 2);
        return new WindowAxis(Math.max(axis.size(), axis.kernel()), axis.kernel(), axis.stride(), padding, 1);
    }

    public Shape shape() {
        return Shape.of(batch, channels, rows.size(), columns.size());
    }

    public Shape outputShape() {
        return Shape.of(batch, channels, count(rows), count(columns));
    }

    /** Number of windows along an axis. */
    public int count(WindowAxis axis) {
        return ceil ? axis.ceilCount() : axis.count();
    }

    public NdArray input(DType dtype) {
        return Draw.of(seed, 1).integers(shape(), dtype);
    }

    public NdArray cotangent(DType dtype) {
        return Draw.of(~seed, 1).integers(outputShape(), dtype);
    }

    public Geometry geometry() {
        return ConvolutionCase.geometry(rows, columns);
    }
}
