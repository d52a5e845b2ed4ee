package dev.crema.core.array;

import dev.crema.core.kernel.Storage;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * An array seen as {@code [outer, count, inner]}: the sizes before, along and after the reduced axes once they stand together.
 *
 * @param outer product of the sizes before the reduced axes
 * @param count product of the reduced sizes
 * @param inner product of the sizes after the reduced axes
 */
record ReducedAxes(int outer, int count, int inner) {

    /** The view of an array of this shape, if the axes stand together, or of one with the reduced axes moved to the back. */
    static ReducedAxes of(Shape shape, boolean[] reduced) {
        boolean together = standTogether(reduced);
        int[] sizes = {1, 1, 1};
        boolean seen = false;
        for (int axis = 0; axis < reduced.length; axis++) {
            seen |= reduced[axis];
            int part = reduced[axis] ? 1 : together && seen ? 2 : 0;
            sizes[part] *= shape.size(axis);
        }
        return new ReducedAxes(sizes[0], sizes[1], sizes[2]);
    }

    static NdArray sum(NdArray x, boolean keep, int... axes) {
        boolean[] reduced = x.shape().mark("sum", axes);
        ReducedAxes sizes = of(x.shape(), reduced);
        NdArray result = NdArray.unfilled(x.shape().reduced(keep, axes), x.dtype());
        Storage<Object> from = together(x, reduced).storage();
        from.kernels()
                .sum(
                        sizes.outer,
                        sizes.count,
                        sizes.inner,
                        from.values(),
                        result.storage().values());
        return result;
    }

    static NdArray extremum(String name, boolean max, NdArray x, boolean keep, int... axes) {
        boolean[] reduced = x.shape().mark(name, axes);
        ReducedAxes sizes = of(x.shape(), reduced);
        NdArray result = NdArray.unfilled(x.shape().reduced(keep, axes), x.dtype());
        if (sizes.count == 0 && result.size() > 0) {
            throw new IllegalArgumentException(name + ": expected at least one element to choose from, got shape "
                    + x.shape() + " over axes " + Arrays.toString(axes));
        }
        Storage<Object> from = together(x, reduced).storage();
        from.kernels()
                .extremum(
                        max,
                        sizes.outer,
                        sizes.count,
                        sizes.inner,
                        from.values(),
                        result.storage().values());
        return result;
    }

    static IntArray argextremum(String name, boolean max, NdArray x, int axis) {
        ReducedAxes sizes = of(x.shape(), x.shape().mark(name, axis));
        int[] best = new int[sizes.outer * sizes.inner];
        if (sizes.count == 0 && best.length > 0) {
            throw new IllegalArgumentException(
                    name + ": expected at least one element to choose from, got shape " + x.shape());
        }
        Storage<Object> values = x.storage();
        for (int i = 0; i < best.length; i++) {
            int start = i / sizes.inner * sizes.count * sizes.inner + i % sizes.inner;
            for (int n = 1; n < sizes.count; n++) {
                double value = values.get(start + n * sizes.inner);
                double present = values.get(start + best[i] * sizes.inner);
                boolean better = max ? value > present : value < present;
                if (better || (Double.isNaN(value) && !Double.isNaN(present))) {
                    best[i] = n;
                }
            }
        }
        return IntArray.of(x.shape().reduced(false, axis), best);
    }

    /** The array, with the reduced axes moved to the back if they do not stand together already. */
    private static NdArray together(NdArray x, boolean[] reduced) {
        return standTogether(reduced) ? x : x.permute(reducedLast(reduced));
    }

    private static boolean standTogether(boolean[] reduced) {
        int changes = 0;
        for (int axis = 1; axis < reduced.length; axis++) {
            changes += reduced[axis] != reduced[axis - 1] ? 1 : 0;
        }
        return changes <= 1 || (changes == 2 && !reduced[0]);
    }

    private static int[] reducedLast(boolean[] reduced) {
        return IntStream.concat(
                        IntStream.range(0, reduced.length).filter(axis -> !reduced[axis]),
                        IntStream.range(0, reduced.length).filter(axis -> reduced[axis]))
                .toArray();
    }
}
