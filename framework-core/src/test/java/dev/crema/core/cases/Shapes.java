package dev.crema.core.cases;

import dev.crema.core.array.Shape;
import java.util.List;
import java.util.function.ToIntFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Shapes for properties; they shrink to fewer axes and smaller sizes. */
public final class Shapes {

    /** Few enough elements for a check entry by entry. */
    private static final int MOST_RANK = 4;

    private static final int MOST_SIZE = 4;

    private Shapes() {}

    /** Up to 4 axes of 1 to 4. */
    public static Arbitrary<Shape> any() {
        return of(0, MOST_RANK, 1, MOST_SIZE);
    }

    /** A shape with a rank and sizes within bounds. */
    public static Arbitrary<Shape> of(int leastRank, int mostRank, int leastSize, int mostSize) {
        return sizes(leastSize, mostSize)
                .list()
                .ofMinSize(leastRank)
                .ofMaxSize(mostRank)
                .map(Shapes::shape);
    }

    /** Two shapes that broadcast to one of up to 4 axes. */
    public static Arbitrary<BroadcastPair> broadcastable() {
        return broadcastable(MOST_RANK, 1, MOST_SIZE);
    }

    /** Two shapes that broadcast to one with a rank and sizes within bounds. */
    public static Arbitrary<BroadcastPair> broadcastable(int mostRank, int leastSize, int mostSize) {
        Arbitrary<Boolean> isSingle = Arbitraries.of(false, true);
        Arbitrary<Axis> axis = Combinators.combine(sizes(leastSize, mostSize), isSingle, isSingle)
                .as(Axis::new);
        Arbitrary<Integer> gone = sizes(0, mostRank);
        return Combinators.combine(axis.list().ofMaxSize(mostRank), gone, gone)
                .as((axes, goneLeft, goneRight) ->
                        new BroadcastPair(shape(axes, Axis::left, goneLeft), shape(axes, Axis::right, goneRight)));
    }

    /** An axis of two shapes: the size that it has in both, but for 1 where it is single. */
    private record Axis(int size, boolean isLeftSingle, boolean isRightSingle) {

        int left() {
            return isLeftSingle ? 1 : size;
        }

        int right() {
            return isRightSingle ? 1 : size;
        }
    }

    private static Shape shape(List<Axis> axes, ToIntFunction<Axis> size, int gone) {
        return Shape.of(axes.stream().skip(gone).mapToInt(size).toArray());
    }

    private static Arbitrary<Integer> sizes(int least, int most) {
        return Arbitraries.integers().between(least, most);
    }

    private static Shape shape(List<Integer> sizes) {
        return Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
    }
}
