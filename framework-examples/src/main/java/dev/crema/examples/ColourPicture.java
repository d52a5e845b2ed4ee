package dev.crema.examples;

import dev.crema.core.array.Shape;
import dev.crema.nn.data.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/** Pictures as images of red, green and blue with values from 0 to 1. */
final class ColourPicture {

    private ColourPicture() {}

    /** The square in the middle of a picture, as the images of CIFAR are square. */
    static Image square(Path file) throws IOException {
        BufferedImage picture = PictureFile.read(file);
        int side = Math.min(picture.getWidth(), picture.getHeight());
        return image(picture, (picture.getWidth() - side) / 2, (picture.getHeight() - side) / 2, side, side);
    }

    /** A whole picture. */
    static Image whole(Path file) throws IOException {
        BufferedImage picture = PictureFile.read(file);
        return image(picture, 0, 0, picture.getWidth(), picture.getHeight());
    }

    private static Image image(BufferedImage picture, int left, int top, int width, int height) {
        Image image = Image.zeros(Shape.of(3, height, width));
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            picture.getRGB(left, top + y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    int value = row[x] >> (16 - 8 * channel) & 0xff;
                    image.values()[(channel * height + y) * width + x] = value / 255f;
                }
            }
        }
        return image;
    }
}
