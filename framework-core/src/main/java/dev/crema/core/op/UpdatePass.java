package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.kernel.Kernels;
import dev.crema.core.kernel.UpdateRule;
import dev.crema.core.kernel.Workers;
import java.util.ArrayList;
import java.util.List;

/**
 * Updates of several variables in one pass over the elements of all: one loop for the threads to share, however small the variables.
 *
 * <p>Nothing is changed before {@link #run}, so what is wrong with a variable shows while all are still as they were.
 */
public final class UpdatePass {

    /** Elements that are worth a thread, of one variable or of many. */
    private static final int STRETCH = 4_096;

    private final List<Part> parts = new ArrayList<>();

    /** For each stretch of elements the part that its first element is in. */
    private final List<Integer> firstParts = new ArrayList<>();

    private long size;

    /** A pass without updates. */
    public UpdatePass() {}

    /**
     * Adds the update of a variable.
     *
     * @return the next value, whose elements {@link #run} computes
     */
    public NdArray add(Update update, NdArray value, NdArray gradient, UpdateMemory memory) {
        List<Object> memories = memory.arrays(update.memories(), value);
        NdArray next = NdArray.unfilled(value.shape(), value.dtype());
        long end = size + value.size();
        while ((long) firstParts.size() * STRETCH < end) {
            firstParts.add(parts.size());
        }
        parts.add(new Part(
                size,
                value.size(),
                value.storage().kernels(),
                update.rule(),
                value.storage().values(),
                gradient.storage().values(),
                memories,
                next.storage().values()));
        size = end;
        return next;
    }

    /** Computes the next values and changes the memories; once. */
    public void run() {
        Workers.run(firstParts.size(), this::runStretch);
    }

    private void runStretch(int number) {
        long from = (long) number * STRETCH;
        long to = Math.min(size, from + STRETCH);
        for (int i = firstParts.get(number); i < parts.size() && parts.get(i).start < to; i++) {
            parts.get(i).run(from, to);
        }
    }

    /** The update of a variable whose first element is number {@code start} of all. */
    private static final class Part {

        private final long start;
        private final int size;
        private final Kernels<Object> kernels;
        private final UpdateRule rule;
        private final Object value;
        private final Object gradient;
        private final List<Object> memories;
        private final Object next;

        Part(
                long start,
                int size,
                Kernels<Object> kernels,
                UpdateRule rule,
                Object value,
                Object gradient,
                List<Object> memories,
                Object next) {
            this.start = start;
            this.size = size;
            this.kernels = kernels;
            this.rule = rule;
            this.value = value;
            this.gradient = gradient;
            this.memories = memories;
            this.next = next;
        }

        /** Of the elements of all, those from {@code from} to {@code to - 1} that are of this variable. */
        void run(long from, long to) {
            int first = (int) Math.max(0, from - start);
            int end = (int) Math.min(size, to - start);
            kernels.update(rule, value, gradient, memories, next, first, end);
        }
    }
}
