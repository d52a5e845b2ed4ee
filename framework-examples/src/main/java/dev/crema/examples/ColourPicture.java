package dev.crema.examples;

import dev.crema.core.Tensor;
import dev.crema.core.array.Shape;
import dev.crema.nn.data.Image;
import dev.crema.nn.data.transform.Resize;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

/** A picture made to look like the images of CIFAR: the square in its middle, 32 by 32 pixels of red, green and blue. */
final class ColourPicture {

    private static final int SIDE = 32;

    private final Image image;

    private ColourPicture(Image image) {
        this.image = image;
    }

    static ColourPicture read(Path file) throws IOException {
        return of(PictureFile.read(file));
    }

    static ColourPicture of(BufferedImage picture) {
        int side = Math.min(picture.getWidth(), picture.getHeight());
        int left = (picture.getWidth() - side) / 2;
        int top = (picture.getHeight() - side) / 2;
        Image square = Image.zeros(Shape.of(3, side, side));
        int[] row = new int[side];
        for (int y = 0; y < side; y++) {
            picture.getRGB(left, top + y, side, 1, row, 0, side);
            for (int x = 0; x < side; x++) {
                for (int channel = 0; channel < 3; channel++) {
                    int value = row[x] >> (16 - 8 * channel) & 0xff;
                    square.values()[(channel * side + y) * side + x] = value / 255f;
                }
            }
        }
        return new ColourPicture(Resize.of(SIDE, SIDE).apply(square));
    }

    /** The picture as a batch of one, normalized as the images of {@code data} are. */
    Tensor toTensor(DataKind data) {
        Image normalized = data.normalization()
                .apply(new Image(image.shape(), image.values().clone()));
        return Tensor.of(Shape.of(1, 3, SIDE, SIDE), normalized.values());
    }
}
