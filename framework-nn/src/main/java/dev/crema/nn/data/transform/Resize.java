package dev.crema.nn.data.transform;

import dev.crema.core.array.Shape;
import dev.crema.nn.data.Image;
import dev.crema.nn.data.Transform;

/**
 * The image in another size, interpolated bilinearly.
 *
 * <p>Where it becomes smaller, each new pixel is the weighted mean of all that it covers, so that fine patterns fade instead of
 * turning into coarse ones (antialiasing, as torchvision and Pillow do it). The ratio of height to width is not kept.
 */
public final class Resize implements Transform {

    private final int height;
    private final int width;

    private Resize(int height, int width) {
        this.height = height;
        this.width = width;
    }

    /** Images of this height and width. */
    public static Resize of(int height, int width) {
        return new Resize(
                Arguments.atLeast("resize", "height", 1, height), Arguments.atLeast("resize", "width", 1, width));
    }

    @Override
    public Shape outputShape(Shape input) {
        Image.requireShape("resize", input);
        return Shape.of(input.size(0), height, width);
    }

    @Override
    public Image apply(Image image) {
        if (image.height() == height && image.width() == width) {
            return image;
        }
        int channels = image.channels();
        // Rows first: what is between has the old height and the new width.
        Image narrowed = Image.zeros(Shape.of(channels, image.height(), width));
        ResampledAxis.of(image.width(), width).apply(image.values(), narrowed.values(), channels * image.height(), 1);
        Image result = Image.zeros(Shape.of(channels, height, width));
        ResampledAxis.of(image.height(), height).apply(narrowed.values(), result.values(), channels, width);
        return result;
    }

    @Override
    public String toString() {
        return "Resize(" + height + " x " + width + ")";
    }
}
