package dev.crema.nn.data.transform;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.data.Augmentation;
import dev.crema.nn.data.Image;

/**
 * The image with a square about a random pixel replaced by one value; what of it falls outside the image is lost (DeVries and
 * Taylor 2017).
 */
public final class Cutout implements Augmentation {

    private final int length;
    private final int holes;
    private final float value;

    private Cutout(int length, int holes, float value) {
        this.length = length;
        this.holes = holes;
        this.value = value;
    }

    /** One square with sides of this length, of zeros. */
    public static Cutout of(int length) {
        return new Cutout(Arguments.atLeast("cutout", "length", 1, length), 1, 0);
    }

    /** This with another number of squares. */
    public Cutout holes(int count) {
        return new Cutout(length, Arguments.atLeast("cutout", "number of holes", 1, count), value);
    }

    /** This with another value than 0 in the square. */
    public Cutout value(double erased) {
        return new Cutout(length, holes, Arguments.finite("cutout", "value", erased));
    }

    @Override
    public Image apply(Image image, Generator random) {
        for (int hole = 0; hole < holes; hole++) {
            int top = random.nextInt(image.height()) - length / 2;
            int left = random.nextInt(image.width()) - length / 2;
            Rectangle.within(image.height(), image.width(), top, left, top + length, left + length)
                    .fill(image, value);
        }
        return image;
    }

    @Override
    public Shape outputShape(Shape input) {
        Image.requireShape("cutout", input);
        return input;
    }

    @Override
    public String toString() {
        return "Cutout(" + length + ", holes " + holes + ", value " + value + ")";
    }
}
