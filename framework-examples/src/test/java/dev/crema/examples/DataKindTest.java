package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.nn.data.Normalization;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class DataKindTest {

    /** The constants have four digits. */
    private static final double ROUNDED = 1e-3;

    @Test
    void theDigitsAreNormalizedByTheirMeasuredMeanAndDeviation() throws IOException {
        Normalization measured =
                Normalization.measured(new DataOptions().train(DataKind.DIGITS, new PrintWriter(new StringWriter())));
        assertEquals(measured.mean()[0], DataKind.DIGITS.mean(), ROUNDED);
        assertEquals(measured.deviation()[0], DataKind.DIGITS.deviation(), ROUNDED);
    }
}
