package dev.crema.core;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A watch for NaN and infinities: an {@link AnomalyException} tells the first op, forward or backward, whose result holds one,
 * with the layer it stands in and the step of the optimizer.
 *
 * <pre>{@code
 * Anomaly.watch(() -> optimizer.step(loss(batch).backward()));
 * }</pre>
 *
 * <p>It watches the ops that its own thread calls, until it ends; other threads notice nothing. {@code -Dcrema.anomaly=true} watches
 * all threads from their beginning. Each result is read once more, so a watched step is slower; an op that is not watched reads a
 * static field that is written only when a watch begins or ends.
 */
public final class Anomaly {

    private static final boolean ALWAYS = Boolean.getBoolean("crema.anomaly");
    private static final ThreadLocal<@Nullable AnomalyWatch> CURRENT = new ThreadLocal<>();

    /**
     * The number of open watches. It is written under a lock and read without: the thread that opened one sees it, since it wrote it
     * itself, and any other thread has none to find.
     */
    private static int watches;

    private Anomaly() {}

    /**
     * Runs a computation under a watch; one inside of another belongs to the outer one.
     *
     * @throws AnomalyException if the result of an op is not finite
     */
    public static void watch(Runnable computation) {
        watch(1, computation);
    }

    /** As {@link #watch(Runnable)}, for a computation that begins with this step of the optimizer. */
    public static void watch(long firstStep, Runnable computation) {
        if (CURRENT.get() != null) {
            computation.run();
            return;
        }
        CURRENT.set(new AnomalyWatch(firstStep));
        count(1);
        try {
            computation.run();
        } finally {
            count(-1);
            CURRENT.remove();
        }
    }

    private static synchronized void count(int change) {
        watches += change;
    }

    /** Whether the ops of this thread are watched. */
    public static boolean isWatching() {
        return current() != null;
    }

    /** Runs the computation of a layer, whose path and summary the exceptions of its ops will name; for modules. */
    public static Tensor inLayer(String path, Supplier<Tensor> computation) {
        AnomalyWatch watch = current();
        if (watch == null) {
            return computation.get();
        }
        return watch.inLayer(path, computation);
    }

    static @Nullable AnomalyWatch current() {
        if (!ALWAYS && watches == 0) {
            return null;
        }
        AnomalyWatch watch = CURRENT.get();
        if (ALWAYS && watch == null) {
            watch = new AnomalyWatch(1);
            CURRENT.set(watch);
        }
        return watch;
    }

    static void stepFinished() {
        AnomalyWatch watch = current();
        if (watch != null) {
            watch.stepFinished();
        }
    }
}
