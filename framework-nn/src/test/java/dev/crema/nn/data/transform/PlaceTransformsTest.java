package dev.crema.nn.data.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.data.Augmentation;
import dev.crema.nn.data.Image;
import java.util.HashSet;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Flips, crops, rotations and affine maps: where pixels go. */
final class PlaceTransformsTest {

    /** Four interpolated values of at most 1, each a sum of four products: below 20 roundings. */
    private static final float INTERPOLATED = 20 * 0x1p-24f;

    private static final Image SMALL = Pictures.of(1, 2, 3, 1, 2, 3, 4, 5, 6);

    @Property
    void twoFlipsAreNone(
            @ForAll @IntRange(min = 1, max = 3) int channels,
            @ForAll @IntRange(min = 1, max = 9) int height,
            @ForAll @IntRange(min = 1, max = 9) int width,
            @ForAll long seed) {
        Image image = Pictures.random(seed, channels, height, width);
        for (Augmentation flip : new Augmentation[] {RandomHorizontalFlip.of(1), RandomVerticalFlip.of(1)}) {
            Image once = Pictures.apply(flip, image, seed);
            Pictures.assertSame(image, Pictures.apply(flip, once, seed));
        }
        Pictures.assertSame(image, Pictures.apply(RandomHorizontalFlip.of(0), image, seed));
        Pictures.assertSame(image, Pictures.apply(RandomVerticalFlip.of(0), image, seed));
    }

    @Test
    void flipsMirror() {
        Pictures.assertSame(
                Pictures.of(1, 2, 3, 3, 2, 1, 6, 5, 4), Pictures.apply(RandomHorizontalFlip.of(1), SMALL, 0));
        Pictures.assertSame(Pictures.of(1, 2, 3, 4, 5, 6, 1, 2, 3), Pictures.apply(RandomVerticalFlip.of(1), SMALL, 0));
        Image two = Pictures.of(2, 2, 1, 1, 2, 3, 4);
        Pictures.assertSame(Pictures.of(2, 2, 1, 2, 1, 4, 3), Pictures.apply(RandomVerticalFlip.of(1), two, 0));
    }

    @Test
    void halfOfTheImagesAreFlipped() {
        int images = 2000;
        for (Augmentation flip : new Augmentation[] {RandomHorizontalFlip.of(), RandomVerticalFlip.of()}) {
            int flipped = 0;
            for (int seed = 0; seed < images; seed++) {
                flipped += Pictures.apply(flip, SMALL, seed).values()[0] == 1 ? 0 : 1;
            }
            // Four standard deviations of a count with probability 1/2.
            assertEquals(images / 2.0, flipped, 4 * Math.sqrt(images) / 2);
        }
    }

    @Property
    void aCropOfTheFullSizeWithoutPaddingIsTheImage(
            @ForAll @IntRange(min = 1, max = 9) int height,
            @ForAll @IntRange(min = 1, max = 9) int width,
            @ForAll long seed) {
        Image image = Pictures.random(seed, 2, height, width);
        Pictures.assertSame(image, Pictures.apply(RandomCrop.of(height, width), image, seed));
    }

    @Property
    void aCropIsAPartOfThePaddedImage(
            @ForAll @IntRange(min = 1, max = 6) int height,
            @ForAll @IntRange(min = 1, max = 6) int width,
            @ForAll @IntRange(min = 0, max = 8) int padding,
            @ForAll long seed) {
        Image image = Pictures.random(seed, 2, 6, 6);
        Image crop =
                Pictures.apply(RandomCrop.of(height, width).padding(padding).fill(9), image, seed);
        boolean found = false;
        for (int top = -padding; top + height <= 6 + padding; top++) {
            for (int left = -padding; left + width <= 6 + padding; left++) {
                found |= isPart(crop, image, top, left);
            }
        }
        assertTrue(found);
    }

