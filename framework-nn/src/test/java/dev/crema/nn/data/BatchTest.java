package dev.crema.nn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import org.junit.jupiter.api.Test;

final class BatchTest {

    private static final Batch PLAIN = new Batch(Draw.zeros(2, 1, 1, 1), IntArray.of(1, 2));

    @Test
    void aPlainBatchHasNoSoftLabels() {
        assertFalse(PLAIN.isMixed());
        assertEquals(
                "batch: expected a batch with soft labels, got one with a class for each image;"
                        + " use labels(), or DataLoader.mixed",
                assertThrows(IllegalStateException.class, PLAIN::softLabels).getMessage());
    }

    @Test
    void theLabelsOfAMixedBatchAreTheClassesOfTheLargestShare() {
        Tensor shares = Tensor.of(Shape.of(2, 3), 0, 0.25f, 0.75f, 0.5f, 0.5f, 0);
        Tensor images = Draw.zeros(2, 1, 1, 1);
        Batch mixed = PLAIN.mixed(images, shares);
        assertTrue(mixed.isMixed());
        assertSame(shares, mixed.softLabels());
        assertSame(images, mixed.images());
        assertEquals(IntArray.of(2, 0), mixed.labels());
    }

    @Test
    void sharesThatDoNotFitTheImagesAreRefused() {
        Expect.refusal(
                "batch: expected soft labels [2, C], got [3, 4]", () -> PLAIN.mixed(PLAIN.images(), Draw.zeros(3, 4)));
        Expect.refusal("batch: expected soft labels [2, C], got [2]", () -> PLAIN.mixed(PLAIN.images(), Draw.zeros(2)));
        Expect.refusal(
                "batch: expected images [B, C, H, W] and labels [B] with equal B, got [3, 1, 1, 1] and [2]",
                () -> PLAIN.mixed(Draw.zeros(3, 1, 1, 1), Draw.zeros(2, 4)));
    }
}
