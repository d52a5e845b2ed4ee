package dev.crema.nn.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crema.core.array.Shape;
import dev.crema.nn.data.Dataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MnistFilesTest {

    @TempDir
    private Path folder;

    @Test
    void plainAndGzippedFilesStandSideBySide() throws IOException {
        IdxContent.writeSmallMnist(folder);
        MnistFiles files = MnistFiles.in(folder);
        Dataset train = files.train();
        assertEquals(3, train.size());
        assertEquals(Shape.of(1, 2, 2), train.imageShape());
        assertEquals(9, train.label(2));
        float[] image = new float[6];
        train.read(1, image, 1);
        assertEquals(0, image[0]);
        assertEquals(28 / 255f, image[1]);
        assertEquals(49 / 255f, image[4]);
        assertEquals(0, image[5]);
        assertEquals(2, files.test().size());
        assertEquals(5, files.test().label(1));
        assertEquals(folder, files.folder());
    }

    @Test
    void missingFilesAreListed() throws IOException {
        IdxContent.writeSmallMnist(folder);
        Files.delete(folder.resolve("train-labels-idx1-ubyte"));
        Files.delete(folder.resolve("t10k-images-idx3-ubyte"));
        NoSuchFileException e = assertThrows(NoSuchFileException.class, () -> MnistFiles.in(folder));
        assertEquals(
                folder + ": expected a folder with the four files of MNIST, gzipped or not, missing"
                        + " train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz;"
                        + " put them there, or fetch them with MnistDownload",
                e.getMessage());
    }

    @Test
    void aMissingFolderIsReported() {
        Path nowhere = folder.resolve("nowhere");
        NoSuchFileException e = assertThrows(NoSuchFileException.class, () -> MnistFiles.in(nowhere));
        assertEquals(
                nowhere + ": expected a folder with the four files of MNIST, gzipped or not, found no folder to hold"
                        + " train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz,"
                        + " t10k-images-idx3-ubyte.gz, t10k-labels-idx1-ubyte.gz;"
                        + " put them there, or fetch them with MnistDownload",
                e.getMessage());
    }

    @Test
    void imagesWithoutLabelsAreReported() throws IOException {
        IdxPair pair = pair(IdxContent.images(3, 2, 2), IdxContent.labels(1, 2, 3));
        Files.delete(pair.labels());
        NoSuchFileException e = assertThrows(NoSuchFileException.class, () -> pair.read(10));
        assertEquals(
                pair.labels() + ": expected the labels of " + pair.images() + ", found no file; put it there",
                e.getMessage());
    }

    @Test
    void labelsWithoutImagesAreReported() throws IOException {
        IdxPair pair = pair(IdxContent.images(3, 2, 2), IdxContent.labels(1, 2, 3));
        Files.delete(pair.images());
        NoSuchFileException e = assertThrows(NoSuchFileException.class, () -> pair.read(10));
        assertEquals(pair.images() + ": expected an IDX file of images, found no file; check the path", e.getMessage());
    }

    @Test
    void differentCountsAreReported() throws IOException {
        IdxPair pair = pair(IdxContent.images(3, 2, 2), IdxContent.labels(1, 2));
        IOException e = assertThrows(IOException.class, () -> pair.read(10));
        assertEquals(
                pair.images() + ": expected an image for each label, got 3 images and 2 labels in " + pair.labels()
                        + "; take both files of one set",
                e.getMessage());
    }

    @Test
    void aLabelOutOfRangeIsReported() throws IOException {
        IdxPair pair = pair(IdxContent.images(3, 2, 2), IdxContent.labels(9, 10, 0));
        IOException e = assertThrows(IOException.class, () -> pair.read(10));
        assertEquals(
                pair.labels() + ": expected labels of 0 to 9, got 10 at position 1; check that these are the labels",
                e.getMessage());
        assertEquals(10, pair.read(11).label(1));
    }

    @Test
    void aNumberOfClassesThatBytesCannotHoldIsRefused() {
        IdxPair pair = new IdxPair(folder, folder);
        for (int classes : new int[] {0, 257}) {
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> pair.read(classes));
            assertEquals("idx: expected 1 to 256 classes, got " + classes, e.getMessage());
        }
    }

    private IdxPair pair(byte[] images, byte[] labels) throws IOException {
        return new IdxPair(
                Files.write(folder.resolve("images"), images), Files.write(folder.resolve("labels"), labels));
    }
}
