package dev.crema.core.kernel;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The threads that share out the pieces of a loop.
 *
 * <p>A loop is divided by its size alone, and any thread may run any piece, so the number of threads changes the time and
 * nothing else. The calling thread takes part. A loop started from inside a piece runs on the thread that started it.
 */
public final class Workers {

    private static final String PROPERTY = "crema.threads";

    /** More than any machine has processors for these loops; a larger number is a slip of the pen. */
    private static final int MOST_THREADS = 1024;

    private static final int SPINS_BEFORE_PARKING = 2_000;
    private static final ThreadLocal<Boolean> INSIDE_PIECE = ThreadLocal.withInitial(() -> false);

    private static volatile @Nullable Workers current;

    private final int threads;
    private final LinkedBlockingQueue<Job> queue = new LinkedBlockingQueue<>();

    private Workers(int threads, Consumer<Thread> starter) {
        this.threads = threads;
        for (int i = 1; i < threads; i++) {
            try {
                starter.accept(thread(i));
            } catch (OutOfMemoryError e) {
                stop(i - 1);
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
        Thread thread = new Thread(null, this::serve, "crema-worker-" + number, 0, false);
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
                old.stop(old.threads - 1);
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
        if (pieces <= 1 || workers.threads == 1 || INSIDE_PIECE.get()) {
            for (int i = 0; i < pieces; i++) {
                piece.accept(i);
            }
            return;
        }
        Job job = new Job(pieces, piece);
        for (int i = 1; i < Math.min(pieces, workers.threads); i++) {
            workers.queue.add(job);
        }
        job.work();
        job.await();
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

    private void stop(int workers) {
        for (int i = 0; i < workers; i++) {
            queue.add(Job.STOP);
        }
    }

    private void serve() {
        while (serveNext()) {}
    }

    /** A method of its own: a job in the frame of a waiting thread would keep all that its loop has captured. */
    private boolean serveNext() {
        try {
            Job job = queue.take();
            job.work();
            return job != Job.STOP;
        } catch (InterruptedException e) {
            return true; // only STOP ends a worker
        } finally {
            Thread.interrupted(); // what a piece has done to the thread is no affair of the next loop
        }
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

    private static final class Job {

        static final IntConsumer NOTHING = i -> {};
        static final Job STOP = new Job(0, NOTHING);

        private final int pieces;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger unfinished;
        private IntConsumer piece;
        private volatile @Nullable Thread waiting;
        private int failed;
        private @Nullable Throwable failure;

        Job(int pieces, IntConsumer piece) {
            this.pieces = pieces;
            this.piece = piece;
            this.unfinished = new AtomicInteger(pieces);
        }

        void work() {
            INSIDE_PIECE.set(true);
            try {
                for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
                    int finished = 1;
                    try {
                        piece.accept(i);
                    } catch (Throwable e) {
                        finished += fail(i, e);
                    }
                    if (unfinished.addAndGet(-finished) == 0) {
                        LockSupport.unpark(waiting);
                    }
                }
            } finally {
                INSIDE_PIECE.set(false);
            }
        }

        /** Keeps the failure of the lowest piece, and calls off those not begun, which are all higher; returns their number. */
        private synchronized int fail(int i, Throwable thrown) {
            if (failure == null || i < failed) {
                failed = i;
                failure = thrown;
            }
            return Math.max(0, pieces - next.getAndSet(pieces));
        }

        void await() {
            for (int spins = 0; unfinished.get() > 0 && spins < SPINS_BEFORE_PARKING; spins++) {
                Thread.onSpinWait();
            }
            if (unfinished.get() > 0) {
                park();
            }
            piece = NOTHING; // a worker that is late still finds the job in the queue
            if (failure != null) {
                Job.<RuntimeException>raise(failure);
            }
        }

        /** Sleeps through interrupts, which would end each sleep at once, and hands them on. */
        private void park() {
            waiting = Thread.currentThread();
            boolean interrupted = false;
            while (unfinished.get() > 0) {
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
}
