package dev.crema.core.kernel;

import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** A loop under way: pieces of which each is run once, by whichever thread comes first. */
final class Loop {

    private static final ThreadLocal<Boolean> INSIDE_PIECE = ThreadLocal.withInitial(() -> false);

    private final int pieces;
    private final int parts;
    private final IntConsumer piece;

    /** Of each part, the next piece to begin; and behind those, how many pieces are not finished. */
    private final PaddedCounters counters;

    private volatile @Nullable Thread waiting;
    private volatile int lowestFailed = Integer.MAX_VALUE;
    private @Nullable Throwable failure;

    Loop(int pieces, int parts, IntConsumer piece) {
        this.pieces = pieces;
        this.parts = parts;
        this.piece = piece;
        this.counters = new PaddedCounters(parts + 1);
        for (int part = 1; part < parts; part++) {
            counters.set(part, begin(part));
        }
        counters.set(parts, pieces);
    }

    /** Whether this thread is running a piece of some loop. */
    static boolean isInsidePiece() {
        return INSIDE_PIECE.get();
    }

    /** The number of stretches into which the pieces are divided, one for each thread. */
    int parts() {
        return parts;
    }

    private int begin(int part) {
        return (int) ((long) pieces * part / parts);
    }

    private int end(int part) {
        return begin(part + 1);
    }

    /** Runs pieces until all are begun: first those of the part of this thread, then what the others have left. */
    void work(int number) {
        INSIDE_PIECE.set(true);
        try {
            int finished = 0;
            for (int i = 0; i < parts; i++) {
                finished += workOn((number + i) % parts);
            }
            if (finished > 0 && counters.addAndGet(parts, -finished) == 0) {
                LockSupport.unpark(waiting);
            }
        } finally {
            INSIDE_PIECE.set(false);
        }
    }

    private int workOn(int part) {
        int end = end(part);
        int finished = 0;
        for (int i = counters.getAndIncrement(part); i < end; i = counters.getAndIncrement(part)) {
            if (i < lowestFailed) {
                try {
                    piece.accept(i);
                } catch (Throwable e) {
                    fail(i, e);
                }
            }
            finished++;
        }
        return finished;
    }

    /** Keeps the failure of the lowest piece; those above it that have not begun are passed over. */
    private synchronized void fail(int i, Throwable thrown) {
        if (i < lowestFailed) {
            failure = thrown;
            lowestFailed = i;
        }
    }

    /** Waits until every piece has been run, and throws the failure of the lowest that has failed. */
    void await(Patience patience) {
        if (!patience.awaits(this::isFinished)) {
            park();
        }
        if (failure != null) {
            Loop.<RuntimeException>raise(failure);
        }
    }

    private boolean isFinished() {
        return counters.get(parts) == 0;
    }

    /** Sleeps through interrupts, which would end each sleep at once, and hands them on. */
    private void park() {
        waiting = Thread.currentThread();
        boolean interrupted = false;
        while (!isFinished()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets a checked exception through, which a piece in another language may throw. */
    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
