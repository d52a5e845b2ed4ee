package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.GatherMap;
import dev.crema.core.kernel.Storage;
import java.util.Arrays;
import java.util.OptionalInt;

/** Ops that find elements by whole numbers; cotangents that meet in one element are added in the order of the index. */
public final class Indexing {

    private Indexing() {}

    /**
     * Along one axis the element that the index names: {@code y[i, j] = x[i, index[i, j]]} for axis 1 of two.
     *
     * @param index as many axes as {@code x}, and along the others at most its sizes; each number at least 0 and below the size along
     *     {@code axis}
     * @return the shape of the index
     */
    public static ValueAndVjps gather(NdArray x, int axis, IntArray index) {
        int along = x.shape().axis("gather", axis);
        requireWithin(x.shape(), along, index.shape());
        requireIndices("gather", index, x.shape().size(along), "axis " + axis + " of " + x.shape());
        GatherMap map = new GatherMap(new int[][] {positions(x.shape(), along, index)});
        Shape shape = x.shape();
        DType dtype = x.dtype();
        return ValueAndVjps.of(x.gather(index.shape(), map, 0), g -> scattered(shape, dtype, map, g));
    }

    private static void requireWithin(Shape shape, int along, Shape index) {
        boolean fits = index.rank() == shape.rank();
        for (int axis = 0; fits && axis < shape.rank(); axis++) {
            fits = axis == along || index.size(axis) <= shape.size(axis);
        }
        if (!fits) {
            throw new IllegalArgumentException("gather: expected an index with as many axes as " + shape
                    + " and at most its sizes, save along axis " + along + ", got " + index);
        }
    }

    /** For each element of the index, the position in {@code shape} that it names. */
    private static int[] positions(Shape shape, int along, IntArray index) {
        int[] strides = shape.strides();
        int[] at = new int[shape.rank()];
        int[] positions = new int[index.size()];
        for (int i = 0; i < positions.length; i++) {
            for (int axis = 0; axis < at.length; axis++) {
                positions[i] += (axis == along ? index.get(i) : at[axis]) * strides[axis];
            }
            advance(at, index.shape());
        }
        return positions;
    }

    /** Goes to the next index in row-major order. */
    private static void advance(int[] at, Shape shape) {
        int axis = at.length - 1;
        while (axis >= 0 && ++at[axis] == shape.size(axis)) {
            at[axis--] = 0;
        }
    }

    /**
     * The rows of a weight that an index names.
     *
     * @param weight shape {@code [rows, features]}
     * @param index any shape, each number at least 0 and below {@code rows}
     * @param paddingIndex a row that gets no cotangent, counted from the back if negative, or none
     * @return the shape of the index, and {@code features} behind it
     */
    public static ValueAndVjps embedding(NdArray weight, IntArray index, OptionalInt paddingIndex) {
        if (weight.shape().rank() != 2) {
            throw new IllegalArgumentException("embedding: expected weight [rows, features], got " + weight.shape());
        }
        int rows = weight.shape().size(0);
        int features = weight.shape().size(1);
        int padding = paddingIndex.isPresent() ? requireRow(paddingIndex.getAsInt(), rows, weight.shape()) : -1;
        requireIndices("embedding", index, rows, "the rows of weight " + weight.shape());
        int[] starts = Arrays.stream(index.toArray()).map(row -> row * features).toArray();
        int[] learned = Arrays.stream(index.toArray())
                .map(row -> row == padding ? GatherMap.NOWHERE : row * features)
                .toArray();
        int[] columns = new int[features];
        Arrays.setAll(columns, i -> i);
        int[] sizes = Arrays.copyOf(index.shape().sizes(), index.shape().rank() + 1);
        sizes[sizes.length - 1] = features;
        Shape shape = weight.shape();
        DType dtype = weight.dtype();
        GatherMap adjoint = new GatherMap(new int[][] {learned, columns});
        return ValueAndVjps.of(
                weight.gather(Shape.of(sizes), new GatherMap(new int[][] {starts, columns}), 0),
                g -> scattered(shape, dtype, adjoint, g));
    }

    private static int requireRow(int row, int rows, Shape weight) {
        if (row < -rows || row >= rows) {
            throw new IllegalArgumentException("embedding: expected a padding index in " + -rows + ".." + (rows - 1)
                    + " for weight " + weight + ", got " + row);
        }
        return row < 0 ? row + rows : row;
    }

    private static void requireIndices(String op, IntArray index, int bound, String where) {
        for (int i = 0; i < index.size(); i++) {
            if (index.get(i) < 0 || index.get(i) >= bound) {
                throw new IllegalArgumentException(op + ": index " + index.get(i) + " at position " + i
                        + " is outside 0.." + (bound - 1) + " of " + where);
            }
        }
    }

    private static NdArray scattered(Shape shape, DType dtype, GatherMap map, NdArray g) {
        NdArray dx = NdArray.zeros(shape, dtype);
        Storage<Object> from = g.storage();
        from.kernels().scatterAdd(map, from.values(), dx.storage().values());
        return dx;
    }
}
