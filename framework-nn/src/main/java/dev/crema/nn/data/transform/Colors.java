package dev.crema.nn.data.transform;

import dev.crema.nn.data.Image;

/** Changes of the colours of an image in place: values from 0 to 1 stay so. */
final class Colors {

    /** Shares of red, green and blue in brightness (ITU-R BT.601, rounded as torchvision has them). */
    private static final float RED = 0.2989f;

    private static final float GREEN = 0.587f;
    private static final float BLUE = 0.114f;

    private Colors() {}

    static void brighten(Image image, float factor) {
        if (factor != 1) {
            awayFrom(0, image.values(), factor);
        }
    }

    /** Moves all values away from the mean grey value, or towards it. */
    static void contrast(Image image, float factor) {
        if (factor != 1) {
            awayFrom(meanGrey(image), image.values(), factor);
        }
    }

    private static void awayFrom(float middle, float[] values, float factor) {
        float added = (1 - factor) * middle;
        for (int i = 0; i < values.length; i++) {
            values[i] = clamped(factor * values[i] + added);
        }
    }

    private static float meanGrey(Image image) {
        float[] values = image.values();
        int plane = image.height() * image.width();
        double sum = 0;
        for (int i = 0; i < plane; i++) {
            sum += image.channels() == 1 ? values[i] : grey(values[i], values[i + plane], values[i + 2 * plane]);
        }
        return (float) (sum / plane);
    }

    private static float grey(float red, float green, float blue) {
        return RED * red + GREEN * green + BLUE * blue;
    }

    private static float clamped(float value) {
        return Math.min(1, Math.max(0, value));
    }

    /** Moves each colour away from its grey value, or towards it. */
    static void saturate(Image image, float factor) {
        if (factor == 1 || image.channels() == 1) {
            return;
        }
        float[] values = image.values();
        int plane = image.height() * image.width();
        for (int red = 0; red < plane; red++) {
            int green = red + plane;
            int blue = green + plane;
            float added = (1 - factor) * grey(values[red], values[green], values[blue]);
            values[red] = clamped(factor * values[red] + added);
            values[green] = clamped(factor * values[green] + added);
            values[blue] = clamped(factor * values[blue] + added);
        }
    }

    /** Turns each hue by a share of the colour circle, from red towards green, and keeps the largest and smallest channel. */
    static void turnHue(Image image, float share) {
        if (share == 0 || image.channels() == 1) {
            return;
        }
        float[] values = image.values();
        int plane = image.height() * image.width();
        for (int red = 0; red < plane; red++) {
            int green = red + plane;
            int blue = green + plane;
            float most = Math.max(values[red], Math.max(values[green], values[blue]));
            float least = Math.min(values[red], Math.min(values[green], values[blue]));
            if (most > least) {
                float hue = sixths(values[red], values[green], values[blue], most, most - least) + 6 * share;
                values[red] = channel(hue + 5, most, most - least);
                values[green] = channel(hue + 3, most, most - least);
                values[blue] = channel(hue + 1, most, most - least);
            }
        }
    }

    /** The place on the colour circle: 0 red, 2 green, 4 blue. */
    private static float sixths(float red, float green, float blue, float most, float span) {
        if (most == red) {
            return (green - blue) / span;
        }
        return most == green ? 2 + (blue - red) / span : 4 + (red - green) / span;
    }

    /** The value of a channel from its place on the colour circle (the HSV model, Smith 1978). */
    private static float channel(float place, float most, float span) {
        float turned = place - 6 * (float) Math.floor(place / 6);
        return most - span * Math.max(0, Math.min(1, Math.min(turned, 4 - turned)));
    }
}
