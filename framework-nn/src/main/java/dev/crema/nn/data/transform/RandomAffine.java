package dev.crema.nn.data.transform;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.data.Augmentation;
import dev.crema.nn.data.Image;

/**
 * The image turned, moved, scaled and sheared at random about its centre, interpolated bilinearly, in its own size.
 *
 * <pre>{@code
 * RandomAffine.of(10).translate(0.1, 0.1).scale(0.9, 1.1).shear(5)
 * }</pre>
 */
public final class RandomAffine implements Augmentation {

    private static final String NAME = "randomAffine";
    /** A shear of 90 degrees would flatten the image. */
    private static final double MOST_SHEAR = 89;

    private final Interval degrees;
    private final double translateX;
    private final double translateY;
    private final Interval scale;
    private final Interval shear;
    private final float fill;

    private RandomAffine(
            Interval degrees, double translateX, double translateY, Interval scale, Interval shear, float fill) {
        this.degrees = degrees;
        this.translateX = translateX;
        this.translateY = translateY;
        this.scale = scale;
        this.shear = shear;
        this.fill = fill;
    }

    /** A rotation from {@code -degrees} to {@code degrees}, and nothing else unless it is asked for. */
    public static RandomAffine of(double degrees) {
        return new RandomAffine(
                Interval.of(NAME, "degrees", -degrees, degrees), 0, 0, new Interval(1, 1), new Interval(0, 0), 0);
    }

    /** This with a shift by whole pixels of at most these shares of the width and of the height, from 0 to 1. */
    public RandomAffine translate(double horizontally, double vertically) {
        return new RandomAffine(
                degrees,
                Arguments.within(NAME, "translation", 0, 1, horizontally),
                Arguments.within(NAME, "translation", 0, 1, vertically),
                scale,
                shear,
                fill);
    }

    /** This with a scale from {@code low} to {@code high}; above 1 makes what is seen larger. */
    public RandomAffine scale(double low, double high) {
        Interval interval = Interval.of(NAME, "scales", low, high);
        if (!(low > 0)) {
            throw new IllegalArgumentException(NAME + ": expected scales above 0, got " + low + " to " + high);
        }
        return new RandomAffine(degrees, translateX, translateY, interval, shear, fill);
    }

    /** This with a shear along the rows from {@code -degrees} to {@code degrees}. */
    public RandomAffine shear(double most) {
        Arguments.within(NAME, "shear", 0, MOST_SHEAR, most);
        return new RandomAffine(degrees, translateX, translateY, scale, new Interval(-most, most), fill);
    }

    /** This with another value than 0 for what comes from outside the image. */
    public RandomAffine fill(double value) {
        return new RandomAffine(degrees, translateX, translateY, scale, shear, Arguments.finite(NAME, "fill", value));
    }

    @Override
    public Image apply(Image image, Generator random) {
        double angle = degrees.draw(random);
        double right = shift(translateX * image.width(), random);
        double down = shift(translateY * image.height(), random);
        double factor = scale.draw(random);
        return AffineMap.of(angle, right, down, factor, shear.draw(random)).apply(image, fill);
    }

    private static double shift(double most, Generator random) {
        return Math.rint(random.uniform(-most, most));
    }

    @Override
    public Shape outputShape(Shape input) {
        Image.requireShape(NAME, input);
        return input;
    }

    @Override
    public String toString() {
        return "RandomAffine(degrees " + degrees.low() + " to " + degrees.high() + ", translate " + translateX + " "
                + translateY + ", scale " + scale.low() + " to " + scale.high() + ", shear " + shear.low() + " to "
                + shear.high() + ")";
    }
}
