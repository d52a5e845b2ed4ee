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
import java.util.OptionalInt;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Elements found by whole numbers, and the numbers of the largest ones, against index arithmetic. */
final class IndexingProperties {

    private static final OptionalInt NONE = OptionalInt.empty();

    @Property
    void gatherReplacesOneIndex(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = draw.uniform(draw.shape(1, 4)).to(dtype);
        int axis = draw.axis(x.shape());
        IntArray index = draw.indices(
                IndexingRows.within(draw, x.shape(), axis), x.shape().size(axis));
        int[] next = {0};
        NdArray expected = Tabulate.of(index.shape(), dtype, at -> {
            int[] source = at.clone();
            source[x.shape().axis(axis)] = index.get(next[0]++);
            return x.get(source);
        });
        Expect.sameBits(expected, Indexing.gather(x, axis, index).value());
    }

    @Property
    void embeddingShowsRows(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 5) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        NdArray weight = draw.uniform(Shape.of(draw.size(), draw.size())).to(dtype);
        int rows = weight.shape().size(0);
        int features = weight.shape().size(1);
        IntArray index = draw.indices(draw.shape(0, 3), rows);
        int padding = draw.between(-rows, rows - 1);
        ValueAndVjps result = Indexing.embedding(weight, index, OptionalInt.of(padding));
        NdArray value = result.value();
        assertEquals(index.shape(), value.shape().reduced(false, -1));
        for (int i = 0; i < index.size(); i++) {
            for (int f = 0; f < features; f++) {
                assertEquals(weight.get(index.get(i), f), value.getFlat(i * features + f));
            }
        }
        NdArray g = draw.integers(value.shape(), dtype);
        NdArray all = Indexing.embedding(weight, index, NONE).vjps().get(0).pull(g);
        int silent = Math.floorMod(padding, rows);
        Expect.equal(
                Tabulate.of(weight.shape(), dtype, at -> at[0] == silent ? 0 : all.get(at)),
                result.vjps().get(0).pull(g));
    }

    @Property
    void topkIsTheBeginningOfTheSortedLine(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 6) int extent,
            @ForAll(supplier = ComputeDTypes.class) DType dtype) {
        Draw draw = Draw.of(seed, extent);
        NdArray x = draw.integers(draw.shape(1, 4), dtype);
        int axis = draw.axis(x.shape());
        int along = x.shape().axis(axis);
        int size = x.shape().size(axis);
        int k = draw.between(0, size);
        boolean largest = draw.coin();
        IntArray best = Ranking.topk(x, k, axis, largest);
        assertEquals(x.shape().with(axis, k), best.shape());
        int[] next = {0};
        Tabulate.each(best.shape(), at -> {
            int chosen = best.get(next[0]++);
            int before = 0;
            int[] other = at.clone();
            for (int n = 0; n < size; n++) {
                other[along] = chosen;
                double own = x.get(other);
                other[along] = n;
                double value = x.get(other);
                boolean better = largest ? value > own : value < own;
                before += better || (value == own && n < chosen) ? 1 : 0;
            }
            assertEquals(at[along], before);
        });
    }

    @Test
    void theMiddleAxisOfThreeIsFoundBetweenTheOthers() {
        NdArray x = NdArray.of(Shape.of(2, 3, 2), new double[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11});
        IntArray index = IntArray.of(Shape.of(2, 2, 2), new int[] {2, 1, 0, 0, 1, 2, 1, 0});
        Expect.equal(
                NdArray.of(Shape.of(2, 2, 2), new double[] {4, 3, 0, 1, 8, 11, 8, 7}),
                Indexing.gather(x, 1, index).value());
        NdArray bent = NdArray.of(Shape.of(2, 3, 2), new double[] {5, 1, 7, 0, 6, 2, 1, 9, 2, 8, 0, 7});
        assertEquals(
                IntArray.of(Shape.of(2, 2, 2), new int[] {1, 2, 2, 0, 1, 0, 0, 1}), Ranking.topk(bent, 2, 1, true));
    }

    @Test
    void aNanIsLargerThanEveryNumberAndTheZerosAreEqual() {
        NdArray x = NdArray.of(1, Float.NaN, -0f, 0f, Float.POSITIVE_INFINITY, Float.NaN);
        assertEquals(IntArray.of(1, 5, 4, 0, 2, 3), Ranking.topk(x, 6, 0, true));
        assertEquals(IntArray.of(2, 3, 0, 4, 1, 5), Ranking.topk(x, 6, 0, false));
    }

    @Test
    void cotangentsThatMeetAreAddedInTheOrderOfTheIndex() {
        NdArray x = NdArray.zeros(Shape.of(2), DType.FLOAT32);
        NdArray g = NdArray.of(1e8f, 1, -1e8f, 1);
        NdArray dx =
                Indexing.gather(x, 0, IntArray.of(1, 1, 1, 1)).vjps().get(0).pull(g);
        Expect.equal(NdArray.of(0, ((1e8f + 1) - 1e8f) + 1), dx);
    }

    @Test
    void indicesThatDoNotFitAreRefused() {
        NdArray x = NdArray.zeros(Shape.of(2, 3), DType.FLOAT32);
        String contract =
                "gather: expected an index with as many axes as [2, 3] and at most its sizes, save along axis 1,";
        Expect.refusal(contract + " got [2]", () -> Indexing.gather(x, 1, IntArray.of(0, 1)));
        Expect.refusal(contract + " got [3, 1]", () -> Indexing.gather(x, -1, column(0, 0, 0)));
        Expect.refusal(
                "gather: index -1 at position 1 is outside 0..2 of axis 1 of [2, 3]",
                () -> Indexing.gather(x, 1, column(0, -1)));
        Expect.refusal(
                "gather: expected an axis in -2..1 for shape [2, 3], got 2", () -> Indexing.gather(x, 2, column(0)));
        Expect.refusal(
                "embedding: index 2 at position 0 is outside 0..1 of the rows of weight [2, 3]",
                () -> Indexing.embedding(x, IntArray.of(2), NONE));
        Expect.refusal(
                "embedding: expected a padding index in -2..1 for weight [2, 3], got -3",
                () -> Indexing.embedding(x, IntArray.of(0), OptionalInt.of(-3)));
        Expect.refusal(
                "embedding: expected a padding index in -2..1 for weight [2, 3], got 2",
                () -> Indexing.embedding(x, IntArray.of(0), OptionalInt.of(2)));
        Expect.refusal("topk: expected a k in 0..3 along axis 1 of [2, 3], got -1", () -> Ranking.topk(x, -1, 1, true));
        Expect.refusal(
                "embedding: expected weight [rows, features], got [2]",
                () -> Indexing.embedding(NdArray.of(1, 2), IntArray.of(0), NONE));
        Expect.refusal("topk: expected a k in 0..3 along axis 1 of [2, 3], got 4", () -> Ranking.topk(x, 4, 1, true));
        Expect.refusal("topk: expected an axis in -2..1 for shape [2, 3], got 2", () -> Ranking.topk(x, 1, 2, true));
    }

    private static IntArray column(int... values) {
        return IntArray.of(Shape.of(values.length, 1), values);
    }
}
