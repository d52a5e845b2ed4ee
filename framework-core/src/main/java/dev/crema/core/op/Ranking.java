package dev.crema.core.op;

import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.Storage;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The order of the elements along an axis. */
public final class Ranking {

    private Ranking() {}

    /**
     * The positions of the {@code k} largest or smallest elements along an axis, the best first and of equal ones the first; a NaN
     * counts as larger than every number.
     *
     * @return the shape of {@code x} with size {@code k} along the axis
     */
    public static IntArray topk(NdArray x, int k, int axis, boolean largest) {
        int along = x.shape().axis("topk", axis);
        int size = x.shape().size(along);
        if (k < 0 || k > size) {
            throw new IllegalArgumentException(
                    "topk: expected a k in 0.." + size + " along axis " + axis + " of " + x.shape() + ", got " + k);
        }
        Shape shape = x.shape().with(along, k);
        int inner = x.shape().strides()[along];
        int[] result = new int[shape.size()];
        int lines = k == 0 ? 0 : shape.size() / k;
        for (int line = 0; line < lines; line++) {
            int[] best = best(x, line / inner * size * inner + line % inner, inner, size, k, largest);
            for (int n = 0; n < k; n++) {
                result[(line / inner * k + n) * inner + line % inner] = best[n];
            }
        }
        return IntArray.of(shape, result);
    }

    private static int[] best(NdArray x, int start, int stride, int size, int k, boolean largest) {
        double[] values = new double[size];
        Storage<Object> from = x.storage();
        for (int n = 0; n < size; n++) {
            values[n] = from.get(start + n * stride) + 0.0; // -0 becomes 0, which it equals
        }
        Comparator<Integer> ascending = (a, b) -> Double.compare(values[a], values[b]);
        return IntStream.range(0, size)
                .boxed()
                .sorted(largest ? ascending.reversed() : ascending)
                .limit(k)
                .mapToInt(i -> i)
                .toArray();
    }
}
