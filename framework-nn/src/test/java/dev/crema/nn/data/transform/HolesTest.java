package dev.crema.nn.data.transform;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.data.Augmentation;
import dev.crema.nn.data.Image;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** RandomErasing and Cutout. */
final class HolesTest {

    /** The box around what a change made -1 of, in an image that it left alone elsewhere. */
    private static Rectangle hole(Augmentation change, Image image, long seed) {
        Image result = Pictures.apply(change, image, seed);
        int top = image.height();
        int left = image.width();
        int bottom = 0;
        int right = 0;
        int erased = 0;
        for (int row = 0; row < image.height(); row++) {
            for (int column = 0; column < image.width(); column++) {
                if (result.get(0, row, column) == -1) {
                    erased++;
                    top = Math.min(top, row);
                    left = Math.min(left, column);
                    bottom = Math.max(bottom, row + 1);
                    right = Math.max(right, column + 1);
                }
                for (int channel = 0; channel < image.channels(); channel++) {
                    float expected = result.get(0, row, column) == -1 ? -1 : image.get(channel, row, column);
                    assertEquals(expected, result.get(channel, row, column));
                }
            }
        }
        Rectangle box = erased == 0 ? new Rectangle(0, 0, 0, 0) : new Rectangle(top, left, bottom, right);
        assertEquals(box.area(), erased);
        return box;
    }

    @Property
    void erasingTakesOneRectangleOfTheRightSizeAndForm(@ForAll long seed) {
        Image image = Pictures.random(seed, 2, 40, 40);
        Rectangle hole = hole(RandomErasing.of(1).value(-1), image, seed);
        double height = hole.bottom() - hole.top();
        double width = hole.right() - hole.left();
        // Both sides are rounded to whole pixels.
        assertTrue((height + 0.5) * (width + 0.5) >= 0.02 * 1600 && (height - 0.5) * (width - 0.5) <= 0.33 * 1600);
        assertTrue((height + 0.5) / (width - 0.5) >= 0.3 && (height - 0.5) / (width + 0.5) <= 3.3);
    }

    @Property
    void withProbabilityZeroNothingIsErased(@ForAll long seed) {
        assertEquals(
                0,
                hole(RandomErasing.of(0).value(-1), Pictures.random(seed, 1, 8, 8), seed)
                        .area());
    }

    @Test
    void halfOfTheImagesAreErased() {
        Image image = Pictures.random(0, 1, 16, 16);
        int erased = 0;
        for (int seed = 0; seed < 1000; seed++) {
            erased += hole(RandomErasing.of().value(-1), image, seed).area() > 0 ? 1 : 0;
        }
        // Four standard deviations of a count with probability 1/2.
        assertEquals(500, erased, 4 * Math.sqrt(1000) / 2);
    }

    @Test
    void aRectangleThatDoesNotFitErasesNothing() {
        Augmentation all = RandomErasing.of(1).scale(1, 1).ratio(1, 1).value(-1);
        assertEquals(0, hole(all, Pictures.random(0, 1, 8, 8), 0).area());
    }

    @Property
    void aCutoutIsASquareAboutAPixelAsFarAsTheImageGoes(
            @ForAll @IntRange(min = 1, max = 12) int length, @ForAll long seed) {
        Rectangle hole = hole(Cutout.of(length).value(-1), Pictures.random(seed, 3, 9, 10), seed);
        int height = hole.bottom() - hole.top();
        int width = hole.right() - hole.left();
        assertTrue(height >= 1 && height <= length && width >= 1 && width <= length);
        assertTrue(height == length || hole.top() == 0 || hole.bottom() == 9);
        assertTrue(width == length || hole.left() == 0 || hole.right() == 10);
    }

    @Test
    void severalHolesMayBeCut() {
        Image image = Image.zeros(Shape.of(1, 100, 100));
        float sum = 0;
        for (float value :
                Pictures.apply(Cutout.of(1).holes(5).value(1), image, 1).values()) {
            sum += value;
        }
        assertEquals(5, sum);
    }

    @Test
    void argumentsThatCannotWorkAreRefused() {
        Expect.refusal("cutout: expected a length of at least 1, got 0", () -> Cutout.of(0));
        Expect.refusal(
                "cutout: expected a number of holes of at least 1, got 0",
                () -> Cutout.of(1).holes(0));
        Expect.refusal(
                "randomErasing: expected a scale from 0.0 to 1.0, got 2.0",
                () -> RandomErasing.of().scale(0, 2));
        Expect.refusal(
                "randomErasing: expected scales from a low to a high number, got 0.5 to 0.1",
                () -> RandomErasing.of().scale(0.5, 0.1));
        Expect.refusal(
                "randomErasing: expected ratios above 0, got 0.0 to 1.0",
                () -> RandomErasing.of().ratio(0, 1));
        Expect.refusal(
                "randomErasing: expected a finite value, got Infinity",
                () -> RandomErasing.of().value(Double.POSITIVE_INFINITY));
    }
}
