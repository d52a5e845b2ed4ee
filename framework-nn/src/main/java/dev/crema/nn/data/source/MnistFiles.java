package dev.crema.nn.data.source;

import dev.crema.nn.data.InMemoryDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A folder with the four files of MNIST, or of a dataset published in the same form such as Fashion-MNIST.
 *
 * <p>The files have their canonical names, {@code train-images-idx3-ubyte}, {@code train-labels-idx1-ubyte},
 * {@code t10k-images-idx3-ubyte} and {@code t10k-labels-idx1-ubyte}, with {@code .gz} or without. {@link MnistDownload} fetches
 * them.
 */
public final class MnistFiles {

    /** Number of classes; the labels are 0 to 9. */
    public static final int CLASSES = 10;

    private final Path folder;

    private MnistFiles(Path folder) {
        this.folder = folder;
    }

    /**
     * The files in a folder.
     *
     * @throws NoSuchFileException if one is missing
     */
    public static MnistFiles in(Path folder) throws IOException {
        List<MnistFile> missing = MnistFile.missingIn(folder);
        if (!missing.isEmpty()) {
            String names = missing.stream().map(MnistFile::gzipName).collect(Collectors.joining(", "));
            throw new NoSuchFileException(
                    folder.toString(),
                    null,
                    "expected a folder with the four files of MNIST, gzipped or not, "
                            + (Files.isDirectory(folder) ? "missing " : "found no folder to hold ") + names
                            + "; put them there, or fetch them with MnistDownload");
        }
        return new MnistFiles(folder);
    }

    /** Reads the images to train on, with values from 0 to 1: 60,000 of shape {@code [1, 28, 28]}. */
    public InMemoryDataset train() throws IOException {
        return new IdxPair(MnistFile.TRAIN_IMAGES.in(folder), MnistFile.TRAIN_LABELS.in(folder)).read(CLASSES);
    }

    /** Reads the images to test with, with values from 0 to 1: 10,000 of shape {@code [1, 28, 28]}. */
    public InMemoryDataset test() throws IOException {
        return new IdxPair(MnistFile.TEST_IMAGES.in(folder), MnistFile.TEST_LABELS.in(folder)).read(CLASSES);
    }

    /** The folder. */
    public Path folder() {
        return folder;
    }

    @Override
    public String toString() {
        return folder.toString();
    }
}
