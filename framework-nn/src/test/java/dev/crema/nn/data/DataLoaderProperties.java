package dev.crema.nn.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.array.Generator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class DataLoaderProperties {

    @Property
    void anEpochHasEachImageOnce(
            @ForAll @IntRange(min = 1, max = 100) int size,
            @ForAll @IntRange(min = 1, max = 120) int batchSize,
            @ForAll @IntRange(min = 0, max = 3) int prefetch,
            @ForAll long seed) {
        DataLoader loader = DataLoader.of(new CountingDataset(size))
                .batchSize(batchSize)
                .shuffled(Generator.seeded(seed))
                .prefetch(prefetch);
        int[] seen = new int[size];
        int batches = 0;
        for (Batch batch : loader) {
            batches++;
            assertEquals(
                    batches < loader.batches() || size % batchSize == 0 ? batchSize : size % batchSize, batch.size());
            for (int i = 0; i < batch.size(); i++) {
                seen[batch.labels().get(i)]++;
                assertEquals(batch.labels().get(i), batch.images().value().get(i, 0, 0, 0));
            }
        }
        assertEquals(loader.batches(), batches);
        for (int count : seen) {
            assertEquals(1, count);
        }
    }
}
