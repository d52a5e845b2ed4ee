package dev.crema.core;

import dev.crema.core.kernel.Buffers;
import dev.crema.core.kernel.Storage;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Computes without a graph: inside, ops on this thread record nothing, so their results are constants, and all intermediate ones
 * are recycled at the end.
 *
 * <pre>{@code
 * Tensor logits = Inference.of(() -> net.forward(images));
 * }</pre>
 *
 * <p>The result stays, and so does what was kept with {@link Tensor#value} or {@link Tensor#detach} inside. Any other result of
 * an op on variables that is read after the end is an error if it is large. Other threads, and tensors made before, notice nothing.
 */
public final class Inference {

    private static final ThreadLocal<@Nullable Inference> CURRENT = new ThreadLocal<>();

    /** The memory of all that would be tracked outside. */
    private final Set<Storage<?>> results = Collections.newSetFromMap(new IdentityHashMap<>());

    private Inference() {}

    /**
     * What {@code computation} returns, as a constant; an exception passes through.
     *
     * <p>Inside of another, the outer one ends it all.
     */
    public static Tensor of(Supplier<Tensor> computation) {
        if (CURRENT.get() != null) {
            return computation.get().constant();
        }
        Inference inference = new Inference();
        CURRENT.set(inference);
        try {
            Tensor result = computation.get().constant();
            if (!inference.results.remove(result.storage())) {
                result.storage().pin(); // the memory of a variable, say, which an optimizer would recycle
            }
            return result;
        } finally {
            CURRENT.set(null);
            inference.results.forEach(storage -> storage.release("an op inside of infer"));
            Buffers.stepEnded();
        }
    }

    static @Nullable Inference current() {
        return CURRENT.get();
    }

    /**
     * Takes note of a result that is an intermediate one if an input is a variable or an intermediate result itself. One in the memory
     * of an input, as a reshaped weight is, is not ours to recycle.
     */
    void add(Storage<?> result, Tensor... inputs) {
        for (Tensor input : inputs) {
            if (input.storage() == result) {
                return;
            }
        }
        for (Tensor input : inputs) {
            if (input.isTracked() || results.contains(input.storage())) {
                results.add(result);
                return;
            }
        }
    }
}
