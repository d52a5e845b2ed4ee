package dev.crema.core.kernel;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The loops that ask for help, a few at most: each has a place of its own, at which all waiting threads look.
 *
 * <p>A queue would serve as well, and take the lines of memory that its ends are in to and fro between threads.
 */
final class OpenLoops {

    private static final int MOST = 8;
    private static final int APART = PaddedCounters.APART;

    private final int count;
    private final AtomicReferenceArray<@Nullable Loop> places;

    OpenLoops(int most) {
        count = Math.min(most, MOST);
        places = new AtomicReferenceArray<>((count + 2) * APART);
    }

    /** Gives the loop a place, and says whether there was one left. */
    boolean add(Loop loop) {
        return replace(null, loop);
    }

    /** Frees the place of a loop, unless somebody has. */
    void remove(Loop loop) {
        replace(loop, null);
    }

    boolean isEmpty() {
        return peek() == null;
    }

    /** One of the loops, or null if there is none. */
    @Nullable
    Loop peek() {
        for (int place = 1; place <= count; place++) {
            Loop loop = places.get(place * APART);
            if (loop != null) {
                return loop;
            }
        }
        return null;
    }

    private boolean replace(@Nullable Loop from, @Nullable Loop to) {
        for (int place = 1; place <= count; place++) {
            if (places.get(place * APART) == from && places.compareAndSet(place * APART, from, to)) {
                return true;
            }
        }
        return false;
    }
}
