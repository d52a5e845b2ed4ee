package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.GatherMap;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.Storage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Ops that move elements and compute nothing; the adjoint of each adds the cotangents back where they came from. */
public final class Movement {

    private Movement() {}

    /** The same elements in another shape of the same size. */
    public static ValueAndVjps reshape(NdArray x, Shape target) {
        Shape shape = x.shape();
        return ValueAndVjps.of(x.reshape(target), g -> g.reshape(shape));
    }

    /**
     * The same elements in another shape of the same size.
     *
     * @param sizes at least 0 each; one may be -1 and is then inferred from the others
     */
    public static ValueAndVjps reshape(NdArray x, int... sizes) {
        return reshape(x, inferred(x.shape(), sizes));
    }

    private static Shape inferred(Shape shape, int... sizes) {
        int unknown = -1;
        long known = 1;
        for (int axis = 0; axis < sizes.length; axis++) {
            if (sizes[axis] < -1 || (sizes[axis] == -1 && unknown >= 0)) {
                throw new IllegalArgumentException("reshape: expected sizes of at least 0 and at most one -1, got "
                        + Arrays.toString(sizes) + " for an array of shape " + shape);
            }
            unknown = sizes[axis] == -1 ? axis : unknown;
            known = sizes[axis] == -1 ? known : Math.min(known * sizes[axis], Integer.MAX_VALUE);
        }
        if (unknown < 0) {
            return Shape.of(sizes);
        }
        if (known == 0 || shape.size() % known != 0) {
            throw new IllegalArgumentException("reshape: expected sizes whose product divides the " + shape.size()
                    + " elements of " + shape + ", so that the -1 has one value, got " + Arrays.toString(sizes));
        }
        int[] all = sizes.clone();
        all[unknown] = (int) (shape.size() / known);
        return Shape.of(all);
    }

