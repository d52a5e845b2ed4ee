package dev.crema.nn;

import dev.crema.core.Inference;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;

/** A run of a layer on zeros that shows the shape of its output: without a graph, and with no module training on its thread. */
final class ShapeRun {

    private static final ThreadLocal<Boolean> UNDER_WAY = ThreadLocal.withInitial(() -> false);

    private ShapeRun() {}

    /** Whether this thread runs a layer for its shape alone. */
    static boolean isUnderWay() {
        return UNDER_WAY.get();
    }

    static Shape of(Layer layer, Shape input, DType dtype) {
        boolean outer = UNDER_WAY.get();
        UNDER_WAY.set(true);
        try {
            return Inference.of(() -> layer.forward(Tensor.of(NdArray.zeros(input, dtype))))
                    .shape();
        } finally {
            UNDER_WAY.set(outer);
        }
    }
}
