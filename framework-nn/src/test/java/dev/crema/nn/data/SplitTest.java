package dev.crema.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Expect;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class SplitTest {

    @Property
    void eachImageIsInOnePartAndBothKeepTheOrder(
            @ForAll @IntRange(min = 20, max = 200) int size,
            @ForAll @DoubleRange(min = 0.05, max = 0.95) double share,
            @ForAll long seed) {
        Split split = Split.random(new CountingDataset(size), share, Generator.seeded(seed));
        assertEquals(Math.round(share * size), split.validation().size());
        int[] train = Labels.of(split.train());
        int[] validation = Labels.of(split.validation());
        assertIncreasing(train);
        assertIncreasing(validation);
        assertArrayEquals(
                IntStream.range(0, size).toArray(),
                IntStream.concat(Arrays.stream(train), Arrays.stream(validation))
                        .sorted()
                        .toArray());
    }

    @Property
    void aStratifiedSplitGivesEachClassItsShare(
            @ForAll @IntRange(min = 20, max = 200) int size,
            @ForAll @IntRange(min = 1, max = 8) int classes,
            @ForAll @DoubleRange(min = 0.05, max = 0.95) double share,
            @ForAll long seed) {
        Generator generator = Generator.seeded(seed);
        int[] labels = IntStream.generate(() -> generator.nextInt(generator.nextInt(classes) + 1))
                .limit(size)
                .toArray();
        Dataset dataset = InMemoryDataset.ofFloats(Shape.of(1), new float[labels.length], labels);
        Split split = Split.stratified(dataset, share, generator);
        assertEquals(Math.round(share * labels.length), split.validation().size());
        int[] all = Labels.counts(labels);
        int[] taken = Arrays.copyOf(Labels.counts(Labels.of(split.validation())), all.length);
        for (int label = 0; label < all.length; label++) {
            assertTrue(Math.abs(taken[label] - share * all[label]) < 1, Arrays.toString(taken));
        }
    }

    @Test
    void theSeedDecides() {
        Dataset dataset = new CountingDataset(100);
        int[] first = Labels.of(Split.random(dataset, 0.5, Generator.seeded(0)).train());
        assertArrayEquals(
                first, Labels.of(Split.random(dataset, 0.5, Generator.seeded(0)).train()));
        assertFalse(Arrays.equals(
                first, Labels.of(Split.random(dataset, 0.5, Generator.seeded(1)).train())));
    }

    @Test
    void sharesThatLeaveAPartEmptyAreRefused() {
        Expect.refusal(
                "split: expected a share to validate on above 0 and below 1, got 1.0",
                () -> Split.random(new CountingDataset(10), 1, Generator.seeded(0)));
        Expect.refusal(
                "split: expected at least one image in each part, got 0 of 10 images to validate on;"
                        + " change the share 0.04",
                () -> Split.stratified(new CountingDataset(10), 0.04, Generator.seeded(0)));
        Expect.refusal(
                "split: expected at least one image in each part, got 10 of 10 images to validate on;"
                        + " change the share 0.96",
                () -> Split.random(new CountingDataset(10), 0.96, Generator.seeded(0)));
    }

    private static void assertIncreasing(int... numbers) {
        for (int i = 1; i < numbers.length; i++) {
            assertTrue(numbers[i - 1] < numbers[i], Arrays.toString(numbers));
        }
    }
}
