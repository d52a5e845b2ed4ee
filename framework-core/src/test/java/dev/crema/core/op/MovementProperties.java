package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.ComputeDTypes;
import dev.crema.core.array.DType;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Draw;
import dev.crema.core.cases.Expect;
import dev.crema.core.cases.Tabulate;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Ops that move elements against index arithmetic. */
final class MovementProperties {

    private static final int MOST = 5;

    @Property
    void permuteReordersTheIndex(
            @ForAll long seed,
            @ForAll @IntRange(max = MOST) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, Math.max(1, extent));
        NdArray x = input(draw, extent, dtype);
        int[] order = draw.order(x.shape());
        Shape shape = Shape.of(Arrays.stream(order).map(x.shape()::size).toArray());
        NdArray expected = Tabulate.of(shape, dtype, at -> {
            int[] source = new int[at.length];
            for (int i = 0; i < at.length; i++) {
                source[x.shape().axis(order[i])] = at[i];
            }
            return x.get(source);
        });
        Expect.equal(expected, Movement.permute(x, order).value());
    }

    @Property
    void transposeExchangesTwoIndices(
            @ForAll long seed,
            @ForAll @IntRange(max = MOST) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, Math.max(1, extent));
        NdArray x = input(draw, extent, dtype);
        int first = x.shape().axis(draw.axis(x.shape()));
        int second = x.shape().axis(draw.axis(x.shape()));
        NdArray y = Movement.transpose(x, first - x.shape().rank(), second).value();
        assertEquals(x.shape().size(first), y.shape().size(second));
        Expect.equal(
                Tabulate.of(y.shape(), dtype, at -> {
                    int[] source = at.clone();
                    source[first] = at[second];
                    source[second] = at[first];
                    return x.get(source);
                }),
                y);
    }

    @Property
    void sliceFlipAndIndexSelectMapOneIndex(
            @ForAll long seed,
            @ForAll @IntRange(max = MOST) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, Math.max(1, extent));
        NdArray x = input(draw, extent, dtype);
        int axis = draw.axis(x.shape());
        int size = x.shape().size(axis);
        int start = draw.between(0, size);
        int end = draw.between(start, size);
        int step = draw.between(1, 3);
        int count = (int) Math.ceil((end - start) / (double) step);
        Expect.equal(
                moved(x, axis, count, i -> start + i * step),
                Movement.slice(x, axis, start, end, step).value());
        Expect.equal(
                moved(x, axis, size, i -> size - 1 - i), Movement.flip(x, axis).value());
        IntArray index = draw.indices(Shape.of(size == 0 ? 0 : draw.between(0, 6)), Math.max(1, size));
        Expect.equal(
                moved(x, axis, index.size(), index::get),
                Movement.indexSelect(x, axis, index).value());
    }

    @Property
    void flipOfSeveralAxesFlipsEachAndOfNoneFlipsAll(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = MOST) int extent) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = input(draw, extent, DType.FLOAT32);
        int[] axes = draw.axes(x.shape(), 0);
        int[] flipped =
                axes.length > 0 ? axes : IntStream.range(0, x.shape().rank()).toArray();
        NdArray expected = x;
        for (int axis : flipped) {
            expected = Movement.flip(expected, axis).value();
        }
        Expect.equal(expected, Movement.flip(x, axes).value());
    }

    @Property
    void concatPutsOnePartAfterAnother(
            @ForAll long seed,
            @ForAll @IntRange(max = MOST) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, Math.max(1, extent));
        NdArray x = input(draw, extent, dtype);
        int axis = draw.axis(x.shape());
        int size = x.shape().size(axis);
        int first = draw.between(0, size);
        int second = draw.between(first, size);
        NdArray[] parts = {part(x, axis, 0, first), part(x, axis, first, second), part(x, axis, second, size)};
        ValueAndVjps result = Movement.concat(axis, parts);
        Expect.equal(x, result.value());
        for (int i = 0; i < parts.length; i++) {
            Expect.equal(parts[i], result.vjps().get(i).pull(x));
        }
    }

    @Property
    void stackPutsOnePartAfterAnotherAlongANewAxis(
            @ForAll long seed,
            @ForAll @IntRange(max = MOST) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, Math.max(1, extent));
        NdArray first = input(draw, extent, dtype);
        NdArray[] parts = {first, first.add(1000), first.add(2000)};
        int rank = first.shape().rank() + 1;
        int axis = draw.between(-rank, rank - 1);
        int at = axis < 0 ? axis + rank : axis;
        ValueAndVjps result = Movement.stack(axis, parts);
        assertEquals(3, result.value().shape().size(at));
        Tabulate.each(result.value().shape(), index -> {
            int[] inPart = IntStream.range(0, rank)
                    .filter(i -> i != at)
                    .map(i -> index[i])
                    .toArray();
            assertEquals(parts[index[at]].get(inPart), result.value().get(index));
        });
        for (int i = 0; i < parts.length; i++) {
            Expect.equal(parts[i], result.vjps().get(i).pull(result.value()));
        }
    }

    @Property
    void splitIsUndoneByConcat(
            @ForAll long seed,
            @ForAll @IntRange(max = MOST) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, Math.max(1, extent));
        NdArray x = input(draw, extent, dtype);
        int axis = draw.axis(x.shape());
        int whole = x.shape().size(axis);
        int first = draw.between(0, whole);
        int second = draw.between(first, whole);
        int[] sizes = {first, second - first, whole - second};
        expectParts(x, axis, sizes, Movement.split(x, axis, sizes));
        int size = draw.between(1, MOST + 1);
        int[] equal = IntStream.range(0, Math.max(1, (whole + size - 1) / size))
                .map(i -> Math.min(size, whole - i * size))
                .toArray();
        expectParts(x, axis, equal, Movement.split(x, axis, size));
    }

    private static void expectParts(NdArray x, int axis, int[] sizes, List<ValueAndVjps> parts) {
        assertEquals(sizes.length, parts.size());
        int start = 0;
        for (int i = 0; i < sizes.length; i++) {
            Expect.equal(part(x, axis, start, start + sizes[i]), parts.get(i).value());
            start += sizes[i];
        }
    }

    @Test
    void whatLeavesAtOneEndEntersAtTheOther() {
        Expect.equal(
                NdArray.of(4, 5, 1, 2, 3),
                Movement.roll(NdArray.of(1, 2, 3, 4, 5), 2, 0).value());
        expectParts(NdArray.of(1, 2, 3, 4, 5), 0, new int[] {2, 2, 1}, Movement.split(NdArray.of(1, 2, 3, 4, 5), 0, 2));
    }

    @Property
    void rollMovesEachIndexAround(
            @ForAll long seed,
            @ForAll @IntRange(max = MOST) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, Math.max(1, extent));
        NdArray x = input(draw, extent, dtype);
        int axis = draw.axis(x.shape());
        int size = x.shape().size(axis);
        int shift = draw.oneOf(0, 1, -1, 7, -12, Integer.MIN_VALUE, Integer.MAX_VALUE);
        NdArray rolled = Movement.roll(x, shift, axis).value();
        Expect.equal(moved(x, axis, size, i -> Math.floorMod((long) i - shift, size)), rolled);
    }

    @Test
    void partsThatDoNotFitAreRefused() {
        NdArray x = NdArray.zeros(Shape.of(2, 3), DType.FLOAT32);
        Expect.refusal("stack: expected at least one array, got none", () -> Movement.stack(0));
        Expect.refusal(
                "stack: expected one dtype and one shape, got float32[2, 3] and float32[3]",
                () -> Movement.stack(0, x, NdArray.of(1, 2, 3)));
        Expect.refusal(
                "stack: expected one dtype and one shape, got float32[2, 3] and float64[2, 3]",
                () -> Movement.stack(0, x, x.to(DType.FLOAT64)));
        Expect.refusal(
                "stack: expected an axis in -3..2 for arrays of shape [2, 3], got 3", () -> Movement.stack(3, x));
        Expect.refusal("split: expected a size of at least 1, got 0", () -> Movement.split(x, 1, 0));
        Expect.refusal(
                "split: expected sizes of at least 0 that add up to 3 along axis 1 of [2, 3], got [1, 1]",
                () -> Movement.split(x, 1, new int[] {1, 1}));
        Expect.refusal(
                "split: expected sizes of at least 0 that add up to 3 along axis -1 of [2, 3], got [4, -1]",
                () -> Movement.split(x, -1, new int[] {4, -1}));
        Expect.refusal("split: expected an axis in -2..1 for shape [2, 3], got 2", () -> Movement.split(x, 2, 1));
        Expect.refusal("roll: expected an axis in -2..1 for shape [2, 3], got 2", () -> Movement.roll(x, 1, 2));
    }

    @Property
    void padFollowsTheDefinitionOfItsMode(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = MOST) int extent,
            @ForAll PaddingMode mode,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = draw.integers(draw.shape(2, 4), dtype);
        int height = x.shape().size(-2);
        int width = x.shape().size(-1);
        int mostRows = most(mode, height);
        int mostColumns = most(mode, width);
        Padding padding = new Padding(
                draw.between(0, mostColumns),
                draw.between(0, mostColumns),
                draw.between(0, mostRows),
                draw.between(0, mostRows));
        Shape shape = x.shape()
                .with(-2, height + padding.top() + padding.bottom())
                .with(-1, width + padding.left() + padding.right());
        NdArray expected = Tabulate.of(shape, dtype, at -> {
            int[] source = at.clone();
            int row = at.length - 2;
            int column = at.length - 1;
            source[row] = beyond(mode, at[row] - padding.top(), height);
            source[column] = beyond(mode, at[column] - padding.left(), width);
            return source[row] < 0 || source[column] < 0 ? 7 : x.get(source);
        });
        Expect.equal(expected, Movement.pad(x, padding, mode, 7).value());
    }

    private static int most(PaddingMode mode, int size) {
        return mode == PaddingMode.REFLECT ? size - 1 : mode == PaddingMode.CIRCULAR ? size : 2 * size + 1;
    }

    /** The index that stands at {@code i}, or -1 for the constant. */
    private static int beyond(PaddingMode mode, int i, int size) {
        return switch (mode) {
            case ZEROS -> i < 0 || i >= size ? -1 : i;
            case REPLICATE -> Math.max(0, Math.min(size - 1, i));
            case CIRCULAR -> (i + size) % size;
            case REFLECT -> size - 1 - Math.abs(size - 1 - Math.abs(i));
        };
    }

    @Test
    void aStepBeyondTheEndKeepsTheFirstIndex() {
        NdArray x = NdArray.of(1, 2, 3);
        Expect.equal(
                NdArray.of(1), Movement.slice(x, 0, 0, 3, Integer.MAX_VALUE).value());
    }

    @Test
    void reshapeInfersOneSize() {
        NdArray x = NdArray.zeros(Shape.of(2, 3, 4), DType.FLOAT32);
        assertEquals(Shape.of(6, 4), Movement.reshape(x, -1, 4).value().shape());
        assertEquals(Shape.of(24), Movement.reshape(x, -1).value().shape());
        assertEquals(Shape.of(2, 1, 12), Movement.reshape(x, 2, -1, 12).value().shape());
        NdArray nothing = NdArray.zeros(Shape.of(0, 3), DType.FLOAT32);
        assertEquals(Shape.of(0, 3), Movement.reshape(nothing, -1, 3).value().shape());
    }

    private static NdArray moved(NdArray x, int axis, int count, IntUnaryOperator source) {
        return Tabulate.of(x.shape().with(axis, count), x.dtype(), at -> {
            int[] index = at.clone();
            int position = x.shape().axis(axis);
            index[position] = source.applyAsInt(at[position]);
            return x.get(index);
        });
    }

    private static NdArray part(NdArray x, int axis, int start, int end) {
        return moved(x, axis, end - start, i -> start + i);
    }

    /** Numbers counted up, so that no two elements can be mistaken for each other; an extent of 0 gives sizes of 0 and 1. */
    private static NdArray input(Draw draw, int extent, DType dtype) {
        Shape shape = draw.shape(1, 4, extent == 0 ? 0 : 1);
        double[] numbers = IntStream.range(0, shape.size()).mapToDouble(i -> i).toArray();
        return NdArray.of(shape, numbers).to(dtype);
    }
}
