package dev.crema.nn.data.transform;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.data.Augmentation;
import dev.crema.nn.data.Image;

/** Images for tests. */
final class Pictures {

    private Pictures() {}

    /** An image of random values from 0 to 1, repeatable from its seed. */
    static Image random(long seed, int channels, int height, int width) {
        Generator random = Generator.seeded(seed);
        Image image = Image.zeros(Shape.of(channels, height, width));
        for (int i = 0; i < image.values().length; i++) {
            image.values()[i] = (float) random.nextDouble();
        }
        return image;
    }

    static Image of(int channels, int height, int width, float... values) {
        return new Image(Shape.of(channels, height, width), values);
    }

    static Image copy(Image image) {
        return new Image(image.shape(), image.values().clone());
    }

    /** What a change makes of a copy of an image. */
    static Image apply(Augmentation change, Image image, long seed) {
        Image result = change.apply(copy(image), Generator.seeded(seed));
        assertEquals(change.outputShape(image.shape()), result.shape());
        return result;
    }

    static void assertSame(Image expected, Image actual) {
        assertClose(expected, actual, 0);
    }

    static void assertClose(Image expected, Image actual, float tolerance) {
        assertEquals(expected.shape(), actual.shape());
        assertArrayEquals(expected.values(), actual.values(), tolerance);
    }
}
