package dev.crema.nn.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Expect;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvImagesTest {

    private static final Shape PAIR = Shape.of(1, 1, 2);

    @TempDir
    private Path folder = Path.of(".");

    private Path file = Path.of("x.csv");

    @BeforeEach
    void nameFile() {
        file = folder.resolve("some.csv");
    }

    private static CsvImages.Builder pairs() {
        return CsvImages.of(PAIR, 3).maximum(16);
    }

    @Test
    void rowsArePixelsAndAClass() throws IOException {
        Files.writeString(file, "0,16,2\r\n\n 8 , 4.0 ,1\n1e1,2,0");
        CsvImages images = pairs().read(file);
        assertEquals(3, images.size());
        assertEquals(PAIR, images.imageShape());
        assertEquals(2, images.label(0));
        assertEquals(0, images.label(2));
        float[] pixels = {9, 9, 9};
        images.read(1, pixels, 1);
        assertArrayEquals(new float[] {9, 0.5f, 0.25f}, pixels);
        images.read(2, pixels, 0);
        assertEquals(10 / 16f, pixels[0]);
        assertEquals(List.of(), images.skipped());
    }

    @Test
    void theClassMayComeFirstUnderAHeaderInAGzippedFile() throws IOException {
        String text = "label,pixel0,pixel1\n2,255,51\n";
        Files.write(file, IdxContent.gzip(text.getBytes(StandardCharsets.US_ASCII)));
        CsvImages images = CsvImages.of(PAIR, 3).labelFirst(true).header(true).read(file);
        assertEquals(1, images.size());
        assertEquals(2, images.label(0));
        float[] pixels = new float[2];
        images.read(0, pixels, 0);
        assertArrayEquals(new float[] {1, 0.2f}, pixels);
    }

    @Test
    void manyRowsAreRead() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            text.append(i % 17).append(",0,").append(i % 3).append('\n');
        }
        Files.writeString(file, text);
        CsvImages images = pairs().read(file);
        assertEquals(1000, images.size());
        float[] pixels = new float[2];
        for (int i = 0; i < 1000; i++) {
            images.read(i, pixels, 0);
            assertEquals(i % 17 / 16f, pixels[0]);
            assertEquals(i % 3, images.label(i));
        }
    }

    @Test
    void badRowsAreReportedWithTheirLine() throws IOException {
        assertBad("1,2,0\n\n1,2\n", ": line 3: expected 3 columns (2 pixels and a class), got 2");
        assertBad("1,2,3,0\n", ": line 1: expected 3 columns (2 pixels and a class), got 4");
        assertBad("1,2,3\n", ": line 1: expected a class from 0 to 2, got 3");
        assertBad("1,2,0.5\n", ": line 1: expected a class from 0 to 2, got 0.5");
        assertBad("1,2,-1\n", ": line 1: expected a class from 0 to 2, got -1");
        assertBad("17,2,0\n", ": line 1: expected pixels from 0 to 16, got 17 in column 1");
        assertBad("1,NaN,0\n", ": line 1: expected pixels from 0 to 16, got NaN in column 2");
        assertBad("1,,0\n", ": line 1: expected a number in column 2, got ''");
        assertBad(
                "1,abcdefghijklmnopqrstuvwxyz,0\n",
                ": line 1: expected a number in column 2, got 'abcdefghijklmnopqrst...'");
        assertBad("a,b,label\n", ": line 1: expected a number in column 1, got 'a'");
    }

    @Test
    void aFileWithoutRowsIsReported() throws IOException {
        assertBad("\n\n", ": expected at least one row of 2 pixels and a class, got none");
        Files.writeString(file, "x,y,z\n1,2\n");
        assertEquals(
                file + ": expected at least one row of 2 pixels and a class, got none that is right,"
                        + " the first wrong one being " + file + ": line 1: expected a number in column 1, got 'x'",
                assertThrows(IOException.class, () -> pairs().skipBroken(true).read(file))
                        .getMessage());
    }

    @Test
    void badRowsCanBeSkippedAndCounted() throws IOException {
        Files.writeString(file, "1,2,0\n1,2\n16,16,2\n99,2,0\n");
        CsvImages images = pairs().skipBroken(true).read(file);
        assertEquals(2, images.size());
        assertEquals(2, images.label(1));
        float[] pixels = new float[2];
        images.read(1, pixels, 0);
        assertArrayEquals(new float[] {1, 1}, pixels);
        assertEquals(
                List.of(
                        file + ": line 2: expected 3 columns (2 pixels and a class), got 2",
                        file + ": line 4: expected pixels from 0 to 16, got 99 in column 1"),
                images.skipped());
    }

    @Test
    void aMissingFileIsReported() {
        assertEquals(
                file + ": expected a file of comma-separated values, found no file; check the path",
                assertThrows(NoSuchFileException.class, () -> pairs().read(file))
                        .getMessage());
    }

    @Test
    void argumentsThatCannotWorkAreRefused() {
        Expect.refusal("csv: expected at least 1 class, got 0", () -> CsvImages.of(PAIR, 0));
        Expect.refusal("csv: expected a finite maximum above 0, got 0.0", () -> pairs().maximum(0));
    }

    private void assertBad(String text, String message) throws IOException {
        Files.writeString(file, text);
        assertEquals(
                file + message,
                assertThrows(IOException.class, () -> pairs().read(file)).getMessage());
    }
}
