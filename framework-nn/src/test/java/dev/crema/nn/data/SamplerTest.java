package dev.crema.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Expect;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class SamplerTest {

    /** Four standard deviations of a count of n draws, at most half of the square root of n each. */
    private static double tolerance(int draws) {
        return 4 * Math.sqrt(draws) / 2;
    }

    @Test
    void imagesComeInProportionToTheirWeights() {
        int draws = 10_000;
        int[] indices = WeightedSampler.of(1, 0, 3, 0).samples(draws).indices(4, Generator.seeded(0));
        int[] counts = Labels.counts(indices);
        assertEquals(3, counts.length);
        assertEquals(0, counts[1]);
        assertEquals(draws / 4.0, counts[0], tolerance(draws));
        assertEquals(draws, counts[0] + counts[2]);
    }

    @Test
    void aBalancedSamplerDrawsRareClassesAsOften() {
        int[] labels = new int[1000];
        Arrays.fill(labels, 0, 50, 2);
        Dataset dataset = InMemoryDataset.ofFloats(Shape.of(1), new float[1000], labels);
        DataLoader loader =
                DataLoader.of(dataset).batchSize(64).sampled(WeightedSampler.balanced(dataset), Generator.seeded(0));
        assertEquals(16, loader.batches());
        int rare = 0;
        for (Batch batch : loader) {
            rare += Labels.counts(batch.labels().toArray()).length == 3
                    ? Labels.counts(batch.labels().toArray())[2]
                    : 0;
        }
        assertEquals(500, rare, tolerance(1000));
    }

    @Property
    void withoutReplacementNoImageComesTwice(@ForAll @IntRange(min = 1, max = 50) int samples, @ForAll long seed) {
        double[] weights = new double[60];
        Arrays.setAll(weights, i -> i < 10 ? 0 : i);
        int[] indices =
                WeightedSampler.of(weights).samples(samples).replacement(false).indices(60, Generator.seeded(seed));
        assertEquals(samples, indices.length);
        assertEquals(samples, Arrays.stream(indices).distinct().count());
        assertTrue(Arrays.stream(indices).allMatch(i -> i >= 10));
    }

    @Test
    void withoutReplacementHeavyImagesComeFirst() {
        int heavyFirst = 0;
        int runs = 2000;
        for (int seed = 0; seed < runs; seed++) {
            int[] one = WeightedSampler.of(3, 1).samples(1).replacement(false).indices(2, Generator.seeded(seed));
            heavyFirst += one[0] == 0 ? 1 : 0;
        }
        assertEquals(0.75 * runs, heavyFirst, tolerance(runs));
    }

    @Test
    void aSamplerMayBeALambda() {
        Sampler backwards = (size, random) -> {
            int[] indices = new int[size];
            Arrays.setAll(indices, i -> size - 1 - i);
            return indices;
        };
        DataLoader loader = DataLoader.of(new CountingDataset(3)).sampled(backwards, Generator.seeded(0));
        assertArrayEquals(new int[] {2, 1, 0}, loader.iterator().next().labels().toArray());
    }

    @Test
    void aSamplerThatBreaksItsWordIsReported() {
        DataLoader loader =
                DataLoader.of(new CountingDataset(3)).sampled((size, random) -> new int[2], Generator.seeded(0));
        assertEquals(
                "loader: expected 3 indices from the sampler, got 2",
                assertThrows(IllegalStateException.class, loader::iterator).getMessage());
    }

    @Test
    void weightsThatCannotWorkAreRefused() {
        Expect.refusal(
                "sampler: expected finite weights of at least 0, got -1.0 for image 1",
                () -> WeightedSampler.of(1, -1));
        Expect.refusal(
                "sampler: expected finite weights of at least 0, got NaN for image 0",
                () -> WeightedSampler.of(Double.NaN));
        Expect.refusal("sampler: expected weights with a finite sum above 0, got 0.0", () -> WeightedSampler.of(0, 0));
        Expect.refusal(
                "sampler: expected at least 1 image in an epoch, got 0",
                () -> WeightedSampler.of(1).samples(0));
        Expect.refusal(
                "sampler: expected a dataset of 2 images, one for each weight, got 3 images",
                () -> WeightedSampler.of(1, 1).indices(3, Generator.seeded(0)));
        Expect.refusal(
                "sampler: expected at most 1 images without replacement, as many as have a weight above 0, got 2;"
                        + " set fewer samples or replacement(true)",
                () -> WeightedSampler.of(1, 0).replacement(false).indices(2, Generator.seeded(0)));
    }
}
