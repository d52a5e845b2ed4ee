package dev.crema.core.array;

import java.util.Arrays;

/** Whole numbers in a shape: labels and indices. Immutable, never differentiated. */
public final class IntArray {

    private final Shape shape;
    private final int[] values;

    private IntArray(Shape shape, int[] values) {
        this.shape = shape;
        this.values = values;
    }

    /** A row of numbers, shape {@code [values.length]}; the array is copied. */
    public static IntArray of(int... values) {
        return new IntArray(Shape.of(values.length), values.clone());
    }

    /** Numbers in row-major order; the array is copied. */
    public static IntArray of(Shape shape, int[] values) {
        if (values.length != shape.size()) {
            throw new IllegalArgumentException(
                    "array: expected " + shape.size() + " values for shape " + shape + ", got " + values.length);
        }
        return new IntArray(shape, values.clone());
    }

    /** The sizes along the axes. */
    public Shape shape() {
        return shape;
    }

    /** Number of elements. */
    public int size() {
        return values.length;
    }

    /** The element at a position in row-major order. */
    public int get(int index) {
        return values[index];
    }

    /** The same numbers in another shape of the same size. */
    public IntArray reshape(Shape target) {
        if (target.size() != values.length) {
            throw new IllegalArgumentException("reshape: expected a shape of " + values.length
                    + " elements for an array of shape " + shape + ", got " + target + " of " + target.size());
        }
        return new IntArray(target, values);
    }

    /** The values in row-major order, as a new array. */
    public int[] toArray() {
        return values.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IntArray array && shape.equals(array.shape) && Arrays.equals(values, array.values);
    }

    @Override
    public int hashCode() {
        return 31 * shape.hashCode() + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "IntArray" + shape + (values.length <= 16 ? " " + Arrays.toString(values) : "");
    }
}
