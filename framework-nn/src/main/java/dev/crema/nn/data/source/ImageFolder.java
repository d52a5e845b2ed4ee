package dev.crema.nn.data.source;

import dev.crema.core.array.Shape;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.Image;
import dev.crema.nn.data.InMemoryDataset;
import dev.crema.nn.data.transform.Resize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Images in a folder with a subfolder for each class: {@code cat/1.png}, {@code cat/2.jpg}, {@code dog/1.png}.
 *
 * <p>The classes are the names of the subfolders in the order of their characters, and so are the images within a class, whatever
 * the file system says first. Files count by their names: {@code .png}, {@code .jpg}, {@code .jpeg} and
 * {@code .bmp}, at any depth within a class; others and hidden ones do not.
 *
 * <pre>{@code
 * ImageFolder pets = ImageFolder.of(Path.of("pets")).size(32, 32).open();
 * }</pre>
 *
 * <p>Each image is read from its file when it is asked for, with values from 0 to 1: let a loader have several threads, or keep
 * small ones {@link #inMemory}.
 */
public final class ImageFolder implements Dataset {

    private final Shape imageShape;
    private final List<String> classNames;
    private final List<LabelledFile> files;
    private final List<String> skipped;

    ImageFolder(Shape imageShape, List<String> classNames, List<LabelledFile> files, List<String> skipped) {
        this.imageShape = imageShape;
        this.classNames = List.copyOf(classNames);
        this.files = List.copyOf(files);
        this.skipped = List.copyOf(skipped);
    }

    /** A folder of colour images, all of one size. */
    public static Builder of(Path folder) {
        return new Builder(folder);
    }

    /** What the classes are called, in the order of the labels. */
    public List<String> classNames() {
        return classNames;
    }

    /** What was wrong with each file that was skipped. */
    public List<String> skipped() {
        return skipped;
    }

    /** The file that an image comes from. */
    public Path file(int index) {
        return files.get(index).path();
    }

    @Override
    public int size() {
        return files.size();
    }

    @Override
    public Shape imageShape() {
        return imageShape;
    }

    @Override
    public void read(int index, float[] target, int offset) {
        byte[] pixels = pixels(index);
        for (int i = 0; i < pixels.length; i++) {
            target[offset + i] = (pixels[i] & 0xff) / 255f;
        }
    }

    /** The values of an image, rounded to bytes. */
    private byte[] pixels(int index) {
        Path file = files.get(index).path();
        try {
            Image image = ImageFile.read(file, imageShape.size(0));
            Image resized = Resize.of(imageShape.size(1), imageShape.size(2)).apply(image);
            byte[] pixels = new byte[imageShape.size()];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (byte) (int) (resized.values()[i] + 0.5f);
            }
            return pixels;
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    @Override
    public int label(int index) {
        return files.get(index).label();
    }

    /**
     * Reads all images once and keeps them, a byte for each value.
     *
     * @throws IllegalStateException if they are more than an array can hold
     */
    public InMemoryDataset inMemory() {
        if ((long) files.size() * imageShape.size() > Integer.MAX_VALUE) {
            throw new IllegalStateException("imageFolder: expected at most " + Integer.MAX_VALUE
                    + " values to keep in memory, got " + files.size() + " images of shape " + imageShape
                    + "; let them be smaller, or read them as they are asked for");
        }
        byte[] all = new byte[files.size() * imageShape.size()];
        IntStream.range(0, files.size())
                .parallel()
                .forEach(
                        index -> System.arraycopy(pixels(index), 0, all, index * imageShape.size(), imageShape.size()));
        int[] labels = files.stream().mapToInt(LabelledFile::label).toArray();
        return InMemoryDataset.adoptBytes(imageShape, all, labels);
    }

    /** Which images are wanted, and what to do with bad files. */
    public static final class Builder {

        private final Path folder;
        private int channels = 3;
        private @Nullable Shape size;
        private @Nullable List<String> classNames;
        private boolean skipBroken;

        private Builder(Path folder) {
            this.folder = folder;
        }

        /** Images resized to this height and width; unless it is called, all must have the size of the first one. */
        public Builder size(int height, int width) {
            if (height < 1 || width < 1) {
                throw new IllegalArgumentException(
                        "imageFolder: expected sizes of at least 1, got " + height + " x " + width);
            }
            size = Shape.of(height, width);
            return this;
        }

        /** 3 channels of red, green and blue, as by default, or 1 of grey. */
        public Builder channels(int count) {
            if (count != 1 && count != 3) {
                throw new IllegalArgumentException("imageFolder: expected 1 or 3 channels, got " + count);
            }
            channels = count;
            return this;
        }

        /** The classes in the order of their labels, for a folder to test with: those of the one to train on. */
        public Builder classNames(List<String> names) {
            classNames = List.copyOf(names);
            return this;
        }

        /** Whether files that are no intact images are skipped and counted, for which each is read once, instead of reported. */
        public Builder skipBroken(boolean skip) {
            skipBroken = skip;
            return this;
        }

        /**
         * Lists the images, and looks into each file for its size.
         *
         * @throws IOException if the folder has no classes, one has no images, or an image is not as it should be
         */
        public ImageFolder open() throws IOException {
            requireImageIo();
            FolderScan scan = FolderScan.of(folder, classNames);
            CheckedFiles checked = CheckedFiles.of(scan, size, skipBroken);
            Shape shape =
                    Shape.of(channels, checked.size().size(0), checked.size().size(1));
            return new ImageFolder(shape, scan.classNames(), checked.files(), checked.skipped());
        }

        private static void requireImageIo() {
            if (ModuleLayer.boot().findModule("java.desktop").isEmpty()) {
                throw new IllegalStateException(
                        "imageFolder: expected the module java.desktop, which reads images, got a JVM"
                                + " without it; start Java with --add-modules java.desktop");
            }
        }
    }
}
