package dev.crema.core.op;

import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.kernel.Kernels;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What updates remember of one variable from step to step: arrays of its shape, zeros at first. Mutable. */
public final class UpdateMemory {

    private final List<Object> arrays = new ArrayList<>();
    private @Nullable Shape shape;

    /** A memory that is still empty. */
    public UpdateMemory() {}

    List<Object> arrays(int count, NdArray like) {
        if (shape == null) {
            shape = like.shape();
            Kernels<Object> kernels = like.storage().kernels();
            while (arrays.size() < count) {
                arrays.add(kernels.allocate(like.size()));
            }
        }
        if (arrays.size() != count || !shape.equals(like.shape())) {
            throw new IllegalStateException("update: expected the memory of the same update of one variable, got "
                    + arrays.size() + " arrays of " + shape + " for " + count + " of " + like.shape());
        }
        return arrays;
    }
}