    private static boolean isPart(Image crop, Image image, int top, int left) {
        for (int channel = 0; channel < crop.channels(); channel++) {
            for (int row = 0; row < crop.height(); row++) {
                for (int column = 0; column < crop.width(); column++) {
                    int y = top + row;
                    int x = left + column;
                    boolean inside = y >= 0 && y < image.height() && x >= 0 && x < image.width();
                    if (crop.get(channel, row, column) != (inside ? image.get(channel, y, x) : 9)) {
                        return false;
                    }
                }
            }
        }
        return true;
    }

    @Test
    void eachPlaceIsCropped() {
        Set<Float> corners = new HashSet<>();
        for (int seed = 0; seed < 100; seed++) {
            corners.add(Pictures.apply(RandomCrop.of(1), SMALL, seed).values()[0]);
        }
        assertEquals(Set.of(1f, 2f, 3f, 4f, 5f, 6f), corners);
    }

    @Property
    void fourQuarterTurnsAreNone(
            @ForAll @IntRange(min = 1, max = 9) int side, @ForAll boolean clockwise, @ForAll long seed) {
        Image image = Pictures.random(seed, 2, side, side);
        int degrees = clockwise ? -90 : 90;
        Image turned = image;
        for (int i = 0; i < 4; i++) {
            turned = Pictures.apply(RandomRotation.between(degrees, degrees), turned, seed);
        }
        Pictures.assertSame(image, turned);
        Pictures.assertSame(image, Pictures.apply(RandomRotation.between(360, 360), image, seed));
    }

    @Test
    void rotationsAreCounterClockwiseAndAffineMapsClockwise() {
        Image square = Pictures.of(1, 2, 2, 1, 2, 3, 4);
        Image left = Pictures.of(1, 2, 2, 2, 4, 1, 3);
        Pictures.assertSame(left, Pictures.apply(RandomRotation.between(90, 90), square, 0));
        Pictures.assertSame(left, AffineMap.of(-90, 0, 0, 1, 0).apply(square, 0));
        Pictures.assertSame(
                Pictures.of(1, 2, 2, 4, 3, 2, 1), AffineMap.of(180, 0, 0, 1, 0).apply(square, 0));
    }

    @Property
    void aTurnAndItsReverseNearlyRestoreASmoothImage(@ForAll @DoubleRange(min = -180, max = 180) double degrees) {
        int side = 41;
        Image bump = Image.zeros(Shape.of(1, side, side));
        for (int i = 0; i < side * side; i++) {
            double x = (i % side - side / 2) / 8.0;
            double y = (i / side - side / 2) / 8.0 - 0.5;
            bump.values()[i] = (float) Math.exp(-x * x - y * y);
        }
        Image there = Pictures.apply(RandomRotation.between(degrees, degrees), bump, 0);
        Image back = Pictures.apply(RandomRotation.between(-degrees, -degrees), there, 0);
        // Linear interpolation is off by at most 1/8 of the second derivative per axis, here 2/64, in each of two
        // turns.
        Pictures.assertClose(bump, back, 2 * 2 * 2f / 64 / 8);
    }

    @Test
    void affineMapsMoveScaleAndShear() {
        Image image = Pictures.random(3, 1, 5, 5);
        Image moved = AffineMap.of(0, 2, -1, 1, 0).apply(image, 7);
        assertEquals(image.get(0, 3, 1), moved.get(0, 2, 3));
        assertEquals(7, moved.get(0, 4, 3));
        assertEquals(7, moved.get(0, 2, 1));
        Image doubled = AffineMap.of(0, 0, 0, 2, 0).apply(image, 7);
        assertEquals(image.get(0, 2, 2), doubled.get(0, 2, 2));
        assertEquals(image.get(0, 1, 3), doubled.get(0, 0, 4), INTERPOLATED);
        // tan 45 = 1: each row moves left by as many pixels as it is below the middle.
        Image sheared = AffineMap.of(0, 0, 0, 1, 45).apply(image, 7);
        assertEquals(image.get(0, 2, 1), sheared.get(0, 2, 1), INTERPOLATED);
        assertEquals(image.get(0, 3, 2), sheared.get(0, 3, 1), INTERPOLATED);
        assertEquals(image.get(0, 0, 1), sheared.get(0, 0, 3), INTERPOLATED);
    }

