package dev.crema.nn.data.transform;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.data.Augmentation;
import dev.crema.nn.data.Image;
import java.util.Arrays;

/** A part of the image, or of the image with a border around it, at a random place. */
public final class RandomCrop implements Augmentation {

    private final int height;
    private final int width;
    private final int padding;
    private final float fill;

    private RandomCrop(int height, int width, int padding, float fill) {
        this.height = height;
        this.width = width;
        this.padding = padding;
        this.fill = fill;
    }

    /** A square part. */
    public static RandomCrop of(int size) {
        return of(size, size);
    }

    /** A part of these sizes. */
    public static RandomCrop of(int height, int width) {
        return new RandomCrop(
                Arguments.atLeast("randomCrop", "height", 1, height),
                Arguments.atLeast("randomCrop", "width", 1, width),
                0,
                0);
    }

    /** This crop of an image with so many pixels of border on each side. */
    public RandomCrop padding(int pixels) {
        return new RandomCrop(height, width, Arguments.atLeast("randomCrop", "padding", 0, pixels), fill);
    }

    /** This crop with another value of the border than 0. */
    public RandomCrop fill(double value) {
        return new RandomCrop(height, width, padding, Arguments.finite("randomCrop", "fill", value));
    }

    @Override
    public Shape outputShape(Shape input) {
        Image.requireShape("randomCrop", input);
        if (input.size(1) + 2L * padding < height || input.size(2) + 2L * padding < width) {
            throw new IllegalArgumentException("randomCrop: expected images of at least " + height + " x " + width
                    + " with a padding of " + padding + ", got images of " + input.size(1) + " x " + input.size(2)
                    + "; crop less or pad more");
        }
        return Shape.of(input.size(0), height, width);
    }

    @Override
    public Image apply(Image image, Generator random) {
        int top = random.nextInt(image.height() + 2 * padding - height + 1) - padding;
        int left = random.nextInt(image.width() + 2 * padding - width + 1) - padding;
        if (top == 0 && left == 0 && image.height() == height && image.width() == width) {
            return image;
        }
        Image result = Image.zeros(Shape.of(image.channels(), height, width));
        if (fill != 0) {
            Arrays.fill(result.values(), fill);
        }
        int fromColumn = Math.max(0, left);
        int columns = Math.min(image.width(), left + width) - fromColumn;
        for (int channel = 0; columns > 0 && channel < image.channels(); channel++) {
            for (int row = Math.max(0, top); row < Math.min(image.height(), top + height); row++) {
                System.arraycopy(
                        image.values(),
                        (channel * image.height() + row) * image.width() + fromColumn,
                        result.values(),
                        (channel * height + row - top) * width + fromColumn - left,
                        columns);
            }
        }
        return result;
    }

    @Override
    public String toString() {
        return "RandomCrop(" + height + " x " + width + ", padding " + padding + ")";
    }
}
