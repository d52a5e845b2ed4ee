package dev.crema.nn.data.transform;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.data.Augmentation;
import dev.crema.nn.data.Image;

/** The image turned about its centre by a random angle, interpolated bilinearly, in its own size. */
public final class RandomRotation implements Augmentation {

    private final Interval degrees;
    private final float fill;

    private RandomRotation(Interval degrees, float fill) {
        this.degrees = degrees;
        this.fill = fill;
    }

    /** An angle from {@code -degrees} to {@code degrees}. */
    public static RandomRotation of(double degrees) {
        return between(-degrees, degrees);
    }

    /** An angle from {@code low} to {@code high} degrees, counter-clockwise. */
    public static RandomRotation between(double low, double high) {
        return new RandomRotation(Interval.of("randomRotation", "degrees", low, high), 0);
    }

    /** This rotation with another value than 0 for what comes from outside the image. */
    public RandomRotation fill(double value) {
        return new RandomRotation(degrees, Arguments.finite("randomRotation", "fill", value));
    }

    @Override
    public Image apply(Image image, Generator random) {
        return AffineMap.of(-degrees.draw(random), 0, 0, 1, 0).apply(image, fill);
    }

    @Override
    public Shape outputShape(Shape input) {
        Image.requireShape("randomRotation", input);
        return input;
    }

    @Override
    public String toString() {
        return "RandomRotation(" + degrees.low() + " to " + degrees.high() + " degrees)";
    }
}
