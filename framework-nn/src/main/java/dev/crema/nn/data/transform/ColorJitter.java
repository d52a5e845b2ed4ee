package dev.crema.nn.data.transform;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.data.Augmentation;
import dev.crema.nn.data.Image;

/**
 * The image with random brightness, contrast, saturation and hue, changed one after the other in random order.
 *
 * <p>For values from 0 to 1, in 1 or 3 channels, and so before a normalization. Saturation and hue leave grey images alone.
 *
 * <pre>{@code
 * ColorJitter.of().brightness(0.4).contrast(0.4).saturation(0.4).hue(0.1)
 * }</pre>
 */
public final class ColorJitter implements Augmentation {

    private static final String NAME = "colorJitter";
    private static final int CHANGES = 4;
    private static final Interval SAME = new Interval(1, 1);

    private final Interval brightness;
    private final Interval contrast;
    private final Interval saturation;
    private final Interval hue;

    private ColorJitter(Interval brightness, Interval contrast, Interval saturation, Interval hue) {
        this.brightness = brightness;
        this.contrast = contrast;
        this.saturation = saturation;
        this.hue = hue;
    }

    /** No change, until one is asked for. */
    public static ColorJitter of() {
        return new ColorJitter(SAME, SAME, SAME, new Interval(0, 0));
    }

    /** This with values times a factor from {@code max(0, 1 - change)} to {@code 1 + change}. */
    public ColorJitter brightness(double change) {
        return new ColorJitter(factors("brightness", change), contrast, saturation, hue);
    }

    /** This with distances from the mean grey value times such a factor. */
    public ColorJitter contrast(double change) {
        return new ColorJitter(brightness, factors("contrast", change), saturation, hue);
    }

    /** This with distances of the colours from their grey value times such a factor. */
    public ColorJitter saturation(double change) {
        return new ColorJitter(brightness, contrast, factors("saturation", change), hue);
    }

    /** This with hues turned by at most {@code change} of the colour circle either way, at most 0.5. */
    public ColorJitter hue(double change) {
        Arguments.within(NAME, "change of hue", 0, 0.5, change);
        return new ColorJitter(brightness, contrast, saturation, new Interval(-change, change));
    }

    private static Interval factors(String what, double change) {
        Arguments.within(NAME, "change of " + what, 0, Float.MAX_VALUE, change);
        return new Interval(Math.max(0, 1 - change), 1 + change);
    }

    @Override
    public Image apply(Image image, Generator random) {
        int[] order = random.permutation(CHANGES);
        float brighter = (float) brightness.draw(random);
        float stronger = (float) contrast.draw(random);
        float purer = (float) saturation.draw(random);
        float turned = (float) hue.draw(random);
        for (int change : order) {
            switch (change) {
                case 0 -> Colors.brighten(image, brighter);
                case 1 -> Colors.contrast(image, stronger);
                case 2 -> Colors.saturate(image, purer);
                default -> Colors.turnHue(image, turned);
            }
        }
        return image;
    }

    @Override
    public Shape outputShape(Shape input) {
        Image.requireShape(NAME, input);
        if (input.size(0) != 1 && input.size(0) != 3) {
            throw new IllegalArgumentException(NAME + ": expected images of 1 or 3 channels, got " + input);
        }
        return input;
    }

    @Override
    public String toString() {
        return "ColorJitter(brightness " + brightness.low() + " to " + brightness.high() + ", contrast "
                + contrast.low() + " to " + contrast.high() + ", saturation " + saturation.low() + " to "
                + saturation.high() + ", hue " + hue.low() + " to " + hue.high() + ")";
    }
}