    @Property
    void anAffineMapOfNothingIsTheImage(@ForAll long seed) {
        Image image = Pictures.random(seed, 3, 4, 7);
        Pictures.assertSame(image, Pictures.apply(RandomAffine.of(0), image, seed));
    }

    @Property
    void shiftsAreWholePixelsWithinTheirBounds(@ForAll long seed) {
        Image image = Image.zeros(Shape.of(1, 10, 10));
        image.values()[55] = 1;
        Image moved = Pictures.apply(RandomAffine.of(0).translate(0.2, 0.4), image, seed);
        int found = -1;
        for (int i = 0; i < 100; i++) {
            found = moved.values()[i] == 1 ? i : found;
        }
        assertTrue(Math.abs(found % 10 - 5) <= 2 && Math.abs(found / 10 - 5) <= 4, "moved to " + found);
    }

    @Test
    void argumentsThatCannotWorkAreRefused() {
        Expect.refusal(
                "randomHorizontalFlip: expected a probability from 0 to 1, got 1.5",
                () -> RandomHorizontalFlip.of(1.5));
        Expect.refusal(
                "randomVerticalFlip: expected a probability from 0 to 1, got NaN",
                () -> RandomVerticalFlip.of(Double.NaN));
        Expect.refusal("randomCrop: expected a width of at least 1, got 0", () -> RandomCrop.of(1, 0));
        Expect.refusal(
                "randomCrop: expected a padding of at least 0, got -1",
                () -> RandomCrop.of(1).padding(-1));
        Expect.refusal(
                "randomCrop: expected images of at least 8 x 9 with a padding of 1, got images of 6 x 6;"
                        + " crop less or pad more",
                () -> RandomCrop.of(8, 9).padding(1).outputShape(Shape.of(1, 6, 6)));
        Expect.refusal(
                "randomRotation: expected degrees from a low to a high number, got 5.0 to -5.0",
                () -> RandomRotation.of(-5));
        Expect.refusal(
                "randomRotation: expected a finite fill, got NaN",
                () -> RandomRotation.of(5).fill(Double.NaN));
        Expect.refusal(
                "randomAffine: expected a translation from 0.0 to 1.0, got 2.0",
                () -> RandomAffine.of(0).translate(0, 2));
        Expect.refusal(
                "randomAffine: expected scales above 0, got 0.0 to 1.0",
                () -> RandomAffine.of(0).scale(0, 1));
        Expect.refusal(
                "randomAffine: expected a shear from 0.0 to 89.0, got 90.0",
                () -> RandomAffine.of(0).shear(90));
        Expect.refusal(
                "randomAffine: expected images of shape [C, H, W] with sizes of at least 1, got [4]",
                () -> RandomAffine.of(0).outputShape(Shape.of(4)));
    }

    @Test
    void composedChangesFollowOneAnother() {
        Compose both =
                Compose.of(RandomHorizontalFlip.of(1), RandomCrop.of(1, 3).padding(0), RandomVerticalFlip.of(1));
        Image row = Pictures.of(1, 1, 3, 1, 2, 3);
        Pictures.assertSame(Pictures.of(1, 1, 3, 3, 2, 1), Pictures.apply(both, row, 0));
        assertEquals(Shape.of(1, 1, 3), both.outputShape(Shape.of(1, 2, 3)));
        assertEquals(
                "Compose[RandomHorizontalFlip(1.0), RandomCrop(1 x 3, padding 0), RandomVerticalFlip(1.0)]",
                both.toString());
        Pictures.assertSame(row, Compose.of().apply(row, Generator.seeded(0)));
    }
}
