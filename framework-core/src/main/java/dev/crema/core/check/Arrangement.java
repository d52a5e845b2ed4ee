package dev.crema.core.check;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.stream.IntStream;

/** Ways in which the elements of an array stand: what tells a wrong axis and a transposition. */
final class Arrangement {

    private Arrangement() {}

    /** What may hold for an array along one axis. */
    enum Law {
        CONSTANT("is constant") {
            @Override
            double breach(NdArray x, int axis) {
                return largest(x.max(true, axis).sub(x.min(true, axis)));
            }
        },
        SUMS_TO_ZERO("sums up to 0") {
            @Override
            double breach(NdArray x, int axis) {
                return largest(x.sum(true, axis));
            }
        };

        private final String text;

        Law(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        /** How far the array is from it. */
        abstract double breach(NdArray x, int axis);

        boolean holds(NdArray x, int axis, double slack) {
            return x.shape().size(axis) > 1 && breach(x, axis) <= slack * largest(x);
        }
    }

    private static double largest(NdArray x) {
        return x.map(Math::abs).max(false).item();
    }

    static NdArray reversed(NdArray x, int axis) {
        int stride = x.shape().strides()[axis];
        int size = x.shape().size(axis);
        int[] position = {0};
        return NdArray.generate(x.shape(), x.dtype(), () -> {
            int i = position[0]++;
            int index = i / stride % size;
            return x.getFlat(i + (size - 1 - 2 * index) * stride);
        });
    }

    static NdArray transposed(NdArray x, int first, int second) {
        int[] order = IntStream.range(0, x.shape().rank()).toArray();
        order[first] = second;
        order[second] = first;
        return x.permute(order);
    }

    /** The last two axes exchanged. */
    static NdArray transposed(NdArray x) {
        return transposed(x, x.shape().rank() - 2, x.shape().rank() - 1);
    }

    /** Whether the last two axes have one size above 1. */
    static boolean isSquare(NdArray x) {
        Shape shape = x.shape();
        return shape.rank() >= 2 && shape.size(-1) == shape.size(-2) && shape.size(-1) > 1;
    }
}
