package dev.crema.core.kernel;

import java.lang.ref.SoftReference;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The arrays of finished steps, kept by exact size for the steps to come; any thread may take and give.
 *
 * <p>How much lies idle is bounded by what recent steps have taken. What steps have not used for longest goes first, be it a size or
 * the number of its arrays, so a batch size that is used once does not stay. The garbage collector takes idle arrays too when memory is
 * short. Small arrays are not kept: they are cheap, and so a loss or the logits of a batch are never recycled.
 *
 * @param <A> the primitive array type
 */
public final class Buffers<A> {

    /** Elements from which an array is kept. */
    public static final int LEAST_SIZE = 4096;

    static final Buffers<float[]> FLOATS = new Buffers<>(Use.configured(), float[]::new, Float.BYTES);
    static final Buffers<short[]> HALVES = new Buffers<>(Use.configured(), short[]::new, Short.BYTES);
    static final Buffers<double[]> DOUBLES = new Buffers<>(Use.configured(), double[]::new, Double.BYTES);

    /** Idle bytes that are not worth giving up. */
    private static final long FLOOR = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16);

    /** The bound on what is idle follows a smaller need by one part of these per step. */
    private static final long DECAY = 16;

    private final @Nullable Use use;
    private final IntFunction<A> allocate;
    private final int elementBytes;
    private final Map<Integer, Idle<A>> tops = new ConcurrentHashMap<>();
    private final AtomicLong idleBytes = new AtomicLong();
    private final AtomicLong takenBytes = new AtomicLong();
    private final AtomicLong recentBytes = new AtomicLong();
    private final AtomicLong step = new AtomicLong();

    Buffers(@Nullable Use use, IntFunction<A> allocate, int elementBytes) {
        this.use = use;
        this.allocate = allocate;
        this.elementBytes = elementBytes;
    }

    /** What {@code -Dcrema.buffers} says. */
    enum Use {
        /** Arrays are reused. */
        ON,
        /** Each array is new, and nothing is recycled. */
        OFF,
        /** Arrays are reused, and one whose content is arbitrary is full of NaN: for tests. */
        CHECK;

        private static final String PROPERTY = "crema.buffers";

        /** What the property says, or null if that is nothing we know. */
        static @Nullable Use configured() {
            return named(System.getProperty(PROPERTY, "on"));
        }

        static @Nullable Use named(String name) {
            for (Use use : values()) {
                if (use.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return use;
                }
            }
            return null;
        }
    }

    /** Tells all buffers that a step, of training or of inference, is over. */
    public static void stepEnded() {
        FLOATS.endStep();
        DOUBLES.endStep();
        HALVES.endStep();
    }

    /** Whether arrays of this size are kept. */
    boolean keeps(int size) {
        return use() != Use.OFF && size >= LEAST_SIZE;
    }

    /** Whether an array of arbitrary content is to be full of NaN. */
    boolean checks() {
        return use() == Use.CHECK;
    }

    /** A bad property is reported to whoever asks, not as a class that failed to load. */
    private Use use() {
        if (use == null) {
            throw new IllegalArgumentException(
                    Use.PROPERTY + ": expected on, off or check, got '" + System.getProperty(Use.PROPERTY) + "'");
        }
        return use;
    }

    /** An array of this size with arbitrary content, or null if none is idle. */
    @Nullable
    A take(int size) {
        if (!keeps(size)) {
            return null;
        }
        takenBytes.addAndGet(bytes(size));
        A values = null;
        for (Idle<A> top = tops.get(size); top != null && values == null; top = tops.get(size)) {
            values = remove(size, top) ? top.get() : null;
        }
        return values;
    }

    /** A new array of zeros. */
    A allocate(int size) {
        return allocate.apply(size);
    }

    /** Keeps an array that nobody uses any longer. */
    void give(int size, A values) {
        tops.merge(size, new Idle<>(values, null, step.get()), (below, added) -> new Idle<>(values, below, step.get()));
        idleBytes.addAndGet(bytes(size));
        trim();
    }

    long idleBytes() {
        return idleBytes.get();
    }

    void endStep() {
        step.incrementAndGet();
        long taken = takenBytes.getAndSet(0);
        recentBytes.updateAndGet(recent -> Math.max(taken, recent - recent / DECAY));
        trim();
    }

    private void trim() {
        long bound = 2 * Math.max(FLOOR / 2, Math.max(takenBytes.get(), recentBytes.get()));
        while (idleBytes.get() > bound) {
            Map.Entry<Integer, Idle<A>> oldest = null;
            for (Map.Entry<Integer, Idle<A>> entry : tops.entrySet()) {
                if (oldest == null || entry.getValue().unusedSince < oldest.getValue().unusedSince) {
                    oldest = entry;
                }
            }
            if (oldest == null) {
                return;
            }
            remove(oldest.getKey(), oldest.getValue());
        }
    }

    /** Takes the topmost array of a size off, unless another thread was faster. */
    private boolean remove(int size, Idle<A> top) {
        boolean removed = top.below == null ? tops.remove(size, top) : tops.replace(size, top, top.below);
        if (removed) {
            idleBytes.addAndGet(-bytes(size));
        }
        return removed;
    }

    private long bytes(int size) {
        return (long) size * elementBytes;
    }

    /** An idle array, on top of others of its size. */
    private static final class Idle<A> extends SoftReference<A> {

        private final @Nullable Idle<A> below;

        /** Since which step one array of this size has been left alone: the bottom one, because the topmost is taken first. */
        private final long unusedSince;

        Idle(A values, @Nullable Idle<A> below, long givenAt) {
            super(values);
            this.below = below;
            unusedSince = below == null ? givenAt : below.unusedSince;
        }
    }
}
