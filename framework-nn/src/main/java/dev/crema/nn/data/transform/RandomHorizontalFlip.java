package dev.crema.nn.data.transform;

import dev.crema.core.array.Generator;
import dev.crema.nn.data.Augmentation;
import dev.crema.nn.data.Image;

/** With a probability, the mirror image: left is right. */
public final class RandomHorizontalFlip implements Augmentation {

    private final double probability;

    private RandomHorizontalFlip(double probability) {
        this.probability = probability;
    }

    /** A flip with probability 0.5. */
    public static RandomHorizontalFlip of() {
        return of(0.5);
    }

    /** A flip with this probability. */
    public static RandomHorizontalFlip of(double probability) {
        return new RandomHorizontalFlip(Arguments.probability("randomHorizontalFlip", probability));
    }

    @Override
    public Image apply(Image image, Generator random) {
        if (random.nextDouble() < probability) {
            float[] values = image.values();
            int width = image.width();
            for (int row = 0; row < values.length; row += width) {
                for (int left = row, right = row + width - 1; left < right; left++, right--) {
                    float swapped = values[left];
                    values[left] = values[right];
                    values[right] = swapped;
                }
            }
        }
        return image;
    }

    @Override
    public String toString() {
        return "RandomHorizontalFlip(" + probability + ")";
    }
}
