package dev.crema.core.op;

import dev.crema.core.array.Shape;
import dev.crema.core.kernel.GatherMap;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Which index of the old array each index of the new one shows, axis by axis. */
final class AxisIndices {

    private final Shape from;
    private final int[][] indices;

    private AxisIndices(Shape from, int[][] indices) {
        this.from = from;
        this.indices = indices;
    }

    /** The array as it is. */
    static AxisIndices identity(Shape from) {
        int[][] indices = new int[from.rank()][];
        for (int axis = 0; axis < indices.length; axis++) {
            indices[axis] = new int[from.size(axis)];
            Arrays.setAll(indices[axis], i -> i);
        }
        return new AxisIndices(from, indices);
    }

    /** The same with {@code size} indices along {@code axis}, index {@code i} showing {@code source(i)}. */
    AxisIndices with(int axis, int size, IntUnaryOperator source) {
        int[][] changed = indices.clone();
        int[] own = new int[size];
        Arrays.setAll(own, source);
        changed[from.axis(axis)] = own;
        return new AxisIndices(from, changed);
    }

    Shape shape() {
        return Shape.of(Arrays.stream(indices).mapToInt(index -> index.length).toArray());
    }

    GatherMap map() {
        int[] strides = from.strides();
        int[][] offsets = new int[indices.length][];
        for (int axis = 0; axis < offsets.length; axis++) {
            int stride = strides[axis];
            offsets[axis] = Arrays.stream(indices[axis])
                    .map(i -> i == GatherMap.NOWHERE ? GatherMap.NOWHERE : i * stride)
                    .toArray();
        }
        return new GatherMap(offsets);
    }
}
