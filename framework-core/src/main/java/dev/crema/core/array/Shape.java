package dev.crema.core.array;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The sizes of an array along its axes, such as {@code [64, 3, 32, 32]}; {@code []} is the shape of a scalar. */
public final class Shape {

    private static final Shape SCALAR = new Shape(new int[0], 1);

    private final int[] sizes;
    private final int size;

    private Shape(int[] sizes, int size) {
        this.sizes = sizes;
        this.size = size;
    }

    /**
     * The shape with these sizes.
     *
     * @throws IllegalArgumentException if a size is negative or the number of elements exceeds {@link Integer#MAX_VALUE}
     */
    public static Shape of(int... sizes) {
        if (sizes.length == 0) {
            return SCALAR;
        }
        long size = 1;
        long nonZero = 1;
        for (int s : sizes) {
            if (s < 0) {
                throw new IllegalArgumentException(
                        "shape: expected sizes of at least 0, got " + Arrays.toString(sizes));
            }
            size *= s;
            nonZero *= Math.max(1, s);
            if (nonZero > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("shape: expected at most " + Integer.MAX_VALUE + " elements, got "
                        + Arrays.toString(sizes) + "; split the array");
            }
        }
        return new Shape(sizes.clone(), (int) size);
    }

    /** The shape of a scalar, {@code []}. */
    public static Shape scalar() {
        return SCALAR;
    }

    /** Number of axes. */
    public int rank() {
        return sizes.length;
    }

    /** Number of elements: the product of the sizes. */
    public int size() {
        return size;
    }

    /**
     * Size along an axis.
     *
     * @param axis counted from the front if not negative, from the back (-1 is the last) if negative
     */
    public int size(int axis) {
        return sizes[axis(axis)];
    }

    /** The sizes as a new array. */
    public int[] sizes() {
        return sizes.clone();
    }

    /**
     * An axis counted from the front.
     *
     * @throws IllegalArgumentException if there is no such axis
     */
    public int axis(int axis) {
        return axis("shape", axis);
    }

    /** An axis counted from the front; an error names {@code op}. */
    public int axis(String op, int axis) {
        if (sizes.length == 0) {
            throw new IllegalArgumentException(op + ": the scalar shape [] has no axes, got axis " + axis);
        }
        if (axis < -sizes.length || axis >= sizes.length) {
            throw new IllegalArgumentException(op + ": expected an axis in " + -sizes.length + ".." + (sizes.length - 1)
                    + " for shape " + this + ", got " + axis);
        }
        return axis < 0 ? axis + sizes.length : axis;
    }

    /** For each axis, how far apart neighbours along it lie in row-major order. */
    public int[] strides() {
        int[] strides = new int[sizes.length];
        int stride = 1;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride *= sizes[axis];
        }
        return strides;
    }

    /**
     * For each axis whether it is among {@code axes}; all of them if {@code axes} is empty.
     *
     * @throws IllegalArgumentException if an axis does not exist or is named twice
     */
    public boolean[] mark(int... axes) {
        return mark("shape", axes);
    }

    /** For each axis whether it is among {@code axes}; an error names {@code op}. */
    public boolean[] mark(String op, int... axes) {
        boolean[] marked = new boolean[sizes.length];
        Arrays.fill(marked, axes.length == 0);
        for (int axis : axes) {
            int position = axis(op, axis);
            if (marked[position]) {
                throw new IllegalArgumentException(
                        op + ": expected distinct axes, got " + Arrays.toString(axes) + " for shape " + this);
            }
            marked[position] = true;
        }
        return marked;
    }

    /** This shape with size {@code size} along {@code axis}. */
    public Shape with(int axis, int size) {
        int[] result = sizes.clone();
        result[axis(axis)] = size;
        return of(result);
    }

    /** This shape with the axes reduced: size 1 each if {@code keep}, else gone. All of them if {@code axes} is empty. */
    public Shape reduced(boolean keep, int... axes) {
        boolean[] marked = mark(axes);
        int[] result = new int[sizes.length];
        int rank = 0;
        for (int axis = 0; axis < sizes.length; axis++) {
            if (!marked[axis]) {
                result[rank++] = sizes[axis];
            } else if (keep) {
                result[rank++] = 1;
            }
        }
        return of(Arrays.copyOf(result, rank));
    }

    /** Whether arrays of the two shapes can meet element by element; see {@link #broadcast}. */
    public boolean canBroadcast(Shape other) {
        for (int back = 1; back <= Math.min(rank(), other.rank()); back++) {
            int a = size(-back);
            int b = other.size(-back);
            if (a != b && a != 1 && b != 1) {
                return false;
            }
        }
        return true;
    }

    /** Whether broadcasting takes an array of this shape to {@code target}. */
    public boolean stretchesTo(Shape target) {
        return canBroadcast(target) && broadcast(target).equals(target);
    }

    /**
     * The shape in which two arrays meet element by element: aligned at the last axis, a missing or single size stretches to the
     * other's (the rule of NumPy).
     */
    public Shape broadcast(Shape other) {
        if (!canBroadcast(other)) {
            throw new IllegalArgumentException(
                    "broadcast: expected sizes that are equal or 1, aligned at the last axis, got " + this + " and "
                            + other);
        }
        int[] result = new int[Math.max(rank(), other.rank())];
        for (int back = 1; back <= result.length; back++) {
            int a = back <= rank() ? size(-back) : 1;
            int b = back <= other.rank() ? other.size(-back) : 1;
            result[result.length - back] = a == 1 ? b : a;
        }
        return of(result);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sizes);
    }

    /** The sizes in brackets, such as {@code [2, 3]}. */
    @Override
    public String toString() {
        return Arrays.stream(sizes).mapToObj(Integer::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
