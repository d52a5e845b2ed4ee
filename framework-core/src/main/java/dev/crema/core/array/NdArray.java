package dev.crema.core.array;

import dev.crema.core.kernel.Binary;
import dev.crema.core.kernel.GatherMap;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.Storage;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleSupplier;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/**
 * Numbers of one type in a shape: the values that tensors hold and ops compute with, tracked by nothing.
 *
 * <p>An array is immutable; elements are stored row-major and contiguous. Two operands of one operation must have the same
 * dtype, and shapes that broadcast (see {@link Shape#broadcast}).
 */
public final class NdArray {

    private final Shape shape;
    private final DType dtype;
    private final Storage<?> storage;

    private NdArray(Shape shape, DType dtype, Storage<?> storage) {
        this.shape = shape;
        this.dtype = dtype;
        this.storage = storage;
    }

    /** An array of zeros. */
    public static NdArray zeros(Shape shape, DType dtype) {
        return new NdArray(shape, dtype, Storage.zeros(shape.size(), dtype.kernels()));
    }

    /** An array for the framework's own ops to write before anyone else sees it: its content is arbitrary. */
    public static NdArray unfilled(Shape shape, DType dtype) {
        return new NdArray(shape, dtype, Storage.unfilled(shape.size(), dtype.kernels()));
    }

    /** An array whose elements all have one value. */
    public static NdArray full(Shape shape, DType dtype, double value) {
        NdArray result = unfilled(shape, dtype);
        Storage<Object> storage = result.storage();
        storage.kernels().fill(storage.values(), 0, shape.size(), value);
        return result;
    }

    /** An array of shape {@code []}. */
    public static NdArray scalar(double value, DType dtype) {
        return full(Shape.scalar(), dtype, value);
    }

    /** A row of FLOAT32 numbers, shape {@code [values.length]}. */
    public static NdArray of(float... values) {
        return of(Shape.of(values.length), values);
    }

    /** A FLOAT32 array of these numbers in row-major order, which are copied. */
    public static NdArray of(Shape shape, float[] values) {
        NdArray result = unfilled(requireSize(shape, values.length), DType.FLOAT32);
        System.arraycopy(values, 0, result.storage().values(), 0, values.length);
        return result;
    }

    /** A FLOAT64 array of these numbers in row-major order, which are copied. */
    public static NdArray of(Shape shape, double[] values) {
        NdArray result = unfilled(requireSize(shape, values.length), DType.FLOAT64);
        System.arraycopy(values, 0, result.storage().values(), 0, values.length);
        return result;
    }

    /** An array whose elements, in row-major order, are what {@code next} gives, rounded to {@code dtype}. */
    public static NdArray generate(Shape shape, DType dtype, DoubleSupplier next) {
        NdArray result = unfilled(shape, dtype);
        for (int i = 0; i < shape.size(); i++) {
            result.storage.set(i, next.getAsDouble());
        }
        return result;
    }

    /**
     * The rows of a unit matrix that an index names: 1 at the class, else 0.
     *
     * @param index any shape, each number at least 0 and below {@code classes}
     * @return the shape of the index, and {@code classes} behind it
     */
    public static NdArray oneHot(IntArray index, int classes, DType dtype) {
        if (classes < 0) {
            throw new IllegalArgumentException("oneHot: expected at least 0 classes, got " + classes);
        }
        int[] sizes = Arrays.copyOf(index.shape().sizes(), index.shape().rank() + 1);
        sizes[sizes.length - 1] = classes;
        NdArray result = zeros(Shape.of(sizes), dtype);
        for (int i = 0; i < index.size(); i++) {
            if (index.get(i) < 0 || index.get(i) >= classes) {
                throw new IllegalArgumentException("oneHot: index " + index.get(i) + " at position " + i
                        + " is outside 0.." + (classes - 1) + " of " + classes + " classes");
            }
            result.storage.set(i * classes + index.get(i), 1);
        }
        return result;
    }

    private static Shape requireSize(Shape shape, int count) {
        if (shape.size() != count) {
            throw new IllegalArgumentException(
                    "array: expected " + shape.size() + " values for shape " + shape + ", got " + count);
        }
        return shape;
    }

    /** The sizes along the axes. */
    public Shape shape() {
        return shape;
    }

    /** The type of the elements. */
    public DType dtype() {
        return dtype;
    }

    /** Number of elements. */
    public int size() {
        return shape.size();
    }

    /** The elements and their loops, for the framework's own ops: {@link Storage} is not exported. */
    @SuppressWarnings({"unchecked", "exports"})
    public <A> Storage<A> storage() {
        return (Storage<A>) storage;
    }

    /** The element at an index for each axis. */
    public double get(int... index) {
        if (index.length != shape.rank()) {
            throw new IllegalArgumentException(
                    "get: expected an index for each axis of " + shape + ", got " + Arrays.toString(index));
        }
        int position = 0;
        for (int axis = 0; axis < index.length; axis++) {
            if (index[axis] < 0 || index[axis] >= shape.size(axis)) {
                throw new IndexOutOfBoundsException(
                        "get: expected an index inside " + shape + ", got " + Arrays.toString(index));
            }
            position = position * shape.size(axis) + index[axis];
        }
        return storage.get(position);
    }

