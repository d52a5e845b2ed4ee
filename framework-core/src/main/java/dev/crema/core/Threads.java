package dev.crema.core;

import dev.crema.core.kernel.Workers;

/**
 * The number of threads that share the work of one op: that of {@code -Dcrema.threads}, else one for each available processor.
 *
 * <p>It changes the time and nothing else: results are the same to the bit for any number.
 */
public final class Threads {

    private Threads() {}

    /**
     * The number of threads in use, the calling one included.
     *
     * @throws IllegalArgumentException if none was set and the property is no number of at least 1
     */
    public static int count() {
        return Workers.threads();
    }

    /**
     * Sets the number of threads for all ops from now on, whatever the property says.
     *
     * @throws IllegalArgumentException if it is below 1 or more than the system can start; the number stays as it was
     */
    public static void use(int count) {
        Workers.use(count);
    }
}
