package dev.crema.nn.data.source;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.data.Batch;
import dev.crema.nn.data.DataLoader;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.Normalization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published files, where the environment variable {@code CREMA_DATA} names a folder that has them. */
final class PublishedMnistTest {

    /** Sums over tens of millions of pixels are exact in double; the published figures have four digits. */
    private static final float FOUR_DIGITS = 5e-5f;

    @ParameterizedTest
    @CsvSource({"MNIST, mnist, 0.1307, 0.3081", "FASHION_MNIST, fashion-mnist, 0.2860, 0.3530"})
    void publishedFilesAreRead(MnistKind kind, String name, float mean, float deviation) throws IOException {
        String data = System.getenv("CREMA_DATA");
        assumeTrue(data != null, "CREMA_DATA is not set: it names the folder that has mnist/ and fashion-mnist/");
        Path folder = Path.of(data, name);
        assumeTrue(Files.isDirectory(folder), "CREMA_DATA has no folder " + folder);
        for (MnistFile file : MnistFile.values()) {
            assertEquals(kind.sums().get(file), Download.sha256(folder.resolve(file.gzipName())));
        }
        MnistFiles files = MnistFiles.in(folder);
        Dataset train = files.train();
        assertEquals(60_000, train.size());
        assertEquals(Shape.of(1, 28, 28), train.imageShape());
        assertEquals(10_000, files.test().size());
        Normalization measured = Normalization.measured(train);
        assertArrayEquals(new float[] {mean}, measured.mean(), FOUR_DIGITS);
        assertArrayEquals(new float[] {deviation}, measured.deviation(), FOUR_DIGITS);
        int images = 0;
        for (Batch batch :
                DataLoader.of(train.normalized(measured)).batchSize(64).shuffled(Generator.seeded(0))) {
            images += batch.size();
        }
        assertEquals(60_000, images);
    }
}
