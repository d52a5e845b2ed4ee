package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.cases.Expect;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BuffersTest {

    private static final int SIZE = Buffers.LEAST_SIZE;

    private final Buffers<float[]> buffers = new Buffers<>(Buffers.Use.ON, float[]::new, Float.BYTES);

    @Test
    void anArrayComesBackForItsOwnSizeOnly() {
        float[] given = buffers.allocate(SIZE);
        buffers.give(SIZE, given);
        assertNull(buffers.take(SIZE + 1));
        assertSame(given, buffers.take(SIZE));
        assertNull(buffers.take(SIZE));
        assertEquals(0, buffers.idleBytes());
    }

    @Test
    void smallArraysAreNotKept() {
        assertTrue(buffers.keeps(SIZE));
        assertTrue(!buffers.keeps(SIZE - 1));
    }

    @Test
    void switchedOffTheyKeepNothing() {
        assertTrue(!new Buffers<>(Buffers.Use.OFF, float[]::new, Float.BYTES).keeps(SIZE));
        assertEquals(Buffers.Use.OFF, Buffers.Use.named("off"));
    }

    @Test
    void aPropertyThatNamesNoUseIsRefused() {
        assertNull(Buffers.Use.named("no"));
        Buffers<float[]> refusing = new Buffers<>(null, float[]::new, Float.BYTES);
        Expect.refusal(
                "crema.buffers: expected on, off or check, got '" + System.getProperty("crema.buffers") + "'",
                () -> refusing.take(SIZE));
    }

    @Test
    void aSizeThatDoesNotComeBackGoesFirst() {
        int once = 1 << 20;
        int always = 1 << 21;
        int bound = (int) (Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16) / Float.BYTES);
        for (int i = 0; i <= 2 * bound / once; i++) {
            buffers.give(once, buffers.allocate(once));
        }
        assertTrue(buffers.idleBytes() <= (long) bound * Float.BYTES, () -> buffers.idleBytes() + " bytes");
        for (int step = 0; step < 40; step++) {
            buffers.endStep();
            List<float[]> taken = new ArrayList<>();
            for (int i = 0; i < bound / always; i++) {
                float[] kept = buffers.take(always);
                taken.add(kept == null ? buffers.allocate(always) : kept);
            }
            taken.forEach(array -> buffers.give(always, array));
        }
        float[] idle = buffers.take(always);
        assertNotNull(idle);
        buffers.give(always, idle);
        assertTrue(buffers.idleBytes() <= 2L * bound * Float.BYTES, () -> buffers.idleBytes() + " bytes");
        for (int step = 0; step < 200; step++) {
            buffers.endStep();
        }
        assertTrue(buffers.idleBytes() <= (long) bound * Float.BYTES, () -> buffers.idleBytes() + " bytes");
        assertTrue(buffers.take(once) == null);
    }

    @ParameterizedTest
    @ValueSource(ints = {1 << 20, (1 << 20) + 15})
    void arraysThatStepsLeaveAloneGoFirst(int large) {
        long bound = Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16);
        step(Collections.nCopies((int) (2 * bound / Float.BYTES / large), large));
        List<Integer> used = IntStream.range(0, 8).mapToObj(i -> (1 << 19) + i).collect(Collectors.toList());
        used.add(large);
        for (int i = 0; i < 60; i++) {
            int allocated = step(used);
            assertTrue(i < 50 || allocated == 0, () -> allocated + " arrays are allocated again");
        }
    }

    /** Takes arrays of these sizes and gives them back; how many of them had to be allocated. */
    private int step(List<Integer> sizes) {
        List<float[]> taken = new ArrayList<>();
        int allocated = 0;
        for (int size : sizes) {
            float[] kept = buffers.take(size);
            allocated += kept == null ? 1 : 0;
            taken.add(kept == null ? buffers.allocate(size) : kept);
        }
        taken.forEach(array -> buffers.give(array.length, array));
        buffers.endStep();
        return allocated;
    }

    @Test
    void noTwoThreadsHoldTheSameArray() throws Exception {
        int threads = 8;
        ExecutorService users = Executors.newFixedThreadPool(threads);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int user = 0; user < threads; user++) {
                int own = user;
                all.add(users.submit(() -> {
                    SplittableRandom random = new SplittableRandom(own);
                    for (int i = 0; i < 20_000; i++) {
                        int size = SIZE + random.nextInt(3);
                        float[] idle = buffers.take(size);
                        float[] array = idle == null ? buffers.allocate(size) : idle;
                        assertEquals(size, array.length);
                        array[0] = own;
                        array[size - 1] = i;
                        Thread.onSpinWait();
                        assertEquals(own, array[0]);
                        assertEquals(i, array[size - 1]);
                        buffers.give(size, array);
                    }
                }));
            }
            for (Future<?> user : all) {
                user.get();
            }
        } finally {
            users.shutdownNow();
        }
        long kept = 0;
        for (int size = SIZE; size < SIZE + 3; size++) {
            for (float[] idle = buffers.take(size); idle != null; idle = buffers.take(size)) {
                kept++;
            }
        }
        assertTrue(kept <= 3L * threads, kept + " arrays");
        assertEquals(0, buffers.idleBytes());
    }
}
