package dev.crema.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class WarmUpTest {

    private static final long MILLI = 1_000_000;

    /** Milliseconds of compilation that go on as long as the test wants. */
    private final AtomicLong compiled = new AtomicLong();

    @Test
    void noneRunsNothing() {
        assertEquals(0, WarmUp.NONE.run(() -> 1));
    }

    @Test
    void itGoesOnWhileTheCompilersWork() {
        long begin = System.nanoTime();
        new WarmUp(0, 1, 10_000 * MILLI, compiled::get).run(() -> stepThatCompiles(begin, 1500 * MILLI));
        long took = System.nanoTime() - begin;
        assertTrue(took >= 2000 * MILLI, "a second without compilation must have passed, took " + took);
        assertTrue(took < 9000 * MILLI, "expected an end after the compilers have settled, took " + took);
    }

    @Test
    void compilersThatNeverSettleDoNotKeepItForEver() {
        long begin = System.nanoTime();
        new WarmUp(0, 1, 1500 * MILLI, compiled::get).run(() -> stepThatCompiles(begin, Long.MAX_VALUE));
        long took = System.nanoTime() - begin;
        assertTrue(took >= 1500 * MILLI && took < 9000 * MILLI, "expected about two seconds, took " + took);
    }

    @Test
    void aLongWarmUpMayLastTwiceAsLong() {
        assertEquals(30_000 * MILLI, WarmUp.ofSeconds(2).mostNanos());
        assertEquals(80_000 * MILLI, WarmUp.ofSeconds(40).mostNanos());
    }

    private double stepThatCompiles(long begin, long nanos) {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (System.nanoTime() - begin < nanos) {
            compiled.addAndGet(20);
        }
        return 1;
    }
}
