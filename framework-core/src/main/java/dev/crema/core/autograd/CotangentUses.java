package dev.crema.core.autograd;

import dev.crema.core.array.NdArray;
import dev.crema.core.kernel.Storage;
import java.util.IdentityHashMap;

/**
 * How many cotangents of a sweep have their elements in the same memory, as a reshape has, or an op that hands its cotangent on; with
 * the last use the memory is recycled.
 */
final class CotangentUses {

    private final IdentityHashMap<Storage<?>, Integer> counts = new IdentityHashMap<>();

    void begin(NdArray cotangent) {
        Storage<?> storage = cotangent.storage();
        if (storage.isReleasable()) {
            counts.merge(storage, 1, Integer::sum);
        }
    }

    void end(NdArray cotangent) {
        Storage<?> storage = cotangent.storage();
        if (counts.containsKey(storage)
                && counts.computeIfPresent(storage, (s, count) -> count == 1 ? null : count - 1) == null) {
            storage.release("a cotangent");
        }
    }
}
