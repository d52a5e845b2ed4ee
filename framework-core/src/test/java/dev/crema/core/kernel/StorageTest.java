package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.cases.Expect;
import org.junit.jupiter.api.Test;

final class StorageTest {

    /** A size that no other test uses. */
    private static final int SIZE = Buffers.LEAST_SIZE + 1234;

    private static final String RECYCLED =
            "array: expected values that are still in use, got those of relu, which were recycled when their step was over;"
                    + " read them before optimizer.step or inside of infer, or keep them with Tensor.value() or detach()";

    private final Kernels<float[]> kernels = KernelChoice.floats();

    @Test
    void whatWasReleasedCannotBeReadAgain() {
        Storage<float[]> storage = Storage.unfilled(SIZE, kernels);
        storage.release("relu");
        Expect.failure(RECYCLED, storage::values);
        Expect.failure(RECYCLED, () -> storage.get(0));
        Expect.failure(RECYCLED, () -> storage.set(0, 1));
        Expect.failure(RECYCLED, storage::pin);
        assertFalse(storage.isReleasable());
    }

    @Test
    void itsMemoryServesTheNext() {
        Storage<float[]> storage = Storage.unfilled(SIZE, kernels);
        float[] memory = storage.values();
        storage.release("relu");
        storage.release("relu");
        assertSame(memory, Storage.unfilled(SIZE, kernels).values());
        assertNotSame(memory, Storage.unfilled(SIZE, kernels).values());
    }

    @Test
    void zerosAreZerosInUsedMemoryToo() {
        Storage<float[]> storage = Storage.unfilled(SIZE, kernels);
        float[] memory = storage.values();
        storage.set(7, 7);
        storage.release("relu");
        Storage<float[]> zeros = Storage.zeros(SIZE, kernels);
        assertSame(memory, zeros.values());
        for (int i = 0; i < SIZE; i++) {
            assertEquals(0, zeros.get(i));
        }
    }

    @Test
    void whatIsPinnedStays() {
        Storage<float[]> storage = Storage.zeros(SIZE, kernels);
        assertTrue(storage.isReleasable());
        storage.pin();
        storage.release("relu");
        assertEquals(0, storage.get(0));
    }

    @Test
    void smallOnesStay() {
        Storage<float[]> storage = Storage.zeros(Buffers.LEAST_SIZE - 1, kernels);
        storage.release("relu");
        assertEquals(0, storage.get(0));
    }

    @Test
    void memoryFromOutsideStays() {
        Storage<float[]> storage = Storage.of(new float[SIZE], kernels);
        storage.release("relu");
        assertEquals(0, storage.get(0));
    }
}
