package dev.crema.core.array;

import java.util.stream.IntStream;

/** Where the reduced axes of a shape stand. */
final class Reduction {

    private Reduction() {}

    static boolean standTogether(boolean[] reduced) {
        int changes = 0;
        for (int axis = 1; axis < reduced.length; axis++) {
            changes += reduced[axis] != reduced[axis - 1] ? 1 : 0;
        }
        return changes <= 1 || (changes == 2 && !reduced[0]);
    }

    static int[] reducedLast(boolean[] reduced) {
        return IntStream.concat(
                        IntStream.range(0, reduced.length).filter(axis -> !reduced[axis]),
                        IntStream.range(0, reduced.length).filter(axis -> reduced[axis]))
                .toArray();
    }

    /** {@code [outer, count, inner]}: the sizes before, along and after the reduced axes once they stand together. */
    static int[] sizes(Shape shape, boolean[] reduced) {
        boolean together = standTogether(reduced);
        int[] sizes = {1, 1, 1};
        boolean seen = false;
        for (int axis = 0; axis < reduced.length; axis++) {
            seen |= reduced[axis];
            int part = reduced[axis] ? 1 : together && seen ? 2 : 0;
            sizes[part] *= shape.size(axis);
        }
        return sizes;
    }
}
