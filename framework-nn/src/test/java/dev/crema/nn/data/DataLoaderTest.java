package dev.crema.nn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class DataLoaderTest {

    private static final Dataset TEN = new CountingDataset(10);

    @Test
    void batchesHoldImagesAndLabelsInOrder() {
        List<Batch> batches = all(DataLoader.of(TEN).batchSize(4));
        assertEquals(3, batches.size());
        Batch second = batches.get(1);
        assertEquals(Shape.of(4, 2, 1, 1), second.images().shape());
        assertEquals(DType.FLOAT32, second.images().dtype());
        assertFalse(second.images().isTracked());
        assertEquals(-7, second.images().value().get(3, 1, 0, 0));
        assertEquals(IntArray.of(4, 5, 6, 7), second.labels());
        assertEquals(4, second.size());
        assertEquals(2, batches.get(2).size());
        assertEquals("Batch[2, 2, 1, 1]", batches.get(2).toString());
        assertEquals(9, batches.get(2).images().value().get(1, 0, 0, 0));
    }

    @Test
    void theLastBatchCanBeDropped() {
        DataLoader loader = DataLoader.of(TEN).batchSize(4);
        assertEquals(3, loader.batches());
        assertEquals(2, loader.dropLast(true).batches());
        assertEquals(2, all(loader.dropLast(true)).size());
        assertEquals(2, loader.batchSize(5).batches());
        assertEquals(2, loader.batchSize(5).dropLast(true).batches());
        assertSame(TEN, loader.dataset());
    }

    @Test
    void aBatchLargerThanTheDatasetHoldsAllOfIt() {
        List<Batch> batches = all(DataLoader.of(TEN).batchSize(Integer.MAX_VALUE));
        assertEquals(1, batches.size());
        assertEquals(10, batches.get(0).size());
    }

    @Test
    void eachEpochHasAnotherOrderAndEachRunTheSameOrders() {
        List<List<Integer>> runs = new ArrayList<>();
        for (int prefetch : new int[] {0, 1, 2, 100}) {
            DataLoader loader = DataLoader.of(new CountingDataset(100))
                    .batchSize(7)
                    .shuffled(Generator.seeded(0))
                    .prefetch(prefetch);
            List<Integer> first = labels(loader);
            List<Integer> second = labels(loader);
            assertNotEquals(first, second);
            first.addAll(second);
            runs.add(first);
        }
        runs.forEach(run -> assertEquals(runs.get(0), run));
    }

    @Test
    void epochsThatInterleaveDoNotDisturbEachOther() {
        DataLoader loader = DataLoader.of(TEN).batchSize(3);
        Iterator<Batch> a = loader.iterator();
        Iterator<Batch> b = loader.iterator();
        while (a.hasNext()) {
            assertTrue(a.next().images().value().sameBits(b.next().images().value()));
        }
        assertFalse(b.hasNext());
    }

    @Test
    void aDatasetMayItselfUseALoader() {
        Dataset nested = new Wrapping(TEN) {
            @Override
            public int label(int index) {
                return all(DataLoader.of(TEN).batchSize(5)).get(1).labels().get(0);
            }
        };
        List<Batch> batches = all(DataLoader.of(nested).batchSize(2));
        assertEquals(5, batches.size());
        assertEquals(IntArray.of(5, 5), batches.get(4).labels());
    }

    @Test
    void batchesArePreparedOnADaemonThreadAndNotFartherAheadThanAsked() throws InterruptedException {
        AtomicInteger reads = new AtomicInteger();
        CountDownLatch threeRead = new CountDownLatch(3);
        Dataset counted = new Wrapping(TEN) {
            @Override
            public void read(int index, float[] target, int offset) {
                assertEquals(Epoch.THREAD_NAME, Thread.currentThread().getName());
                assertTrue(Thread.currentThread().isDaemon());
                super.read(index, target, offset);
                reads.incrementAndGet();
                threeRead.countDown();
            }
        };
        Iterator<Batch> batches =
                DataLoader.of(counted).batchSize(1).prefetch(3).iterator();
        threeRead.await();
        assertEquals(3, reads.get());
        batches.next();
        awaitEndOfThreads();
        assertEquals(4, reads.get());
    }

    @Test
    void withoutPrefetchTheCallerReads() {
        Dataset checked = new Wrapping(TEN) {
            private final Thread caller = Thread.currentThread();

            @Override
            public void read(int index, float[] target, int offset) {
                assertSame(caller, Thread.currentThread());
            }
        };
        assertEquals(4, all(DataLoader.of(checked).batchSize(3).prefetch(0)).size());
    }

    @Test
    void noThreadIsLeftAfterALoopThatBreaks() throws InterruptedException {
        for (int i = 0; i < 20; i++) {
            for (Batch batch : DataLoader.of(TEN).batchSize(2).shuffled(Generator.seeded(i))) {
                if (batch.size() == 2) {
                    break;
                }
            }
        }
        awaitEndOfThreads();
    }

    @Test
    void anEpochGoesOnAfterItsThreadHasEnded() throws InterruptedException {
        Iterator<Batch> batches = DataLoader.of(TEN).batchSize(1).iterator();
        batches.next();
        awaitEndOfThreads();
        for (int i = 1; i < 10; i++) {
            assertEquals(i, batches.next().labels().get(0));
        }
    }

    @Test
    void anExceptionOfTheDatasetReachesTheConsumerAsItself() throws InterruptedException {
        for (int prefetch : new int[] {0, 2}) {
            UncheckedIOException thrown = new UncheckedIOException(new IOException("disk on fire"));
            Iterator<Batch> batches = DataLoader.of(failing(thrown))
                    .batchSize(2)
                    .prefetch(prefetch)
                    .iterator();
            assertEquals(2, batches.next().size());
            assertEquals(2, batches.next().size());
            assertSame(thrown, assertThrows(UncheckedIOException.class, batches::next));
            assertFalse(batches.hasNext());
            assertThrows(NoSuchElementException.class, batches::next);
        }
        StackOverflowError error = new StackOverflowError();
        assertSame(error, assertThrows(StackOverflowError.class, () -> all(DataLoader.of(failing(error)))));
        awaitEndOfThreads();
    }

    @Test
    void aConsumerThatIsInterruptedIsToldSo() {
        CountDownLatch never = new CountDownLatch(1);
        Dataset stuck = new Wrapping(TEN) {
            @Override
            public void read(int index, float[] target, int offset) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        Iterator<Batch> batches = DataLoader.of(stuck).iterator();
        Thread.currentThread().interrupt();
        IllegalStateException e = assertThrows(IllegalStateException.class, batches::next);
        assertTrue(Thread.interrupted());
        assertEquals("loader: interrupted while waiting for a batch", e.getMessage());
        never.countDown();
    }

    @Test
    void afterTheLastBatchThereIsNone() {
        Iterator<Batch> batches = DataLoader.of(TEN).iterator();
        batches.next();
        NoSuchElementException e = assertThrows(NoSuchElementException.class, batches::next);
        assertEquals("loader: the epoch is over; iterator() begins the next one", e.getMessage());
    }

    @Test
    void sizesThatCannotWorkAreRefused() {
        DataLoader loader = DataLoader.of(TEN);
        assertMessage(
                "loader: expected a batch size of at least 1, got 0",
                assertThrows(IllegalArgumentException.class, () -> loader.batchSize(0)));
        assertMessage(
                "loader: expected a batch size of at least 1, got -3",
                assertThrows(IllegalArgumentException.class, () -> loader.batchSize(-3)));
        assertMessage(
                "loader: expected a prefetch of at least 0 batches, got -1",
                assertThrows(IllegalArgumentException.class, () -> loader.prefetch(-1)));
        assertMessage(
                "loader: expected a dataset with at least one image, got an empty one",
                assertThrows(IllegalStateException.class, DataLoader.of(new CountingDataset(0))::iterator));
        assertMessage(
                "loader: expected at least one full batch of 11 images, got 10 images;"
                        + " use a smaller batch size or dropLast(false)",
                assertThrows(IllegalStateException.class, loader.batchSize(11).dropLast(true)::iterator));
        Dataset huge = new Wrapping(TEN) {
            @Override
            public Shape imageShape() {
                return Shape.of(3, 20_000, 20_000);
            }
        };
        assertMessage(
                "loader: expected batches of at most 2147483647 values, got 2 images of shape [3, 20000, 20000];"
                        + " use a smaller batch size",
                assertThrows(IllegalStateException.class, DataLoader.of(huge).batchSize(2)::iterator));
    }

    @Test
    void aBatchHasALabelForEachImage() {
        Batch batch = all(DataLoader.of(TEN)).get(0);
        assertMessage(
                "batch: expected images [B, C, H, W] and labels [B] with equal B, got [10, 2, 1, 1] and [2]",
                assertThrows(IllegalArgumentException.class, () -> new Batch(batch.images(), IntArray.of(1, 2))));
    }

    private static void assertMessage(String expected, RuntimeException e) {
        assertEquals(expected, e.getMessage());
    }

    private static Dataset failing(Throwable thrown) {
        return new Wrapping(TEN) {
            @Override
            public void read(int index, float[] target, int offset) {
                if (index == 5) {
                    if (thrown instanceof Error e) {
                        throw e;
                    }
                    throw (RuntimeException) thrown;
                }
                super.read(index, target, offset);
            }
        };
    }

    private static List<Batch> all(DataLoader loader) {
        List<Batch> batches = new ArrayList<>();
        loader.forEach(batches::add);
        return batches;
    }

    private static List<Integer> labels(DataLoader loader) {
        List<Integer> labels = new ArrayList<>();
        for (Batch batch : loader) {
            for (int i = 0; i < batch.size(); i++) {
                labels.add(batch.labels().get(i));
                assertEquals(batch.labels().get(i), batch.images().value().get(i, 0, 0, 0));
            }
        }
        return labels;
    }

    /** Returns when no loader's thread lives; the time limit of the class ends a wait in vain. */
    private static void awaitEndOfThreads() throws InterruptedException {
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(Epoch.THREAD_NAME))) {
            Thread.sleep(20);
        }
    }

    /** Another dataset, to change one method of. */
    private abstract static class Wrapping implements Dataset {

        private final Dataset source;

        Wrapping(Dataset source) {
            this.source = source;
        }

        @Override
        public int size() {
            return source.size();
        }

        @Override
        public Shape imageShape() {
            return source.imageShape();
        }

        @Override
        public void read(int index, float[] target, int offset) {
            source.read(index, target, offset);
        }

        @Override
        public int label(int index) {
            return source.label(index);
        }
    }
}
