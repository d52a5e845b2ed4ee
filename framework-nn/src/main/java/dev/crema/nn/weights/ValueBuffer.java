package dev.crema.nn.weights;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.Arrays;

/** The values of one tensor as they arrive. It grows with them, so that a header alone cannot make it take memory. */
abstract sealed class ValueBuffer {

    private static final int FIRST_CAPACITY = 1 << 12;

    private final Shape shape;
    private int count;

    private ValueBuffer(Shape shape) {
        this.shape = shape;
    }

    /** A buffer for the values of a tensor, or one that only counts if they are not {@code kept}. */
    static ValueBuffer of(TensorHeader header, boolean kept) {
        Shape shape = header.shape();
        return !kept
                ? new CountOnly(shape)
                : header.dtype() == DType.FLOAT64 ? new Doubles(shape) : new Floats(shape, header.dtype());
    }

    /** Number of values so far. */
    final int count() {
        return count;
    }

    final boolean isFull() {
        return count == shape.size();
    }

    final void add(double value) {
        set(count++, value);
    }

    abstract void set(int index, double value);

    /** The values as an array; not for a buffer that only counts. */
    abstract NdArray toArray();

    final Shape shape() {
        return shape;
    }

    /** Room for one value more: doubled, but never more than the shape needs. */
    final int grown(int capacity) {
        return (int) Math.min(shape.size(), Math.max(FIRST_CAPACITY, 2L * capacity));
    }

    private static final class Floats extends ValueBuffer {

        private final DType dtype;
        private float[] values = new float[0];

        Floats(Shape shape, DType dtype) {
            super(shape);
            this.dtype = dtype;
        }

        @Override
        void set(int index, double value) {
            if (index == values.length) {
                values = Arrays.copyOf(values, grown(index));
            }
            values[index] = (float) value;
        }

        @Override
        NdArray toArray() {
            return NdArray.of(shape(), values).to(dtype);
        }
    }

    private static final class Doubles extends ValueBuffer {

        private double[] values = new double[0];

        Doubles(Shape shape) {
            super(shape);
        }

        @Override
        void set(int index, double value) {
            if (index == values.length) {
                values = Arrays.copyOf(values, grown(index));
            }
            values[index] = value;
        }

        @Override
        NdArray toArray() {
            return NdArray.of(shape(), values);
        }
    }

    private static final class CountOnly extends ValueBuffer {

        CountOnly(Shape shape) {
            super(shape);
        }

        @Override
        void set(int index, double value) {}

        @Override
        NdArray toArray() {
            throw new IllegalStateException("weights: expected a buffer that keeps its values, got one that counts");
        }
    }
}
