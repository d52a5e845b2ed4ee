package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.cases.Expect;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class WorkersTest {

    private static final int[] COUNTS = {1, 2, 3, 8};

    private final int before = Workers.threads();

    @AfterEach
    void restore() {
        Workers.use(before);
    }

    @Test
    void everyPieceRunsOnce() {
        for (int threads : COUNTS) {
            Workers.use(threads);
            requireEachPieceOnce(0, 1, 2, 7, 1000);
        }
    }

    @Test
    void stretchesCoverTheRangeWithoutOverlap() {
        Workers.use(3);
        AtomicIntegerArray runs = new AtomicIntegerArray(1001);
        Workers.runStretches(1001, 100, (from, to) -> {
            for (int i = from; i < to; i++) {
                runs.incrementAndGet(i);
            }
        });
        for (int i = 0; i < runs.length(); i++) {
            assertEquals(1, runs.get(i));
        }
    }

    @Test
    void anExceptionInAPieceReachesTheCaller() {
        for (int threads : COUNTS) {
            Workers.use(threads);
            IllegalStateException failure = new IllegalStateException("piece 5");
            assertSame(
                    failure,
                    assertThrows(
                            IllegalStateException.class,
                            () -> Workers.run(10, i -> {
                                if (i == 5) {
                                    throw failure;
                                }
                            })));
        }
    }

    @Test
    void anErrorInAPieceReachesTheCallerAndTheWorkersLiveOn() {
        Workers.use(3);
        assertThrows(
                AssertionError.class,
                () -> Workers.run(100, i -> {
                    throw new AssertionError("piece " + i);
                }));
        requireEachPieceOnce(100);
    }

    @Test
    void nestedLoopsRunAllTheirPieces() {
        for (int threads : COUNTS) {
            Workers.use(threads);
            int[][] results = new int[20][30];
            Workers.run(20, i -> Workers.run(30, j -> results[i][j] += i * 30 + j));
            for (int i = 0; i < 600; i++) {
                assertEquals(i, results[i / 30][i % 30]);
            }
        }
    }

    @Test
    void manyCallersAtOnceGetTheirOwnResults() throws Exception {
        Workers.use(3);
        ExecutorService callers = Executors.newFixedThreadPool(8);
        try {
            List<Future<int[]>> results = new ArrayList<>();
            for (int caller = 0; caller < 200; caller++) {
                int own = caller;
                results.add(callers.submit(() -> squares(own)));
            }
            for (int caller = 0; caller < results.size(); caller++) {
                int[] expected = new int[100];
                int own = caller;
                Arrays.setAll(expected, i -> own * i * i);
                assertArrayEquals(expected, results.get(caller).get());
            }
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void theNumberOfThreadsMayChangeWhileLoopsRun() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(2);
        try {
            Future<?> loops = callers.submit(() -> {
                for (int i = 0; i < 2000; i++) {
                    squares(i);
                }
            });
            for (int i = 0; !loops.isDone(); i++) {
                Workers.use(COUNTS[i % COUNTS.length]);
            }
            loops.get();
        } finally {
            callers.shutdownNow();
        }
    }

    @Test
    void aPieceThatInterruptsItsThreadEndsNoWorkerAndTroublesNoOtherLoop() {
        Workers.use(2);
        for (int i = 0; i < 10; i++) {
            onBothThreads(() -> {
                assertFalse(Thread.currentThread().isInterrupted());
                Thread.currentThread().interrupt();
            });
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void anInterruptedCallerSleepsUntilTheLoopEndsAndStaysInterrupted() {
        Workers.use(2);
        Thread caller = Thread.currentThread();
        caller.interrupt();
        onBothThreads(() -> {
            while (isAtWork(caller) || (!caller.equals(Thread.currentThread()) && caller.isInterrupted())) {
                Thread.onSpinWait();
            }
        });
        assertTrue(Thread.interrupted());
    }

    @Test
    void idleThreadsKeepNothingOfTheLastLoop() throws InterruptedException {
        Workers.use(2);
        WeakReference<int[]> captured = captured(new int[2]);
        while (captured.get() != null) {
            System.gc();
            Thread.sleep(10);
        }
    }

    @Test
    void theFailureOfTheLowestPieceIsThrownWhicheverComesFirst() {
        for (int threads : COUNTS) {
            Workers.use(threads);
            CountDownLatch later = new CountDownLatch(threads == 1 ? 0 : 1);
            Expect.message(
                    IllegalStateException.class,
                    "piece 3",
                    () -> Workers.run(10, i -> {
                        if (i == 3) {
                            spinUntilZero(later);
                            throw new IllegalStateException("piece 3");
                        }
                        if (i == 8) {
                            later.countDown();
                            throw new IllegalStateException("piece 8");
                        }
                    }));
        }
    }

    @Test
    void noPieceIsBegunOnceALowerOneHasFailed() {
        Workers.use(2);
        AtomicInteger begun = new AtomicInteger();
        AtomicReference<Thread> failed = new AtomicReference<>();
        CountDownLatch both = new CountDownLatch(2);
        assertThrows(
                IllegalStateException.class,
                () -> Workers.run(1000, i -> {
                    begun.incrementAndGet();
                    both.countDown();
                    spinUntilZero(both);
                    if (i == 0) {
                        failed.set(Thread.currentThread());
                        throw new IllegalStateException("piece 0");
                    }
                    while (failed.get() == null || isAtWork(failed.get())) {
                        Thread.onSpinWait();
                    }
                }));
        assertEquals(2, begun.get());
    }

    @Test
    void piecesBelowOneThatFailsAreRunAllTheSame() {
        for (int threads : COUNTS) {
            Workers.use(threads);
            AtomicIntegerArray runs = new AtomicIntegerArray(10);
            assertThrows(
                    IllegalStateException.class,
                    () -> Workers.run(10, i -> {
                        runs.incrementAndGet(i);
                        if (i == 9) {
                            throw new IllegalStateException("piece 9");
                        }
                    }));
            for (int i = 0; i < runs.length(); i++) {
                assertEquals(1, runs.get(i));
            }
        }
    }

    @Test
    void eachThreadBeginsWithAPartOfItsOwnAndTheSameEachTime() {
        Workers.use(2);
        for (int repetition = 0; repetition < 10; repetition++) {
            Thread[] ran = new Thread[9];
            CountDownLatch both = new CountDownLatch(2);
            Workers.run(ran.length, i -> {
                both.countDown();
                spinUntilZero(both);
                ran[i] = Thread.currentThread();
            });
            assertEquals(Thread.currentThread(), ran[0]);
            assertEquals("crema-worker-1", ran[4].getName());
        }
    }

    @Test
    void aLoopEndsWhileAllWorkersAreHeldUpInAnother() throws Exception {
        Workers.use(3);
        CountDownLatch begun = new CountDownLatch(3);
        CountDownLatch released = new CountDownLatch(1);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> heldUp = other.submit(() -> Workers.run(3, i -> {
                begun.countDown();
                spinUntilZero(released);
            }));
            begun.await();
            requireEachPieceOnce(100);
            assertFalse(heldUp.isDone());
            released.countDown();
            heldUp.get();
        } finally {
            released.countDown();
            other.shutdownNow();
        }
    }

    @Test
    void aWorkerWithNothingToDoFallsAsleepAndWakesForTheNextLoop() throws InterruptedException {
        Workers.use(2);
        for (int repetition = 0; repetition < 3; repetition++) {
            AtomicReference<Thread> worker = new AtomicReference<>();
            Thread caller = Thread.currentThread();
            onBothThreads(() -> {
                if (!caller.equals(Thread.currentThread())) {
                    worker.set(Thread.currentThread());
                }
            });
            while (worker.get().getState() != Thread.State.WAITING) {
                Thread.sleep(1);
            }
        }
    }

    @Test
    void aCheckedExceptionReachesTheCallerToo() {
        for (int threads : COUNTS) {
            Workers.use(threads);
            IOException failure = new IOException("thrown by code that need not declare it");
            assertSame(
                    failure,
                    assertThrows(
                            IOException.class,
                            () -> Workers.run(10, i -> {
                                WorkersTest.<RuntimeException>raise(failure);
                            })));
        }
    }

    @Test
    void threadsInheritNothingFromTheirStarter() {
        Thread starter = Thread.currentThread();
        ClassLoader usual = starter.getContextClassLoader();
        InheritableThreadLocal<String> heirloom = new InheritableThreadLocal<>();
        heirloom.set("of the starter");
        starter.setContextClassLoader(new ClassLoader(usual) {});
        try {
            Workers.use(1);
            Workers.use(2);
            onBothThreads(() -> {
                if (!starter.equals(Thread.currentThread())) {
                    assertNull(heirloom.get());
                    assertNull(Thread.currentThread().getContextClassLoader());
                }
            });
        } finally {
            starter.setContextClassLoader(usual);
        }
    }

    @Test
    void theOldThreadsStayInForceIfTheNewOnesCannotBeStarted() throws InterruptedException {
        Workers.use(2);
        List<Thread> started = new ArrayList<>();
        Expect.refusal(
                "threads: expected a count that the system can start, got 9 and a refusal after 4; use about as many as"
                        + " there are processors, here " + Runtime.getRuntime().availableProcessors(),
                () -> Workers.use(9, thread -> {
                    if (started.size() == 3) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    thread.start();
                    started.add(thread);
                }));
        assertEquals(2, Workers.threads());
        for (Thread thread : started) {
            thread.join();
        }
        onBothThreads(() -> {});
    }

    @Test
    void fewerThanOneThreadIsRefused() {
        Expect.refusal("threads: expected a count from 1 to 1024, got 0", () -> Workers.use(0));
    }

    /** Runs {@code piece} once on the calling thread and once on a worker. */
    private static void onBothThreads(Runnable piece) {
        CountDownLatch both = new CountDownLatch(2);
        Workers.run(2, i -> {
            both.countDown();
            spinUntilZero(both);
            piece.run();
        });
    }

    private static void spinUntilZero(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    private static boolean isAtWork(Thread thread) {
        return !thread.equals(Thread.currentThread()) && thread.getState() != Thread.State.WAITING;
    }

    private static WeakReference<int[]> captured(int[] array) {
        onBothThreads(() -> Arrays.fill(array, 1));
        return new WeakReference<>(array);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> void raise(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private static void requireEachPieceOnce(int... counts) {
        for (int pieces : counts) {
            AtomicIntegerArray runs = new AtomicIntegerArray(pieces);
            Workers.run(pieces, runs::incrementAndGet);
            for (int i = 0; i < pieces; i++) {
                assertEquals(1, runs.get(i));
            }
        }
    }

    private static int[] squares(int factor) {
        int[] result = new int[100];
        Workers.run(result.length, i -> result[i] = factor * i * i);
        return result;
    }
}
