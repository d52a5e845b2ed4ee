package dev.crema.core.kernel;

import java.util.function.BooleanSupplier;

/**
 * How long a thread waits awake before it sleeps.
 *
 * <p>Now and then it lets other threads go first. Systems may wake a worker on the processor of the very thread that it is to help,
 * the more so in virtual machines that do not say which processors share a cache: a worker that only spins there holds up the caller.
 *
 * @param nanos the time, 0 for not at all
 */
record Patience(long nanos) {

    /** Longer than the pauses between two loops of a training step, and so short that it costs little when there is no next. */
    private static final long USUAL_NANOS = 500_000;

    /** Some five microseconds of looking, against one or two of letting others go first. */
    private static final int LOOKS_BEFORE_YIELD = 200;

    /** None if so many threads have to take turns: one that waits awake would keep another from its work. */
    static Patience of(int threads) {
        return new Patience(threads <= Runtime.getRuntime().availableProcessors() ? USUAL_NANOS : 0);
    }

    /** Waits awake for the event, and says whether it has come. */
    @SuppressWarnings("ThreadPriorityCheck") // that others go first is a favor: nothing counts on it
    boolean awaits(BooleanSupplier event) {
        if (event.getAsBoolean()) {
            return true;
        }
        if (nanos == 0) {
            return false;
        }
        long begin = System.nanoTime();
        do {
            for (int i = 0; i < LOOKS_BEFORE_YIELD; i++) {
                Thread.onSpinWait();
                if (event.getAsBoolean()) {
                    return true;
                }
            }
            Thread.yield();
        } while (System.nanoTime() - begin < nanos);
        return event.getAsBoolean();
    }
}
