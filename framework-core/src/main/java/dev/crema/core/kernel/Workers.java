package dev.crema.core.kernel;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads that share out the pieces of a loop.
 *
 * <p>A loop is divided by its size alone, and any thread may run any piece, so the number of threads changes the time and
 * nothing else. The calling thread takes part. A loop started from inside a piece runs on the thread that started it.
 *
 * <p>Waking a thread takes longer than many a loop. So a worker that has nothing to do stays awake for the moment that one
 * operation of a network takes to follow another, and sleeps only then. Each thread begins with its own part of the pieces, the
 * same in every loop, and so finds in its cache what it left there; then it helps with the parts of the others.
 */
public final class Workers {

    private static final String PROPERTY = "crema.threads";

    /** More than any machine has processors for these loops; a larger number is a slip of the pen. */
    private static final int MOST_THREADS = 1024;

    private static volatile @Nullable Workers current;

    private final int threads;
    private final Patience patience;

    /** The loops under way that have pieces left to begin, and perhaps some that have none. */
    private final OpenLoops open;

    /** The workers that may be parked: a worker enters itself before it looks for a loop for the last time. */
    private final ConcurrentLinkedQueue<Thread> sleepers = new ConcurrentLinkedQueue<>();

    private final PaddedCounters underWay = new PaddedCounters(1);
    private final BooleanSupplier somethingToDo = this::hasSomethingToDo;
    private volatile boolean stopped;

    private Workers(int threads, Consumer<Thread> starter) {
        this.threads = threads;
        this.patience = Patience.of(threads);
        this.open = new OpenLoops(threads - 1);
        for (int i = 1; i < threads; i++) {
            try {
                starter.accept(thread(i));
            } catch (OutOfMemoryError e) {
                stop();
                throw new IllegalArgumentException(
                        "threads: expected a count that the system can start, got " + threads + " and a refusal after "
                                + i + "; use about as many as there are processors, here "
                                + Runtime.getRuntime().availableProcessors(),
                        e);
            }
        }
    }

    /** A thread that inherits nothing from the one that starts it, and so keeps nothing of it. */
    private Thread thread(int number) {
        Thread thread = new Thread(null, () -> serve(number), "crema-worker-" + number, 0, false);
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        return thread;
    }

    /** The number of threads that share the work, the calling one included. */
    public static int threads() {
        return current().threads;
    }

    /** Started at the first use, so that a property that is no number is reported to whoever asks. */
    private static Workers current() {
        Workers workers = current;
        return workers == null ? start() : workers;
    }

    private static synchronized Workers start() {
        Workers workers = current == null ? new Workers(configured(), Thread::start) : current;
        current = workers;
        return workers;
    }

    /**
     * Sets the number of threads from now on; loops under way finish with the old ones.
     *
     * @throws IllegalArgumentException if it is below 1, beyond 1024 or more than the system can start; the old threads stay in force
     */
    public static void use(int threads) {
        use(threads, Thread::start);
    }

    static synchronized void use(int threads, Consumer<Thread> starter) {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new IllegalArgumentException(
                    "threads: expected a count from 1 to " + MOST_THREADS + ", got " + threads);
        }
        Workers old = current;
        if (old == null || threads != old.threads) {
            current = new Workers(threads, starter);
            if (old != null) {
                old.stop();
            }
        }
    }

    /**
     * Runs {@code piece} for 0 .. {@code pieces - 1}, in no order that a piece may count on, and waits for all.
     *
     * <p>If pieces fail, the exception of the lowest of them is thrown, whatever the number of threads; higher ones may not
     * have run.
     */
    public static void run(int pieces, IntConsumer piece) {
        Workers workers = current();
        if (pieces <= 1 || workers.threads == 1 || Loop.isInsidePiece()) {
            for (int i = 0; i < pieces; i++) {
                piece.accept(i);
            }
            return;
        }
        workers.share(new Loop(pieces, Math.min(pieces, workers.threads), piece));
    }

    /** Runs {@code range} over 0 .. {@code size - 1} in stretches of {@code stretch}. */
    public static void runStretches(int size, int stretch, Range range) {
        int pieces = (int) (((long) size + stretch - 1) / stretch);
        run(pieces, i -> range.run(i * stretch, (int) Math.min(size, (long) (i + 1) * stretch)));
    }

    /** A part of a loop: the indices {@code from .. to - 1}. */
    @FunctionalInterface
    public interface Range {
        void run(int from, int to);
    }

    /** Asks for help, unless there are loops enough under way to keep all threads busy. */
    private void share(Loop loop) {
        boolean wanted = underWay.addAndGet(0, 1) < threads;
        try {
            boolean shared = wanted && announce(loop);
            loop.work(0);
            if (shared) {
                open.remove(loop);
            }
            loop.await(patience);
        } finally {
            underWay.addAndGet(0, -1);
        }
    }

    private boolean announce(Loop loop) {
        if (!open.add(loop)) {
            return false;
        }
        for (int i = 1; i < loop.parts(); i++) {
            Thread sleeper = sleepers.poll();
            if (sleeper == null) {
                break;
            }
            LockSupport.unpark(sleeper);
        }
        return true;
    }

    private void stop() {
        stopped = true;
        sleepers.forEach(LockSupport::unpark);
    }

    private boolean hasSomethingToDo() {
        return stopped || !open.isEmpty();
    }

    private void serve(int number) {
        while (!stopped) {
            if (!serveNext(number) && !patience.awaits(somethingToDo)) {
                sleep();
            }
        }
    }

    /** A method of its own: a loop in the frame of a waiting thread would keep all that its pieces have captured. */
    private boolean serveNext(int number) {
        Loop loop = open.peek();
        if (loop == null) {
            return false;
        }
        loop.work(number);
        Thread.interrupted(); // what a piece has done to the thread is no affair of the next loop
        open.remove(loop);
        return true;
    }

    private void sleep() {
        Thread self = Thread.currentThread();
        sleepers.add(self);
        if (!hasSomethingToDo()) {
            LockSupport.park(this);
        }
        sleepers.remove(self);
        Thread.interrupted(); // only stop ends a worker
    }

    private static int configured() {
        String value = System.getProperty(PROPERTY);
        if (value == null) {
            return Runtime.getRuntime().availableProcessors();
        }
        try {
            int threads = Integer.parseInt(value.trim());
            if (threads >= 1 && threads <= MOST_THREADS) {
                return threads;
            }
        } catch (NumberFormatException e) {
            // reported below, with the same words as a number that is too small
        }
        throw new IllegalArgumentException(PROPERTY + ": expected a count from 1 to " + MOST_THREADS + ", got '" + value
                + "'; for example -D" + PROPERTY + "=2");
    }
}
