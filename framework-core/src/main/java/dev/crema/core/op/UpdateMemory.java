package dev.crema.core.op;

import dev.crema.core.array.DType;
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
    private @Nullable DType dtype;

    /** A memory that is still empty. */
    public UpdateMemory() {}

    /** Copies of the arrays; none before the first step. */
    public List<NdArray> values() {
        Shape known = shape;
        DType type = dtype;
        if (known == null || type == null) {
            return List.of();
        }
        return arrays.stream().map(array -> copy(array, known, type)).toList();
    }

    private static NdArray copy(Object array, Shape shape, DType dtype) {
        NdArray copy = NdArray.zeros(shape, dtype);
        System.arraycopy(array, 0, copy.storage().values(), 0, shape.size());
        return copy;
    }

    /** Remembers these arrays, of one shape and dtype, which are copied; or nothing, if there are none. */
    public void restore(List<NdArray> values) {
        arrays.clear();
        shape = null;
        dtype = null;
        for (NdArray value : values) {
            shape = value.shape();
            dtype = value.dtype();
            Object array = value.storage().kernels().allocate(value.size());
            System.arraycopy(value.storage().values(), 0, array, 0, value.size());
            arrays.add(array);
        }
    }

    List<Object> arrays(int count, NdArray like) {
        if (shape == null) {
            shape = like.shape();
            dtype = like.dtype();
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
