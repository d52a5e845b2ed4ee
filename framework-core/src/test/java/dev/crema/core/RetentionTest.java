package dev.crema.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Geometry;
import dev.crema.core.op.Normalization;
import dev.crema.core.op.Padding;
import dev.crema.core.op.PaddingMode;
import dev.crema.core.op.Pair;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What a graph keeps alive: the arrays that its VJPs compute with and no others. */
final class RetentionTest {

    private static final int COLLECTIONS = 20;

    private final Tensor x = Tensor.variable(NdArray.zeros(Shape.of(2, 3), DType.FLOAT32));

    @Test
    void theLatestCotangentOfABatchNormIsNotKept() {
        NdArray ones = NdArray.full(Shape.of(3), DType.FLOAT32, 1);
        Tensor weight = Tensor.variable(ones);
        Tensor y = x.batchNorm(weight, Tensor.of(ones), Normalization.channelMoments(x.value()), 1e-5);
        WeakReference<NdArray> cotangent = pulled(y);
        assertTrue(isCollected(cotangent));
        assertTrue(y.isTracked(), "the graph is still in use");
    }

    @Test
    void opsWhoseGradientNeedsNoInputKeepNone() {
        List<WeakReference<NdArray>> inputs = new ArrayList<>();
        Tensor end = chain(inputs);
        inputs.forEach(input -> assertTrue(isCollected(input)));
        assertEquals(1, end.backward().size());
    }

    /** Each step's input is reachable from nowhere but the graph. */
    private Tensor chain(List<WeakReference<NdArray>> inputs) {
        Geometry window = Geometry.of(Pair.of(2));
        List<UnaryOperator<Tensor>> steps = List.of(
                t -> t.add(Tensor.of(NdArray.full(Shape.of(3), DType.FLOAT32, 1))),
                t -> t.sub(Tensor.of(NdArray.full(Shape.of(3), DType.FLOAT32, 2))),
                t -> t.add(1),
                t -> t.mul(2),
                Tensor::neg,
                t -> t.div(Tensor.of(NdArray.full(Shape.of(3), DType.FLOAT32, 2))),
                t -> t.permute(1, 0),
                t -> t.expand(4, 3, 2),
                t -> t.slice(0, 1, 4),
                Tensor::flip,
                t -> t.indexSelect(1, IntArray.of(0, 1, 2)),
                t -> t.pad(Padding.of(Pair.of(1)), PaddingMode.ZEROS),
                t -> Tensor.concat(0, t, t.detach()),
                t -> t.reshape(1, 6, 5, 4),
                t -> t.avgPool2d(window, false, true),
                t -> t.adaptiveAvgPool2d(Pair.of(1)),
                t -> t.reshape(3, 2),
                t -> t.linear(Tensor.of(NdArray.zeros(Shape.of(4, 2), DType.FLOAT32)), null),
                t -> t.matmul(Tensor.of(NdArray.zeros(Shape.of(4, 2), DType.FLOAT32))),
                t -> t.sum(1),
                Tensor::mean);
        Tensor end = x.mul(1);
        for (UnaryOperator<Tensor> step : steps) {
            inputs.add(new WeakReference<>(end.value()));
            end = step.apply(end);
        }
        return end;
    }

    private static WeakReference<NdArray> pulled(Tensor y) {
        NdArray cotangent = NdArray.full(y.shape(), y.dtype(), 2);
        assertNotNull(y.backward(cotangent));
        return new WeakReference<>(cotangent);
    }

    private static boolean isCollected(WeakReference<?> reference) {
        for (int i = 0; i < COLLECTIONS && !reference.refersTo(null); i++) {
            System.gc();
        }
        return reference.refersTo(null);
    }
}