    /** The element at a position in row-major order. */
    public double getFlat(int position) {
        if (position < 0 || position >= size()) {
            throw new IndexOutOfBoundsException("getFlat: expected a position of at least 0 and below " + size()
                    + " in " + shape + ", got " + position);
        }
        return storage.get(position);
    }

    /**
     * The only element.
     *
     * @throws IllegalStateException if there is not exactly one
     */
    public double item() {
        if (size() != 1) {
            throw new IllegalStateException("item: expected one element, got shape " + shape);
        }
        return storage.get(0);
    }

    /** The elements in row-major order as {@code float}, in a new array. */
    public float[] toFloatArray() {
        if (storage.values() instanceof float[] values) {
            return values.clone();
        }
        float[] result = new float[size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) storage.get(i);
        }
        return result;
    }

    /** The elements in row-major order as {@code double}, in a new array. */
    public double[] toDoubleArray() {
        if (storage.values() instanceof double[] values) {
            return values.clone();
        }
        double[] result = new double[size()];
        Arrays.setAll(result, storage::get);
        return result;
    }

    /** The same values in another type: this array if it has that type already. */
    public NdArray to(DType target) {
        if (target == dtype) {
            return this;
        }
        NdArray result = unfilled(shape, target);
        for (int i = 0; i < size(); i++) {
            result.storage.set(i, storage.get(i));
        }
        return result;
    }

    /** The same elements in another shape of the same size; nothing is copied. */
    public NdArray reshape(Shape target) {
        if (target.size() != shape.size()) {
            throw new IllegalArgumentException("reshape: expected a shape of " + shape.size()
                    + " elements for an array of shape " + shape + ", got " + target + " of " + target.size());
        }
        return new NdArray(target, dtype, storage);
    }

    /** Sum with broadcasting. */
    public NdArray add(NdArray other) {
        return binary("add", Binary.ADD, other);
    }

    /** Sum with broadcasting where it is above 0, else 0; a NaN stays a NaN. */
    public NdArray addRelu(NdArray other) {
        return binary("addRelu", Binary.ADD_RELU, other);
    }

    /** Difference with broadcasting. */
    public NdArray sub(NdArray other) {
        return binary("sub", Binary.SUBTRACT, other);
    }

    /** Product of elements with broadcasting. */
    public NdArray mul(NdArray other) {
        return binary("mul", Binary.MULTIPLY, other);
    }

    /** Quotient of elements with broadcasting. */
    public NdArray div(NdArray other) {
        return binary("div", Binary.DIVIDE, other);
    }

    /** The larger of two elements, with broadcasting; a NaN wins. */
    public NdArray maximum(NdArray other) {
        return binary("maximum", Binary.MAXIMUM, other);
    }

    /** The smaller of two elements, with broadcasting; a NaN wins. */
    public NdArray minimum(NdArray other) {
        return binary("minimum", Binary.MINIMUM, other);
    }

    /** Each element plus a number, which is first rounded to this dtype. */
    public NdArray add(double term) {
        return add(scalar(term, dtype));
    }

    /** Each element times a number, which is first rounded to this dtype. */
    public NdArray mul(double factor) {
        return mul(scalar(factor, dtype));
    }

    /** Each element divided by a number, which is first rounded to this dtype. */
    public NdArray div(double divisor) {
        return div(scalar(divisor, dtype));
    }

    private NdArray binary(String name, Binary operation, NdArray other) {
        requireMeets(name, other);
        NdArray result = unfilled(shape.broadcast(other.shape), dtype);
        Kernels<Object> kernels = storage().kernels();
        if (result.size() > 0) {
            new Broadcast(shape, other.shape, result.shape)
                    .run(
                            kernels,
                            operation,
                            storage().values(),
                            other.storage().values(),
                            result.storage().values());
        }
        return result;
    }

    private void requireMeets(String name, NdArray other) {
        if (dtype != other.dtype) {
            throw new IllegalArgumentException(name + ": expected operands of one dtype, got " + dtype + " and "
                    + other.dtype + "; convert one with to(DType)");
        }
        if (!shape.canBroadcast(other.shape)) {
            throw new IllegalArgumentException(
                    name + ": expected shapes with sizes that are equal or 1, aligned at the last axis, got " + shape
                            + " and " + other.shape);
        }
    }

    /** {@code f} of each element, computed in double precision and rounded once; {@code f} may run on several threads. */
    public NdArray map(DoubleUnaryOperator f) {
        NdArray result = unfilled(shape, dtype);
        storage().kernels().map(storage().values(), result.storage().values(), f);
        return result;
    }

    /** {@code f} of each pair of elements with broadcasting, computed in double precision and rounded once. */
    public NdArray zip(NdArray other, DoubleBinaryOperator f) {
        return zip("zip", other, f);
    }

    /** {@link #zip(NdArray, DoubleBinaryOperator)}, for an op that errors name. */
    public NdArray zip(String op, NdArray other, DoubleBinaryOperator f) {
        requireMeets(op, other);
        Shape common = shape.broadcast(other.shape);
        NdArray a = expand(common);
        NdArray b = other.expand(common);
        NdArray result = unfilled(common, dtype);
        storage()
                .kernels()
                .zip(
                        a.storage().values(),
                        b.storage().values(),
                        result.storage().values(),
                        f);
        return result;
    }

    /** Sum over {@code axes}, or over all of them if none is named; a kept axis has size 1. */
    public NdArray sum(boolean keep, int... axes) {
        return ReducedAxes.sum(this, keep, axes);
    }

    /** Largest element over {@code axes}, or over all of them if none is named; a NaN wins. */
    public NdArray max(boolean keep, int... axes) {
        return ReducedAxes.extremum("max", true, this, keep, axes);
    }

    /** Smallest element over {@code axes}, or over all of them if none is named; a NaN wins. */
    public NdArray min(boolean keep, int... axes) {
        return ReducedAxes.extremum("min", false, this, keep, axes);
    }

    /** Sum over the axes along which {@code target} was stretched to this shape: the adjoint of {@link #expand}. */
    public NdArray sumTo(Shape target) {
        if (target.equals(shape)) {
            return this;
        }
        if (!target.stretchesTo(shape)) {
            throw new IllegalArgumentException(
                    "sumTo: expected a shape that stretches to " + shape + ", got " + target);
        }
        int extra = shape.rank() - target.rank();
        int[] stretched = IntStream.range(0, shape.rank())
                .filter(axis -> axis < extra || (target.size(axis - extra) == 1 && shape.size(axis) != 1))
                .toArray();
        return (stretched.length == 0 ? this : sum(true, stretched)).reshape(target);
    }

    /** The array with its axes reordered: axis {@code i} of the result is axis {@code order[i]} of this one. */
    public NdArray permute(int... order) {
        boolean[] named = shape.mark("permute", order);
        if (order.length != shape.rank()) {
            throw new IllegalArgumentException("permute: expected each axis of " + shape + " once, got "
                    + Arrays.toString(order) + " of " + named.length + " axes");
        }
        int[] strides = shape.strides();
        int[][] offsets = new int[order.length][];
        int[] sizes = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            int axis = shape.axis(order[i]);
            sizes[i] = shape.size(axis);
            offsets[i] = multiples(sizes[i], strides[axis]);
        }
        return gather(Shape.of(sizes), new GatherMap(offsets), 0);
    }

    /** The array stretched to {@code target} as broadcasting would. */
    public NdArray expand(Shape target) {
        if (target.equals(shape)) {
            return this;
        }
        if (!shape.stretchesTo(target)) {
            throw new IllegalArgumentException("expand: expected a shape that " + shape + " stretches to, got " + target
                    + "; only sizes of 1 stretch");
        }
        int[] strides = shape.strides();
        int extra = target.rank() - shape.rank();
        int[][] offsets = new int[target.rank()][];
        for (int axis = 0; axis < target.rank(); axis++) {
            boolean stretched = axis < extra || shape.size(axis - extra) == 1;
            offsets[axis] = multiples(target.size(axis), stretched ? 0 : strides[axis - extra]);
        }
        return gather(target, new GatherMap(offsets), 0);
    }

    private static int[] multiples(int count, int stride) {
        int[] result = new int[count];
        Arrays.setAll(result, i -> i * stride);
        return result;
    }

    /** A new array whose elements are found through a map; {@code fill} where it has no source. For the framework's own ops. */
    @SuppressWarnings("exports")
    public NdArray gather(Shape target, GatherMap map, double fill) {
        NdArray result = unfilled(target, dtype);
        if (result.size() > 0) {
            storage().kernels().gather(map, storage().values(), result.storage().values(), fill);
        }
        return result;
    }

    /** The position of the largest element along an axis, the first of equals, a NaN before all; shape without that axis. */
    public IntArray argmax(int axis) {
        return ReducedAxes.argextremum("argmax", true, this, axis);
    }

    /** The position of the smallest element along an axis, the first of equals, a NaN before all; shape without that axis. */
    public IntArray argmin(int axis) {
        return ReducedAxes.argextremum("argmin", false, this, axis);
    }

    /** Whether the other array has the same shape, dtype and values, bit for bit; all NaNs count as equal, 0 and -0 do not. */
    public boolean sameBits(NdArray other) {
        if (dtype != other.dtype || !shape.equals(other.shape)) {
            return false;
        }
        return switch (dtype) {
            case FLOAT16 -> Arrays.equals((short[]) storage.values(), (short[]) other.storage.values());
            case FLOAT32 -> Arrays.equals((float[]) storage.values(), (float[]) other.storage.values());
            case FLOAT64 -> Arrays.equals((double[]) storage.values(), (double[]) other.storage.values());
        };
    }

    /** Dtype, shape, and the values if there are few of them. */
    @Override
    public String toString() {
        return dtype + shape.toString() + Rendering.of(this);
    }
}
