package dev.crema.core.kernel;

/**
 * Reads an image in the order of memory before a loop reads it, or writes it, across its planes, a short line of each: such a loop waits for
 * nearly every line, as no prefetcher follows so many streams.
 */
final class ReadAhead {

    /** Elements of a cache line. */
    private static final int LINE = 16;

    /** Elements that the second-level cache keeps until they are read again. */
    private static final int MOST = 1 << 16;

    private ReadAhead() {}

    /** Of {@code count} elements, unless they are more than a cache keeps. */
    static void image(float[] values, int start, int count) {
        if (count > MOST) {
            return;
        }
        float sum = 0;
        for (int i = start; i < start + count; i += LINE) {
            sum += values[i];
        }
        Scratch.READ.floats(1)[0] = sum; // somewhere, lest a compiler drops the loop
    }
}
