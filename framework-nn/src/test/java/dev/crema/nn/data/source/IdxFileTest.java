package dev.crema.nn.data.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdxFileTest {

    private static final long LIMIT = 1000;

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("some-idx");
    }

    @Test
    void imagesAreRead() throws IOException {
        Files.write(file, IdxContent.images(3, 2, 4));
        IdxFile images = IdxFile.images(file);
        assertEquals(Shape.of(3, 2, 4), images.shape());
        assertEquals(7 * 23, images.get(23));
        assertEquals(file, images.file());
        assertEquals(file + " [3, 2, 4]", images.toString());
    }

    @Test
    void gzipIsToldByContentAndNotByName() throws IOException {
        Files.write(file, IdxContent.gzip(IdxContent.labels(3, 255)));
        assertEquals(255, IdxFile.labels(file).get(1));
        Path plain = folder.resolve("plain.gz");
        Files.write(plain, IdxContent.labels(3, 255));
        assertEquals(255, IdxFile.labels(plain).get(1));
    }

    @Test
    void severalGzipMembersAreOneContent() throws IOException {
        byte[] content = IdxContent.labels(1, 2, 3, 4);
        Files.write(
                file,
                concat(
                        IdxContent.gzip(Arrays.copyOf(content, 6)),
                        IdxContent.gzip(Arrays.copyOfRange(content, 6, 12))));
        assertEquals(4, IdxFile.labels(file).get(3));
    }

    @Test
    void noImagesAreReadAsNone() throws IOException {
        Files.write(file, IdxContent.images(0, 28, 28));
        assertEquals(Shape.of(0, 28, 28), IdxFile.images(file).shape());
    }

    @Test
    void aMissingFileIsReported() {
        NoSuchFileException e = assertThrows(NoSuchFileException.class, () -> IdxFile.images(file));
        assertEquals(file + ": expected an IDX file of images, found no file; check the path", e.getMessage());
    }

    @Test
    void aFolderIsNotAFile() {
        assertMessage(folder, 1, ": expected an IDX file of labels, got something that is not a file; check the path");
    }

    @Test
    void aWrongMagicNumberIsReported() throws IOException {
        assertMessage(
                ": expected an IDX file of images, which begins with 00 00 08 03, got 3c 68 74 6d; download the file again",
                3,
                "<html>".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void anEmptyFileIsReported() throws IOException {
        assertMessage(
                ": expected an IDX file of labels, which begins with 00 00 08 01, got no content; download the file again",
                1,
                new byte[0]);
    }

    @Test
    void aFileOfThreeBytesIsReported() throws IOException {
        assertMessage(
                ": expected an IDX file of labels, which begins with 00 00 08 01, got 00 00 08; download the file again",
                1,
                new byte[] {0, 0, 8});
    }

    @Test
    void anotherElementTypeIsReported() throws IOException {
        assertMessage(
                ": expected elements of type 08 (unsigned byte), got type 0d (float); convert them to unsigned bytes",
                1,
                IdxContent.of(0x0d, new int[] {1}, new byte[4]));
        assertMessage(
                ": expected elements of type 08 (unsigned byte), got type ff; convert them to unsigned bytes",
                1,
                IdxContent.of(0xff, new int[] {1}, new byte[4]));
    }

    @Test
    void anotherNumberOfDimensionsIsReported() throws IOException {
        assertMessage(
                ": expected images in 3 dimensions, got 1 dimension; check that images and labels are not mixed up",
                3,
                IdxContent.labels(1, 2));
        assertMessage(
                ": expected labels in 1 dimension, got 3 dimensions; check that images and labels are not mixed up",
                1,
                IdxContent.images(1, 2, 2));
    }

    @Test
    void aHeaderCutShortIsReported() throws IOException {
        assertMessage(
                ": expected a header of 16 bytes, got 10; download the file again",
                3,
                Arrays.copyOf(IdxContent.images(1, 2, 2), 10));
    }

    @Test
    void truncatedDataIsReported() throws IOException {
        byte[] content = IdxContent.images(3, 2, 2);
        assertMessage(
                ": expected 12 elements for sizes [3, 2, 2], the file can hold 11;"
                        + " the file is cut short, download it again",
                3,
                Arrays.copyOf(content, content.length - 1));
        assertMessage(
                ": expected 12 elements for sizes [3, 2, 2], got 11; the file is cut short, download it again",
                3,
                IdxContent.gzip(Arrays.copyOf(content, content.length - 1)));
    }

    @Test
    void trailingDataIsReported() throws IOException {
        byte[] content = IdxContent.images(3, 2, 2);
        byte[] longer = Arrays.copyOf(content, content.length + 1);
        String message = ": expected 12 elements for sizes [3, 2, 2], got more; download the file again";
        assertMessage(message, 3, longer);
        assertMessage(message, 3, IdxContent.gzip(longer));
    }

    @Test
    void dataAfterTheGzipContentIsReported() throws IOException {
        byte[] content = IdxContent.gzip(IdxContent.images(3, 2, 2));
        for (int extra : new int[] {1, 18, 19, 100, 100_000}) {
            assertMessage(
                    ": expected intact gzip data, got 'data after the end of the compressed content';"
                            + " download the file again",
                    3,
                    Arrays.copyOf(content, content.length + extra));
        }
    }

    @Test
    void negativeSizesAreReported() throws IOException {
        assertMessage(
                ": expected a number of elements of at least 0 and sizes of at least 1 (below 2^31), got [-1, 28, 28];"
                        + " download the file again",
                3,
                IdxContent.of(new int[] {-1, 28, 28}, new byte[10]));
    }

    @Test
    void imagesWithoutExtentAreReported() throws IOException {
        assertMessage(
                ": expected a number of elements of at least 0 and sizes of at least 1 (below 2^31), got [5, 0, 28];"
                        + " download the file again",
                3,
                IdxContent.of(new int[] {5, 0, 28}));
    }

    @Test
    void forgedSizesCostNoMemory() throws IOException {
        int max = Integer.MAX_VALUE;
        byte[] forged = IdxContent.of(new int[] {max, max, max}, new byte[10]);
        String expected =
                ": expected 9903520300447984150353281023 elements for sizes [2147483647, 2147483647, 2147483647],"
                        + " the file can hold %d; the file is cut short, download it again";
        assertMessage(String.format(expected, 10), 3, forged);
        byte[] gzipped = IdxContent.gzip(forged);
        assertMessage(String.format(expected, gzipped.length * 1032L - 16), 3, gzipped);
        assertMessage(
                ": expected 2147483647 elements for sizes [2147483647], the file can hold 10;"
                        + " the file is cut short, download it again",
                1,
                IdxContent.of(new int[] {max}, new byte[10]));
        // Two factors of 2^16 wrap around to 0 in an int, four of them in a long.
        assertMessage(
                ": expected 4294967296 elements for sizes [65536, 65536, 1], the file can hold 10;"
                        + " the file is cut short, download it again",
                3,
                IdxContent.of(new int[] {65536, 65536, 1}, new byte[10]));
    }

    @Test
    void moreElementsThanTheLimitAreReported() throws IOException {
        Files.write(file, IdxContent.of(new int[] {1001}, new byte[1001]));
        IOException e = assertThrows(IOException.class, () -> IdxFile.read(file, 1, "labels", LIMIT));
        assertEquals(
                file + ": expected at most 1000 elements (2^30, or a quarter of the heap), got 1001 for sizes [1001];"
                        + " raise the heap with -Xmx, or split the file",
                e.getMessage());
        assertTrue(IdxFile.maxBytes() <= 1 << 30);
        assertTrue(IdxFile.maxBytes() <= Runtime.getRuntime().maxMemory() / 4);
    }

    @Test
    void aGzipBombIsReadNoFurtherThanItsHeaderSays() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(bomb) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            out.write(IdxContent.of(new int[] {20}));
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                out.write(zeros);
            }
        }
        assertMessage(
                ": expected 20 elements for sizes [20], got more; download the file again", 1, bomb.toByteArray());
    }

    @Test
    void corruptGzipIsReported() throws IOException {
        byte[] content = IdxContent.gzip(IdxContent.images(9, 9, 9));
        byte[] corrupt = content.clone();
        corrupt[content.length - 8] ^= 1;
        assertMessage(": expected intact gzip data, got 'Corrupt GZIP trailer'; download the file again", 3, corrupt);
        assertMessage(
                ": expected intact gzip data, got 'Unexpected end of ZLIB input stream'; download the file again",
                3,
                Arrays.copyOf(content, content.length / 2));
        assertMessage(
                ": expected intact gzip data, got 'Unexpected end of the file'; download the file again",
                3,
                Arrays.copyOf(content, 5));
        byte[] method = content.clone();
        method[2] = 1;
        assertMessage(
                ": expected intact gzip data, got 'Unsupported compression method'; download the file again",
                3,
                method);
    }

    private void assertMessage(String expected, int rank, byte... content) throws IOException {
        Files.write(file, content);
        assertMessage(file, rank, expected);
    }

    private static void assertMessage(Path file, int rank, String expected) {
        IOException e = assertThrows(
                IOException.class, () -> IdxFile.read(file, rank, rank == 3 ? "images" : "labels", 1 << 30));
        assertEquals(file + expected, e.getMessage());
    }

    private static byte[] concat(byte[] a, byte[] b) {
        byte[] result = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, result, a.length, b.length);
        return result;
    }
}
