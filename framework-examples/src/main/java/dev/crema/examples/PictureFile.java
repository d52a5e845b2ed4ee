package dev.crema.examples;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.jspecify.annotations.Nullable;

/** Reads pictures of any kind that {@link ImageIO} knows, in bounded memory. */
final class PictureFile {

    /** More tells nothing of a picture that becomes 28 by 28. */
    private static final int LARGEST_SIDE = 2048;

    private static final long MOST_PIXELS = 1L << 28;

    private PictureFile() {}

    static BufferedImage read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new Failure(file + ": is a folder, expected a PNG or JPEG picture");
        }
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (!Files.isReadable(file)) {
            throw new AccessDeniedException(file.toString());
        }
        BufferedImage image;
        try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
            image = in == null ? null : decoded(in, file);
        } catch (Failure e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new IOException(file + ": expected a PNG or JPEG picture, got a damaged one: " + e.getMessage(), e);
        }
        if (image == null) {
            throw new Failure(file + ": expected a PNG or JPEG picture, got a file of another kind");
        }
        return image;
    }

    private static @Nullable BufferedImage decoded(ImageInputStream in, Path file) throws IOException {
        Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
        if (!readers.hasNext()) {
            return null;
        }
        ImageReader reader = readers.next();
        try {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if ((long) width * height > MOST_PIXELS) {
                throw new Failure(file + ": expected a picture of at most " + MOST_PIXELS + " pixels, got " + width
                        + " x " + height + "; make it smaller");
            }
            int step = Math.max(1, (Math.max(width, height) + LARGEST_SIDE - 1) / LARGEST_SIDE);
            ImageReadParam parameters = reader.getDefaultReadParam();
            parameters.setSourceSubsampling(step, step, 0, 0);
            return reader.read(0, parameters);
        } finally {
            reader.dispose();
        }
    }
}
