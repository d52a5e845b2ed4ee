package dev.crema.nn.data.transform;

import dev.crema.core.array.Generator;
import dev.crema.nn.data.Augmentation;
import dev.crema.nn.data.Image;

/** With a probability, the image upside down: the first row is the last. */
public final class RandomVerticalFlip implements Augmentation {

    private final double probability;

    private RandomVerticalFlip(double probability) {
        this.probability = probability;
    }

    /** A flip with probability 0.5. */
    public static RandomVerticalFlip of() {
        return of(0.5);
    }

    /** A flip with this probability. */
    public static RandomVerticalFlip of(double probability) {
        return new RandomVerticalFlip(Arguments.probability("randomVerticalFlip", probability));
    }

    @Override
    public Image apply(Image image, Generator random) {
        if (random.nextDouble() < probability) {
            int plane = image.height() * image.width();
            for (int channel = 0; channel < image.channels(); channel++) {
                flip(image.values(), channel * plane, image.height(), image.width());
            }
        }
        return image;
    }

    private static void flip(float[] values, int from, int height, int width) {
        for (int upper = 0, lower = height - 1; upper < lower; upper++, lower--) {
            for (int column = 0; column < width; column++) {
                int a = from + upper * width + column;
                int b = from + lower * width + column;
                float swapped = values[a];
                values[a] = values[b];
                values[b] = swapped;
            }
        }
    }

    @Override
    public String toString() {
        return "RandomVerticalFlip(" + probability + ")";
    }
}
