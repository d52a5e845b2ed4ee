package dev.crema.nn.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crema.core.array.Shape;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.Normalization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The published data in other formats than IDX, where the environment variable {@code CREMA_DATA} names a folder that has it. */
final class PublishedDataTest {

    private static Path file(String folder, String name) {
        String data = System.getenv("CREMA_DATA");
        assumeTrue(data != null, "CREMA_DATA is not set: it names the folder that has " + folder + "/");
        Path file = Path.of(data, folder, name);
        assumeTrue(Files.isRegularFile(file), "CREMA_DATA has no file " + file);
        return file;
    }

    /** The share that the documents of the dataset state for the nearest neighbour. */
    @Test
    void theNearestNeighbourKnowsTheOpticalDigits() throws IOException {
        CsvImages.Builder digits = CsvImages.of(Shape.of(1, 8, 8), 10).maximum(16);
        Dataset train = digits.read(file("digits", "optdigits.tra"));
        Dataset test = digits.read(file("digits", "optdigits.tes"));
        assertEquals(3823, train.size());
        assertEquals(1797, test.size());
        float[][] known = pixels(train);
        float[][] asked = pixels(test);
        int right = 0;
        for (int i = 0; i < asked.length; i++) {
            right += train.label(nearest(known, asked[i])) == test.label(i) ? 1 : 0;
        }
        assertEquals(0.98, right / 1797.0, 5e-5);
    }

    private static float[][] pixels(Dataset dataset) {
        float[][] pixels = new float[dataset.size()][64];
        for (int i = 0; i < pixels.length; i++) {
            dataset.read(i, pixels[i], 0);
        }
        return pixels;
    }

    private static int nearest(float[][] known, float... asked) {
        int nearest = 0;
        float least = Float.MAX_VALUE;
        for (int i = 0; i < known.length; i++) {
            float distance = 0;
            for (int k = 0; k < 64; k++) {
                distance += (known[i][k] - asked[k]) * (known[i][k] - asked[k]);
            }
            if (distance < least) {
                least = distance;
                nearest = i;
            }
        }
        return nearest;
    }

    @Test
    void theGzippedDigitsAreTheTestDigits() throws IOException {
        CsvImages.Builder digits = CsvImages.of(Shape.of(1, 8, 8), 10).maximum(16);
        float[][] gzipped = pixels(digits.read(file("digits", "digits.csv.gz")));
        float[][] plain = pixels(digits.read(file("digits", "optdigits.tes")));
        for (int i = 0; i < plain.length; i++) {
            assertArrayEquals(plain[i], gzipped[i]);
        }
    }

    /** Of all 50,000 images the widely used figures are 0.4914, 0.4822, 0.4465 and 0.2470, 0.2435, 0.2616; these are of 4,000. */
    @Test
    void colourImagesHaveTheKnownMeansAndDeviations() throws IOException {
        Dataset train =
                CifarFiles.read(CifarKind.CIFAR_10, List.of(file("cifar10-subset", "data_batch_1_first4000.bin")));
        assertEquals(4000, train.size());
        Normalization measured = Normalization.measured(train);
        assertArrayEquals(new float[] {0.4914f, 0.4822f, 0.4465f}, measured.mean(), 0.005f);
        assertArrayEquals(new float[] {0.2470f, 0.2435f, 0.2616f}, measured.deviation(), 0.005f);
    }
}
