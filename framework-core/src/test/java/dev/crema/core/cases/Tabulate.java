package dev.crema.core.cases;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Arrays written down element by element: the notation of the naive definitions. */
public final class Tabulate {

    private Tabulate() {}

    /** The array whose element at each index is {@code value} of that index. */
    public static NdArray of(Shape shape, DType dtype, ToDoubleFunction<int[]> value) {
        int[] position = {0};
        return NdArray.generate(shape, dtype, () -> value.applyAsDouble(index(shape, position[0]++)));
    }

    /** Visits each index of a shape in row-major order. */
    public static void each(Shape shape, Consumer<int[]> visitor) {
        for (int position = 0; position < shape.size(); position++) {
            visitor.accept(index(shape, position));
        }
    }

    /** The sum of {@code term} over the indices of a shape. */
    public static double sum(Shape shape, ToDoubleFunction<int[]> term) {
        double sum = 0;
        for (int position = 0; position < shape.size(); position++) {
            sum += term.applyAsDouble(index(shape, position));
        }
        return sum;
    }

    private static int[] index(Shape shape, int position) {
        int[] index = new int[shape.rank()];
        int rest = position;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape.size(axis);
            rest /= shape.size(axis);
        }
        return index;
    }
}
