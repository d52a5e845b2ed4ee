package dev.crema.core.kernel;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counters from 0 that threads do not slow each other down by, as long as each thread counts on one of its own.
 *
 * <p>Processors pass memory on in lines: where two counters share one, each increment of one thread takes the line from the other,
 * which costs some hundred nanoseconds.
 */
final class PaddedCounters {

    /** Elements of four bytes or more that take two lines of 64 bytes, which processors like to fetch together. */
    static final int APART = 32;

    private final AtomicIntegerArray values;

    PaddedCounters(int count) {
        // One place is left free at either end: the array's length is read at each access, and what lies behind belongs
        // to others.
        values = new AtomicIntegerArray((count + 2) * APART);
    }

    int get(int counter) {
        return values.get(index(counter));
    }

    void set(int counter, int value) {
        values.set(index(counter), value);
    }

    int getAndIncrement(int counter) {
        return values.getAndIncrement(index(counter));
    }

    int addAndGet(int counter, int delta) {
        return values.addAndGet(index(counter), delta);
    }

    private static int index(int counter) {
        return (counter + 1) * APART;
    }
}
