package dev.crema.nn.data.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.data.Image;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ColorJitterTest {

    /** A handful of roundings of values of at most 6, the places on the colour circle. */
    private static final float ROUNDED = 10 * 6 * 0x1p-24f;

    private static final Image ORANGE = Pictures.of(3, 1, 1, 0.8f, 0.4f, 0.2f);

    @Property
    void noChangeIsTheImage(@ForAll @IntRange(min = 0, max = 1) int kind, @ForAll long seed) {
        Image image = Pictures.random(seed, 1 + 2 * kind, 3, 4);
        Pictures.assertSame(image, Pictures.apply(ColorJitter.of(), image, seed));
        Pictures.assertSame(
                image,
                Pictures.apply(
                        ColorJitter.of().brightness(0).contrast(0).saturation(0).hue(0), image, seed));
    }

    @Property
    void valuesStayFromZeroToOne(@ForAll @IntRange(min = 0, max = 1) int kind, @ForAll long seed) {
        Image image = Pictures.random(seed, 1 + 2 * kind, 5, 5);
        ColorJitter strong =
                ColorJitter.of().brightness(3).contrast(3).saturation(3).hue(0.5);
        for (float value : Pictures.apply(strong, image, seed).values()) {
            assertTrue(value >= 0 && value <= 1, "value " + value);
        }
    }

    @Test
    void brightnessMultiplies() {
        Image image = Pictures.copy(ORANGE);
        Colors.brighten(image, 1.5f);
        Pictures.assertClose(Pictures.of(3, 1, 1, 1, 0.6f, 0.3f), image, ROUNDED);
    }

    @Test
    void contrastMovesAwayFromTheMean() {
        Image image = Pictures.of(1, 1, 2, 0.2f, 0.6f);
        Colors.contrast(image, 0.5f);
        Pictures.assertClose(Pictures.of(1, 1, 2, 0.3f, 0.5f), image, ROUNDED);
        Colors.contrast(image, 0);
        Pictures.assertClose(Pictures.of(1, 1, 2, 0.4f, 0.4f), image, ROUNDED);
    }

    @Test
    void withoutSaturationAColourIsItsGrey() {
        Image image = Pictures.copy(ORANGE);
        Colors.saturate(image, 0);
        float grey = 0.2989f * 0.8f + 0.587f * 0.4f + 0.114f * 0.2f;
        Pictures.assertClose(Pictures.of(3, 1, 1, grey, grey, grey), image, ROUNDED);
    }

    @Test
    void aThirdOfTheCircleTurnsRedToGreenToBlue() {
        Image image = Pictures.copy(ORANGE);
        Colors.turnHue(image, 1 / 3f);
        Pictures.assertClose(Pictures.of(3, 1, 1, 0.2f, 0.8f, 0.4f), image, ROUNDED);
        Colors.turnHue(image, 1 / 3f);
        Pictures.assertClose(Pictures.of(3, 1, 1, 0.4f, 0.2f, 0.8f), image, ROUNDED);
    }

    @Property
    void turningThereAndBackIsNone(@ForAll @FloatRange(min = -0.5f, max = 0.5f) float share, @ForAll long seed) {
        Image image = Pictures.random(seed, 3, 3, 3);
        Image turned = Pictures.copy(image);
        Colors.turnHue(turned, share);
        Colors.turnHue(turned, -share);
        Pictures.assertClose(image, turned, ROUNDED);
    }

    @Test
    void greyImagesKeepTheirColour() {
        Image grey = Pictures.random(0, 1, 2, 2);
        Pictures.assertSame(grey, Pictures.apply(ColorJitter.of().saturation(1).hue(0.5), grey, 1));
    }

    @Test
    void theFactorsDependOnTheSeed() {
        Image image = Pictures.of(1, 1, 1, 0.5f);
        double least = 1;
        double most = 0;
        for (int seed = 0; seed < 1000; seed++) {
            float value = Pictures.apply(ColorJitter.of().brightness(0.4), image, seed)
                    .values()[0];
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        assertEquals(0.3, least, 0.01);
        assertEquals(0.7, most, 0.01);
    }

    @Test
    void whatCannotWorkIsRefused() {
        Expect.refusal(
                "colorJitter: expected a change of hue from 0.0 to 0.5, got 0.6",
                () -> ColorJitter.of().hue(0.6));
        Expect.refusal(
                "colorJitter: expected a change of contrast from 0.0 to 3.4028234663852886E38, got -1.0",
                () -> ColorJitter.of().contrast(-1));
        Expect.refusal(
                "colorJitter: expected images of 1 or 3 channels, got [2, 4, 4]",
                () -> ColorJitter.of().outputShape(Shape.of(2, 4, 4)));
    }
}