    /** Axis {@code i} of the result is axis {@code order[i]} of {@code x}. */
    public static ValueAndVjps permute(NdArray x, int... order) {
        NdArray value = x.permute(order);
        int[] inverse = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            inverse[x.shape().axis(order[i])] = i;
        }
        return ValueAndVjps.of(value, g -> g.permute(inverse));
    }

    /** Exchanges two axes. */
    public static ValueAndVjps transpose(NdArray x, int first, int second) {
        int a = x.shape().axis("transpose", first);
        int b = x.shape().axis("transpose", second);
        int[] order = IntStream.range(0, x.shape().rank()).toArray();
        order[a] = b;
        order[b] = a;
        return permute(x, order);
    }

    /** Stretches axes of size 1, and adds axes at the front, as broadcasting would. */
    public static ValueAndVjps expand(NdArray x, Shape target) {
        Shape shape = x.shape();
        return ValueAndVjps.of(x.expand(target), g -> g.sumTo(shape));
    }

    /** The indices {@code start, start + step, ...} below {@code end} along an axis. */
    public static ValueAndVjps slice(NdArray x, int axis, int start, int end, int step) {
        int size = x.shape().size(x.shape().axis("slice", axis));
        if (start < 0 || end > size || start > end || step < 1) {
            throw new IllegalArgumentException(
                    "slice: expected 0 <= start <= end <= " + size + " and step >= 1 along axis " + axis + " of "
                            + x.shape() + ", got start " + start + ", end " + end + ", step " + step);
        }
        int count = start == end ? 0 : (end - start - 1) / step + 1;
        return gathered(x, AxisIndices.identity(x.shape()).with(axis, count, i -> start + i * step));
    }

    /** The elements in reverse order along the axes, or along all of them if none is named. */
    public static ValueAndVjps flip(NdArray x, int... axes) {
        boolean[] flipped = x.shape().mark("flip", axes);
        AxisIndices indices = AxisIndices.identity(x.shape());
        for (int axis = 0; axis < flipped.length; axis++) {
            int size = x.shape().size(axis);
            indices = flipped[axis] ? indices.with(axis, size, i -> size - 1 - i) : indices;
        }
        return gathered(x, indices);
    }

    /** The named indices along an axis, in that order; one may come several times. */
    public static ValueAndVjps indexSelect(NdArray x, int axis, IntArray index) {
        int size = x.shape().size(x.shape().axis("indexSelect", axis));
        if (index.shape().rank() != 1) {
            throw new IllegalArgumentException("indexSelect: expected an index of one axis, got " + index.shape());
        }
        resized("indexSelect", x.shape(), axis, index.size());
        for (int i = 0; i < index.size(); i++) {
            if (index.get(i) < 0 || index.get(i) >= size) {
                throw new IllegalArgumentException("indexSelect: index " + index.get(i) + " at position " + i
                        + " is outside 0.." + (size - 1) + " of axis " + axis + " of " + x.shape());
            }
        }
        return gathered(x, AxisIndices.identity(x.shape()).with(axis, index.size(), index::get));
    }

    /**
     * Adds rows and columns around the last two axes.
     *
     * @param value the constant of {@link PaddingMode#ZEROS}; the other modes do not use it
     */
    public static ValueAndVjps pad(NdArray x, Padding padding, PaddingMode mode, double value) {
        Shape padded = paddedShape(x.shape(), padding, mode);
        int height = x.shape().size(-2);
        int width = x.shape().size(-1);
        AxisIndices indices = AxisIndices.identity(x.shape())
                .with(-2, padded.size(-2), i -> source(mode, i - padding.top(), height))
                .with(-1, padded.size(-1), i -> source(mode, i - padding.left(), width));
        return gathered(x, indices, value);
    }

    /** The shape that {@link #pad} gives; its errors are those of the op itself. */
    public static Shape paddedShape(Shape input, Padding padding, PaddingMode mode) {
        if (input.rank() < 2) {
            throw new IllegalArgumentException("pad: expected at least two axes, got " + input);
        }
        long rows = (long) padding.top() + input.size(-2) + padding.bottom();
        long columns = (long) padding.left() + input.size(-1) + padding.right();
        Shape padded = resized("pad", resized("pad", input, -2, rows), -1, columns);
        requireFits(mode, Math.max(padding.top(), padding.bottom()), input.size(-2), input);
        requireFits(mode, Math.max(padding.left(), padding.right()), input.size(-1), input);
        return padded;
    }

    private static void requireFits(PaddingMode mode, int padding, int size, Shape shape) {
        int most = switch (mode) {
            case ZEROS -> Integer.MAX_VALUE;
            case REPLICATE -> size == 0 ? 0 : Integer.MAX_VALUE;
            case REFLECT -> Math.max(0, size - 1);
            case CIRCULAR -> size;
        };
        if (padding > most) {
            throw new IllegalArgumentException("pad: " + mode + " padding of " + padding + " needs a size of at least "
                    + (mode == PaddingMode.REFLECT ? padding + 1 : mode == PaddingMode.CIRCULAR ? padding : 1)
                    + ", got " + size + " in " + shape + "; use less padding or another mode");
        }
    }

    private static int source(PaddingMode mode, int i, int size) {
        if (i >= 0 && i < size) {
            return i;
        }
        return switch (mode) {
            case ZEROS -> GatherMap.NOWHERE;
            case REFLECT -> i < 0 ? -i : 2 * (size - 1) - i;
            case REPLICATE -> i < 0 ? 0 : size - 1;
            case CIRCULAR -> Math.floorMod(i, size);
        };
    }

    /** The arrays one after another along an axis; their other sizes must be equal. */
    public static ValueAndVjps concat(int axis, NdArray... parts) {
        Shape result = requireConcatenable(axis, parts);
        NdArray value = NdArray.unfilled(result, parts[0].dtype());
        int at = result.axis(axis);
        int outer = Arrays.stream(result.sizes(), 0, at).reduce(1, (a, b) -> a * b);
        int[] starts = new int[parts.length];
        Storage<Object> to = value.storage();
        Kernels<Object> kernels = to.kernels();
        int total = outer == 0 ? 0 : result.size() / outer;
        int offset = 0;
        for (int i = 0; i < parts.length; i++) {
            int run = outer == 0 ? 0 : parts[i].size() / outer;
            for (int o = 0; o < outer; o++) {
                kernels.copy(parts[i].storage().values(), o * run, to.values(), o * total + offset, run);
            }
            offset += run;
            starts[i] = i == 0 ? 0 : starts[i - 1] + parts[i - 1].shape().size(axis);
        }
        List<Vjp> vjps = IntStream.range(0, parts.length)
                .mapToObj(i ->
                        sliceVjp(at, starts[i], starts[i] + parts[i].shape().size(at)))
                .toList();
        return new ValueAndVjps(value, vjps);
    }

    /** The arrays, of one shape, one after another along a new axis, which is counted in the result. */
    public static ValueAndVjps stack(int axis, NdArray... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("stack: expected at least one array, got none");
        }
        Shape shape = parts[0].shape();
        for (NdArray part : parts) {
            if (!part.shape().equals(shape) || part.dtype() != parts[0].dtype()) {
                throw new IllegalArgumentException("stack: expected one dtype and one shape, got " + parts[0].dtype()
                        + shape + " and " + part.dtype() + part.shape());
            }
        }
        Shape single = withNewAxis(shape, axis);
        int at = single.axis(axis);
        ValueAndVjps joined = concat(
                at, Arrays.stream(parts).map(part -> part.reshape(single)).toArray(NdArray[]::new));
        List<Vjp> vjps = joined.vjps().stream()
                .<Vjp>map(vjp -> g -> vjp.pull(g).reshape(shape))
                .toList();
        return new ValueAndVjps(joined.value(), vjps);
    }

    private static Shape withNewAxis(Shape shape, int axis) {
        int rank = shape.rank() + 1;
        if (axis < -rank || axis >= rank) {
            throw new IllegalArgumentException("stack: expected an axis in " + -rank + ".." + (rank - 1)
                    + " for arrays of shape " + shape + ", got " + axis);
        }
        int at = axis < 0 ? axis + rank : axis;
        int[] sizes = new int[rank];
        for (int i = 0; i < rank; i++) {
            sizes[i] = i == at ? 1 : shape.size(i < at ? i : i - 1);
        }
        return Shape.of(sizes);
    }

    /** Consecutive parts of {@code size} indices along an axis, the last one of what is left. */
    public static List<ValueAndVjps> split(NdArray x, int axis, int size) {
        int whole = x.shape().size(x.shape().axis("split", axis));
        if (size < 1) {
            throw new IllegalArgumentException("split: expected a size of at least 1, got " + size);
        }
        int count = Math.max(1, (whole - 1) / size + 1);
        int[] sizes = new int[count];
        Arrays.setAll(sizes, i -> Math.min(size, whole - i * size));
        return split(x, axis, sizes);
    }

    /** Consecutive parts of these sizes along an axis, which add up to its size. */
    public static List<ValueAndVjps> split(NdArray x, int axis, int[] sizes) {
        int whole = x.shape().size(x.shape().axis("split", axis));
        boolean fits = Arrays.stream(sizes).allMatch(size -> size >= 0)
                && Arrays.stream(sizes).asLongStream().sum() == whole;
        if (!fits) {
            throw new IllegalArgumentException("split: expected sizes of at least 0 that add up to " + whole
                    + " along axis " + axis + " of " + x.shape() + ", got " + Arrays.toString(sizes));
        }
        List<ValueAndVjps> parts = new ArrayList<>();
        int start = 0;
        for (int size : sizes) {
            parts.add(slice(x, axis, start, start + size, 1));
            start += size;
        }
        return parts;
    }

    /** The elements moved {@code shift} places along an axis; what leaves at one end enters at the other. */
    public static ValueAndVjps roll(NdArray x, int shift, int axis) {
        int size = x.shape().size(x.shape().axis("roll", axis));
        return gathered(
                x, AxisIndices.identity(x.shape()).with(axis, size, i -> Math.floorMod((long) i - shift, size)));
    }

    private static Vjp sliceVjp(int axis, int start, int end) {
        return g -> slice(g, axis, start, end, 1).value();
    }

    private static Shape requireConcatenable(int axis, NdArray... parts) {
        if (parts.length == 0) {
            throw new IllegalArgumentException("concat: expected at least one array, got none");
        }
        Shape first = parts[0].shape();
        first.axis("concat", axis);
        long size = 0;
        for (NdArray part : parts) {
            boolean fits = part.shape().rank() == first.rank()
                    && part.shape().with(axis, 0).equals(first.with(axis, 0))
                    && part.dtype() == parts[0].dtype();
            if (!fits) {
                throw new IllegalArgumentException("concat: expected one dtype and shapes that differ along axis "
                        + axis + " only, got " + parts[0].dtype() + first + " and " + part.dtype() + part.shape());
            }
            size += part.shape().size(axis);
        }
        return resized("concat", first, axis, size);
    }

    /** The shape with another size along an axis, which may be more than an array can have. */
    private static Shape resized(String op, Shape shape, int axis, long size) {
        long others = 1;
        for (int other = 0; other < shape.rank(); other++) {
            others *= other == shape.axis(axis) ? 1 : Math.max(1, shape.size(other));
        }
        if (size > Integer.MAX_VALUE / others) {
            throw new IllegalArgumentException(op + ": expected a result of at most " + Integer.MAX_VALUE
                    + " elements, got size " + size + " along axis " + axis + " of " + shape);
        }
        return shape.with(axis, (int) size);
    }

    /** The elements that the indices show, with the adjoint. */
    static ValueAndVjps gathered(NdArray x, AxisIndices indices) {
        return gathered(x, indices, 0);
    }

    private static ValueAndVjps gathered(NdArray x, AxisIndices indices, double fill) {
        GatherMap map = indices.map();
        Shape shape = x.shape();
        DType dtype = x.dtype();
        return ValueAndVjps.of(x.gather(indices.shape(), map, fill), g -> {
            NdArray dx = NdArray.zeros(shape, dtype);
            Storage<Object> from = g.storage();
            from.kernels().scatterAdd(map, from.values(), dx.storage().values());
            return dx;
        });
    }
}
