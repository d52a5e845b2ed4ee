package dev.crema.core.kernel;

import java.util.function.BooleanSupplier;

/**
 * How long a thread waits awake before it sleeps.
 *
 * @param nanos the time, 0 for not at all
 */
record Patience(long nanos) {

    /** Longer than the pause between two loops of a training step, and so short that it costs nothing when there is no next. */
    private static final long USUAL_NANOS = 100_000;

    /** None if so many threads have to take turns: one that waits awake would keep another from its work. */
    static Patience of(int threads) {
        return new Patience(threads <= Runtime.getRuntime().availableProcessors() ? USUAL_NANOS : 0);
    }

    /** Waits awake for the event, and says whether it has come. */
    boolean awaits(BooleanSupplier event) {
        if (event.getAsBoolean()) {
            return true;
        }
        if (nanos == 0) {
            return false;
        }
        long begin = System.nanoTime();
        do {
            Thread.onSpinWait();
            if (event.getAsBoolean()) {
                return true;
            }
        } while (System.nanoTime() - begin < nanos);
        return false;
    }
}
