package dev.crema.nn.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crema.core.array.Shape;
import dev.crema.nn.data.Dataset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CifarFilesTest {

    @TempDir
    private Path folder = Path.of(".");

    /** Records of these labels; pixel p of record r is p + r, modulo 256. */
    private static byte[] records(int[]... labels) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (int record = 0; record < labels.length; record++) {
            for (int label : labels[record]) {
                content.write(label);
            }
            for (int pixel = 0; pixel < 3072; pixel++) {
                content.write(pixel + record);
            }
        }
        return content.toByteArray();
    }

    private Path file(String name, byte... content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    @Test
    void theFilesOfCifar10AreReadOneAfterTheOther() throws IOException {
        for (int i = 1; i <= 5; i++) {
            file("data_batch_" + i + ".bin", records(new int[] {i}, new int[] {9}));
        }
        file("test_batch.bin", IdxContent.gzip(records(new int[] {0})));
        CifarFiles files = CifarFiles.in(folder, CifarKind.CIFAR_10);
        Dataset train = files.train();
        assertEquals(10, train.size());
        assertEquals(Shape.of(3, 32, 32), train.imageShape());
        assertEquals(4, train.label(6));
        assertEquals(9, train.label(7));
        float[] pixels = new float[3072];
        train.read(7, pixels, 0);
        assertEquals(1 / 255f, pixels[0]);
        assertEquals((1030 + 1) % 256 / 255f, pixels[1030]);
        assertEquals(0, files.test().label(0));
        assertEquals(folder, files.folder());
        assertEquals("CIFAR-10 in " + folder, files.toString());
    }

    @Test
    void cifar100HasTwoLabels() throws IOException {
        byte[] content = records(new int[] {19, 99}, new int[] {3, 0});
        file("train.bin", content);
        file("test.bin", content);
        Dataset fine = CifarFiles.in(folder, CifarKind.CIFAR_100).train();
        Dataset coarse = CifarFiles.in(folder, CifarKind.CIFAR_100_COARSE).test();
        assertEquals(99, fine.label(0));
        assertEquals(0, fine.label(1));
        assertEquals(19, coarse.label(0));
        assertEquals(3, coarse.label(1));
        float[] pixels = new float[3072];
        fine.read(1, pixels, 0);
        assertEquals(1 / 255f, pixels[0]);
    }

    @Test
    void theNamesOfTheClassesAreRead() throws IOException {
        file("train.bin", records(new int[] {0, 0}));
        file("test.bin", records(new int[] {0, 0}));
        String names = IntStream.range(0, 20).mapToObj(i -> "class " + i).collect(Collectors.joining("\n", "", "\n\n"));
        Path file = Files.writeString(folder.resolve("coarse_label_names.txt"), names);
        CifarFiles files = CifarFiles.in(folder, CifarKind.CIFAR_100_COARSE);
        assertEquals("class 19", files.classNames().get(19));
        Files.writeString(file, "cat\n");
        assertEquals(
                file + ": expected 20 names, one on each line, got 1; take the file from the archive",
                assertThrows(IOException.class, files::classNames).getMessage());
        Files.delete(file);
        assertEquals(
                file + ": expected the names of the classes of coarse CIFAR-100, found no file; check the path",
                assertThrows(NoSuchFileException.class, files::classNames).getMessage());
    }

    @Test
    void missingFilesAreListed() throws IOException {
        file("train.bin", records(new int[] {0, 0}));
        assertEquals(
                folder + ": expected a folder with the binary files of CIFAR-100, missing test.bin;"
                        + " unpack the binary version there",
                assertThrows(NoSuchFileException.class, () -> CifarFiles.in(folder, CifarKind.CIFAR_100))
                        .getMessage());
        Path nowhere = folder.resolve("nowhere");
        assertEquals(
                nowhere + ": expected a folder with the binary files of CIFAR-100, found no folder to hold"
                        + " train.bin, test.bin; unpack the binary version there",
                assertThrows(NoSuchFileException.class, () -> CifarFiles.in(nowhere, CifarKind.CIFAR_100))
                        .getMessage());
    }

    @Test
    void aWrongLengthIsReported() throws IOException {
        assertBad(
                ": expected records of 3073 bytes (1 label + 3072 pixels), got 3072 bytes, 0 records and 3072 bytes more;"
                        + " take the binary version of CIFAR-10",
                CifarKind.CIFAR_10,
                new byte[3072]);
        assertBad(
                ": expected records of 3074 bytes (2 label + 3072 pixels), got 3075 bytes, 1 records and 1 bytes more;"
                        + " take the binary version of CIFAR-100",
                CifarKind.CIFAR_100,
                new byte[3075]);
        assertBad(
                ": expected records of 3073 bytes (1 label + 3072 pixels), got 0 bytes, 0 records and 0 bytes more;"
                        + " take the binary version of CIFAR-10",
                CifarKind.CIFAR_10);
    }

    @Test
    void aLabelOutOfRangeIsReported() throws IOException {
        assertBad(
                ": expected labels of 0 to 9, got 200 in record 1; check that this is the binary version of CIFAR-10",
                CifarKind.CIFAR_10,
                records(new int[] {9}, new int[] {200}));
        assertBad(
                ": expected labels of 0 to 99, got 100 in record 0; check that this is the binary version of CIFAR-100",
                CifarKind.CIFAR_100,
                records(new int[] {0, 100}));
    }

    @Test
    void brokenGzipIsReported() throws IOException {
        byte[] gzip = IdxContent.gzip(records(new int[] {1}));
        assertBad(
                ": expected intact gzip data, got 'Unexpected end of ZLIB input stream'; download the file again",
                CifarKind.CIFAR_10,
                Arrays.copyOf(gzip, gzip.length - 20));
    }

    private void assertBad(String message, CifarKind kind, byte... content) throws IOException {
        Path file = file("some.bin", content);
        assertEquals(
                file + message,
                assertThrows(IOException.class, () -> CifarFiles.read(kind, List.of(file)))
                        .getMessage());
    }
}
