package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PatienceTest {

    @Test
    void anEventThatComesWhileItLastsIsAwaited() {
        AtomicInteger looks = new AtomicInteger();
        assertTrue(new Patience(Long.MAX_VALUE).awaits(() -> looks.incrementAndGet() == 1000));
    }

    @Test
    void itEnds() {
        long begin = System.nanoTime();
        assertFalse(new Patience(1_000_000).awaits(() -> false));
        assertTrue(System.nanoTime() - begin >= 1_000_000);
    }

    @Test
    void withoutAnyTheEventIsLookedForOnce() {
        AtomicInteger looks = new AtomicInteger();
        assertFalse(new Patience(0).awaits(() -> looks.incrementAndGet() > 1));
        assertEquals(1, looks.get());
    }

    @Test
    void moreThreadsThanProcessorsHaveNone() {
        int processors = Runtime.getRuntime().availableProcessors();
        assertTrue(Patience.of(processors).nanos() > 0);
        assertEquals(0, Patience.of(processors + 1).nanos());
    }
}
