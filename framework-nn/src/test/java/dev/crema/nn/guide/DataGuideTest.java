package dev.crema.nn.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.data.Batch;
import dev.crema.nn.data.DataLoader;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.Normalization;
import dev.crema.nn.data.Split;
import dev.crema.nn.data.source.CifarFiles;
import dev.crema.nn.data.source.CifarKind;
import dev.crema.nn.data.transform.Compose;
import dev.crema.nn.data.transform.RandomCrop;
import dev.crema.nn.data.transform.RandomHorizontalFlip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/data.md is here and runs. */
final class DataGuideTest {

    private static final int RECORD = 1 + 3 * 32 * 32;

    @TempDir
    private Path folder;

    @Test
    void theGuideShowsCodeThatRuns() {
        String sources = Guide.withoutSpace(Guide.sources());
        List<String> blocks = Guide.at("data.md").blocks("java");
        blocks.forEach(block -> assertTrue(sources.contains(Guide.withoutSpace(block)), block));
        assertEquals(2, blocks.size());
    }

    /** Five files with four images each; two of the twenty are validated on. */
    @Test
    void fromFilesToBatches() throws IOException {
        byte[] records = new byte[4 * RECORD];
        for (int i = 0; i < records.length; i++) {
            records[i] = (byte) (i % RECORD == 0 ? 7 : i * 31);
        }
        for (int number = 1; number <= 5; number++) {
            Files.write(folder.resolve("data_batch_" + number + ".bin"), records);
        }
        Files.write(folder.resolve("test_batch.bin"), records);

        Generator random = Generator.seeded(1);
        Split split = Split.stratified(CifarFiles.in(folder, CifarKind.CIFAR_10).train(), 0.1, random);
        Normalization normalization = Normalization.measured(split.train());
        DataLoader train = DataLoader.of(split.train())
                .batchSize(64)
                .shuffled(random)
                .augmented(Compose.of(RandomCrop.of(32).padding(4), RandomHorizontalFlip.of(), normalization), random)
                .threads(2);
        DataLoader validation =
                DataLoader.of(split.validation().normalized(normalization)).batchSize(250);

        assertEquals(Shape.of(18, 3, 32, 32), train.iterator().next().images().shape());
        assertEquals(
                Shape.of(2, 3, 32, 32), validation.iterator().next().images().shape());
    }

    @SuppressWarnings("MissingOverride") // The page has it in four lines.
    record Squares(int size) implements Dataset {
        public Shape imageShape() {
            return Shape.of(1, 8, 8);
        }

        public void read(int index, float[] target, int offset) {
            Arrays.fill(target, offset, offset + 64, index % 2);
        }

        public int label(int index) {
            return index % 2;
        }
    }

    @Test
    void aDatasetIsFourMethods() {
        Batch batch = DataLoader.of(new Squares(4)).batchSize(4).iterator().next();
        assertEquals(Shape.of(4, 1, 8, 8), batch.images().shape());
        assertEquals(batch.labels().get(3), batch.images().value().get(3, 0, 7, 7));
    }
}
