package dev.crema.nn.weights;

import dev.crema.core.array.DType;
import dev.crema.core.array.Shape;

/** What a file says of a tensor before its data. */
record TensorHeader(String name, DType dtype, Shape shape, Encoding encoding, int line) {

    /** The index for each axis of a position in row-major order, such as {@code [3, 5]}. */
    static String index(Shape shape, int position) {
        int[] index = new int[shape.rank()];
        int rest = position;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape.size(axis);
            rest /= shape.size(axis);
        }
        return java.util.Arrays.toString(index);
    }
}
