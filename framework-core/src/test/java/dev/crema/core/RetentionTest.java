package dev.crema.core;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Normalization;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
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
        Reference.reachabilityFence(y);
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
