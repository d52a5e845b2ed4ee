package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crema.core.array.Shape;
import dev.crema.nn.data.Normalization;
import dev.crema.nn.data.source.CsvImages;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class DataKindTest {

    /** The constants have four digits. */
    private static final float ROUNDED = 1e-3f;

    @Test
    void theDigitsAreNormalizedByTheirMeasuredMeanAndDeviation() throws IOException {
        Normalization measured = Normalization.measured(ImageSource.of(
                        ModelKind.LENET5, DataKind.DIGITS, new DataOptions(), new PrintWriter(new StringWriter()))
                .train());
        assertNormalizes(DataKind.DIGITS, measured);
    }

    @Test
    void theOpticalDigitsAreNormalizedByTheirMeasuredMeanAndDeviation() throws IOException {
        String data = System.getenv("CREMA_DATA");
        assumeTrue(
                data != null && Files.isDirectory(Path.of(data, "digits")), "CREMA_DATA names no folder with digits/");
        assertNormalizes(
                DataKind.OPTDIGITS,
                Normalization.measured(CsvImages.of(Shape.of(1, 8, 8), 10)
                        .maximum(16)
                        .read(Path.of(data, "digits", "optdigits.tra"))));
    }

    private static void assertNormalizes(DataKind kind, Normalization measured) {
        assertArrayEquals(measured.mean(), kind.normalization().mean(), ROUNDED);
        assertArrayEquals(measured.deviation(), kind.normalization().deviation(), ROUNDED);
    }
}
