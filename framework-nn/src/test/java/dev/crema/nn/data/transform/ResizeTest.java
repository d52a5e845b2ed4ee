package dev.crema.nn.data.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.nn.cases.Expect;
import dev.crema.nn.data.Image;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ResizeTest {

    /** A weighted mean along each axis of values of at most 1, over at most 12 of them. */
    private static final float TWO_MEANS = 2 * 2 * 12 * 0x1p-24f;

    @Test
    void theSameSizeIsTheSameImage() {
        Image image = Pictures.random(0, 3, 4, 5);
        Pictures.assertSame(image, Pictures.apply(Resize.of(4, 5), image, 0));
    }

    /** The values of torch.nn.functional.interpolate(x, mode="bilinear", antialias=True) for these ramps, derived by hand. */
    @Test
    void linesAreInterpolatedBetweenCentresAndFlatBeyond() {
        Pictures.assertClose(
                Pictures.of(1, 1, 4, 0, 0.25f, 0.75f, 1),
                Pictures.apply(Resize.of(1, 4), Pictures.of(1, 1, 2, 0, 1), 0),
                TWO_MEANS);
        // Halving: weights 1, 3, 3, 1 over 8; at the edges 3, 3, 1 over 7.
        Pictures.assertClose(
                Pictures.of(1, 2, 1, 1 / 7f, 6 / 7f),
                Pictures.apply(Resize.of(2, 1), Pictures.of(1, 4, 1, 0, 0, 1, 1), 0),
                TWO_MEANS);
    }

    @Property
    void aFlatImageStaysFlat(
            @ForAll @IntRange(min = 1, max = 12) int from,
            @ForAll @IntRange(min = 1, max = 12) int to,
            @ForAll @IntRange(min = 1, max = 12) int width) {
        Image flat = Pictures.random(0, 2, from, 7);
        Arrays.fill(flat.values(), 0.7f);
        for (float value : Pictures.apply(Resize.of(to, width), flat, 0).values()) {
            assertEquals(0.7f, value, TWO_MEANS);
        }
    }

    @Property
    void nothingLeavesTheRangeOfTheImage(
            @ForAll @IntRange(min = 1, max = 12) int height,
            @ForAll @IntRange(min = 1, max = 12) int width,
            @ForAll long seed) {
        Image image = Pictures.random(seed, 1, 6, 6);
        for (float value : Pictures.apply(Resize.of(height, width), image, 0).values()) {
            assertTrue(value > -TWO_MEANS && value < 1 + TWO_MEANS, "value " + value);
        }
    }

    @Property
    void mirroringAndResizingCommute(@ForAll @IntRange(min = 1, max = 12) int width, @ForAll long seed) {
        Image image = Pictures.random(seed, 2, 3, 6);
        Image first = Pictures.apply(Resize.of(3, width), Pictures.apply(RandomHorizontalFlip.of(1), image, 0), 0);
        Image last = Pictures.apply(RandomHorizontalFlip.of(1), Pictures.apply(Resize.of(3, width), image, 0), 0);
        Pictures.assertClose(first, last, TWO_MEANS);
    }

    @Test
    void aFineCheckerboardFadesToGrey() {
        Image board = Pictures.random(0, 1, 16, 16);
        for (int i = 0; i < 256; i++) {
            board.values()[i] = (i + i / 16) % 2;
        }
        Image small = Pictures.apply(Resize.of(4, 4), board, 0);
        for (float value : small.values()) {
            assertEquals(0.5f, value, 0.02f);
        }
    }

    @Test
    void sizesThatCannotWorkAreRefused() {
        Expect.refusal("resize: expected a height of at least 1, got 0", () -> Resize.of(0, 1));
        assertEquals("Resize(2 x 3)", Resize.of(2, 3).toString());
    }
}
