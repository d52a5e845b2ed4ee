package dev.crema.nn.data.transform;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.data.Augmentation;
import dev.crema.nn.data.Image;

/** With a probability, the image with a random rectangle of it replaced by one value (Zhong and others 2020). */
public final class RandomErasing implements Augmentation {

    private static final String NAME = "randomErasing";

    /** Draws of a rectangle; if none fits into the image, it stays whole. */
    private static final int ATTEMPTS = 10;

    private final double probability;
    private final Interval scale;
    private final Interval ratio;
    private final float value;

    private RandomErasing(double probability, Interval scale, Interval ratio, float value) {
        this.probability = probability;
        this.scale = scale;
        this.ratio = ratio;
        this.value = value;
    }

    /** A rectangle of 0.02 to 0.33 of the area, 0.3 to 3.3 times as high as wide, of zeros, with probability 0.5. */
    public static RandomErasing of() {
        return of(0.5);
    }

    /** As {@link #of()} with this probability. */
    public static RandomErasing of(double probability) {
        return new RandomErasing(
                Arguments.probability(NAME, probability), new Interval(0.02, 0.33), new Interval(0.3, 3.3), 0);
    }

    /** This with rectangles of these shares of the area, from 0 to 1. */
    public RandomErasing scale(double low, double high) {
        Arguments.within(NAME, "scale", 0, 1, low);
        Arguments.within(NAME, "scale", 0, 1, high);
        return new RandomErasing(probability, Interval.of(NAME, "scales", low, high), ratio, value);
    }

    /** This with rectangles so many times as high as wide. */
    public RandomErasing ratio(double low, double high) {
        Interval interval = Interval.of(NAME, "ratios", low, high);
        if (!(low > 0)) {
            throw new IllegalArgumentException(NAME + ": expected ratios above 0, got " + low + " to " + high);
        }
        return new RandomErasing(probability, scale, interval, value);
    }

    /** This with another value than 0 in the rectangle. */
    public RandomErasing value(double erased) {
        return new RandomErasing(probability, scale, ratio, Arguments.finite(NAME, "value", erased));
    }

    @Override
    public Image apply(Image image, Generator random) {
        if (random.nextDouble() >= probability) {
            return image;
        }
        double area = (double) image.height() * image.width();
        Interval logarithms = new Interval(StrictMath.log(ratio.low()), StrictMath.log(ratio.high()));
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            double erased = area * scale.draw(random);
            double aspect = StrictMath.exp(logarithms.draw(random));
            int height = (int) Math.rint(Math.sqrt(erased * aspect));
            int width = (int) Math.rint(Math.sqrt(erased / aspect));
            if (height < image.height() && width < image.width()) {
                int top = random.nextInt(image.height() - height + 1);
                int left = random.nextInt(image.width() - width + 1);
                new Rectangle(top, left, top + height, left + width).fill(image, value);
                return image;
            }
        }
        return image;
    }

    @Override
    public Shape outputShape(Shape input) {
        Image.requireShape(NAME, input);
        return input;
    }

    @Override
    public String toString() {
        return "RandomErasing(" + probability + ", scale " + scale.low() + " to " + scale.high() + ", ratio "
                + ratio.low() + " to " + ratio.high() + ", value " + value + ")";
    }
}
