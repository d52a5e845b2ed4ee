package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;

import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import org.junit.jupiter.api.Test;

/** What an op makes for its VJPs alone it names, so that the memory is recycled with its value. */
final class SavedArraysTest {

    private final NdArray x = NdArray.of(Shape.of(2, 2), new float[] {1, 2, 3, 4});

    @Test
    void opsNameWhatTheyMakeForTheirGradients() {
        saves(1, Reduction.var(x, 1, false));
        saves(1, Reduction.std(x, 1, false));
        saves(1, Product.prod(x, false, 0));
        saves(1, Dropout.dropout(x, 0.5, Generator.seeded(1)));
        saves(1, LayerNormalization.layerNorm(x, Shape.of(2), NdArray.of(2, 2), null, 0.1));
        saves(2, Einsum.einsum("ij,jk->ik", x, x));
    }

    @Test
    void anOpWhoseGradientNeedsItsValueSavesNothing() {
        saves(0, Softmax.softmax(x, 1));
        saves(0, LayerNormalization.layerNorm(x, Shape.of(2), null, null, 0.1));
    }

    private static void saves(int count, ValueAndVjps result) {
        assertEquals(count, result.saved().size());
        result.saved().forEach(saved -> assertNotSame(result.value().storage(), saved.storage()));
    }
}
