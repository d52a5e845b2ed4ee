package dev.crema.nn.data.source;

import dev.crema.core.array.Shape;
import dev.crema.nn.data.Image;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/** A file with an image that {@link ImageIO} can read: PNG, JPEG and a few more. */
final class ImageFile {

    private static final String EXPECTED = "expected a PNG or JPEG image, got ";
    private static final long MOST_PIXELS = 1L << 26;

    private ImageFile() {}

    /** Reads height and width as the header has them. */
    static Shape size(Path file) throws IOException {
        return withReader(file, reader -> size(file, reader));
    }

    /**
     * Reads an image of one grey channel, or of red, green and blue; transparency is left out. The values are 0 to 255.
     *
     * @param channels 1 or 3
     */
    static Image read(Path file, int channels) throws IOException {
        return withReader(file, reader -> {
            size(file, reader);
            return planes(reader.read(0), channels);
        });
    }

    private static Shape size(Path file, ImageReader reader) throws IOException {
        int height = reader.getHeight(0);
        int width = reader.getWidth(0);
        if ((long) height * width > MOST_PIXELS) {
            throw new Refusal(file + ": expected an image of at most " + MOST_PIXELS + " pixels, got " + height + " x "
                    + width + "; make it smaller");
        }
        return Shape.of(height, width);
    }

    private static <T> T withReader(Path file, Action<T> action) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException(
                    file + ": expected a file that may be read, got one that may not; check its permissions");
        }
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            ImageReader reader = in == null ? null : reader(in);
            if (reader == null) {
                throw new Refusal(
                        file + ": " + EXPECTED + (Files.size(file) == 0 ? "an empty file" : "a file of another kind"));
            }
            try {
                reader.setInput(in, true, true);
                return action.apply(reader);
            } finally {
                reader.dispose();
            }
        } catch (Refusal e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            // The readers of the JDK meet broken data with exceptions of any kind.
            String fault = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw new IOException(file + ": " + EXPECTED + "a damaged one or one of an unknown kind: " + fault, e);
        }
    }

    private static @Nullable ImageReader reader(ImageInputStream in) {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        return readers.hasNext() ? readers.next() : null;
    }

    private static Image planes(BufferedImage picture, int channels) {
        int height = picture.getHeight();
        int width = picture.getWidth();
        Image image = Image.zeros(Shape.of(channels, height, width));
        float[] row = new float[3 * width];
        boolean grey = picture.getRaster().getNumBands() <= 2 && !isIndexed(picture);
        for (int y = 0; y < height; y++) {
            if (grey) {
                readGrey(picture.getRaster(), y, row);
            } else {
                readColour(picture, y, row);
            }
            for (int channel = 0; channel < channels; channel++) {
                int to = (channel * height + y) * width;
                for (int x = 0; x < width; x++) {
                    image.values()[to + x] = channels == 1 && !grey
                            ? luma(row[3 * x], row[3 * x + 1], row[3 * x + 2])
                            : row[3 * x + channel];
                }
            }
        }
        return image;
    }

    private static boolean isIndexed(BufferedImage picture) {
        return picture.getColorModel() instanceof IndexColorModel;
    }

    /** As the file has them: {@link BufferedImage#getRGB} would take them for linear light and make them brighter. */
    private static void readGrey(Raster raster, int y, float[] row) {
        int most = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
        for (int x = 0; x < raster.getWidth(); x++) {
            float value = 255f * raster.getSample(x, y, 0) / most;
            row[3 * x] = value;
            row[3 * x + 1] = value;
            row[3 * x + 2] = value;
        }
    }

    private static void readColour(BufferedImage picture, int y, float[] row) {
        int[] colours = picture.getRGB(0, y, picture.getWidth(), 1, null, 0, picture.getWidth());
        for (int x = 0; x < colours.length; x++) {
            row[3 * x] = colours[x] >> 16 & 0xff;
            row[3 * x + 1] = colours[x] >> 8 & 0xff;
            row[3 * x + 2] = colours[x] & 0xff;
        }
    }

    /** Brightness by the weights of ITU-R BT.601. */
    private static float luma(float red, float green, float blue) {
        return 0.299f * red + 0.587f * green + 0.114f * blue;
    }

    /** What is done with a reader. */
    @FunctionalInterface
    private interface Action<T> {
        T apply(ImageReader reader) throws IOException;
    }

    /** What is wrong with a file, in words that need no others around them. */
    private static final class Refusal extends IOException {

        private static final long serialVersionUID = 1L;

        Refusal(String message) {
            super(message);
        }
    }
}
