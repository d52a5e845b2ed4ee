package dev.crema.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import dev.crema.nn.cases.Expect;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Changes of images in datasets and loaders, made by changes that a user could write. */
final class AugmentationTest {

    private static final Dataset COUNTING = new CountingDataset(30);

    private static final Augmentation NOISE = (image, random) -> {
        for (int i = 0; i < image.values().length; i++) {
            image.values()[i] += (float) random.nextDouble();
        }
        return image;
    };

    private static final BatchTransform ROLL = (batch, random) -> batch.mixed(
            batch.images().mul(Tensor.of(Shape.scalar(), (float) random.nextDouble())),
            Tensor.of(Shape.of(batch.size(), 2), new float[batch.size() * 2]));

    @Property(tries = 20)
    @Timeout(30)
    void noBitDependsOnThreads(
            @ForAll @IntRange(min = 1, max = 8) int threads,
            @ForAll @IntRange(min = 0, max = 4) int prefetch,
            @ForAll @IntRange(min = 1, max = 31) int batchSize,
            @ForAll long seed) {
        List<Batch> expected = epochs(seed, batchSize, 1, 0);
        List<Batch> actual = epochs(seed, batchSize, threads, prefetch);
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            Expect.sameBits(
                    expected.get(i).images().value(), actual.get(i).images().value());
            assertEquals(expected.get(i).labels(), actual.get(i).labels());
        }
    }

    private static List<Batch> epochs(long seed, int batchSize, int threads, int prefetch) {
        Generator random = Generator.seeded(seed);
        DataLoader loader = DataLoader.of(COUNTING)
                .batchSize(batchSize)
                .shuffled(random)
                .augmented(NOISE, random)
                .mixed(ROLL, random)
                .threads(threads)
                .prefetch(prefetch);
        List<Batch> batches = new ArrayList<>();
        loader.forEach(batches::add);
        loader.forEach(batches::add);
        return batches;
    }

    @Test
    void eachEpochAndEachImageHasNumbersOfItsOwn() {
        Dataset same = InMemoryDataset.ofFloats(Shape.of(1, 1, 1), new float[100], new int[100]);
        DataLoader loader = DataLoader.of(same).augmented(NOISE, Generator.seeded(0));
        Set<Float> seen = new HashSet<>();
        for (int epoch = 0; epoch < 2; epoch++) {
            for (Batch batch : loader) {
                for (float value : batch.images().value().toFloatArray()) {
                    seen.add(value);
                }
            }
        }
        assertEquals(200, seen.size());
    }

    @Test
    void anImageThatIsSampledTwiceIsChangedInTwoWays() {
        DataLoader loader = DataLoader.of(COUNTING)
                .sampled((size, random) -> new int[size], Generator.seeded(0))
                .augmented(NOISE, Generator.seeded(0));
        Batch batch = loader.iterator().next();
        assertEquals(0, batch.labels().get(1));
        assertNotEquals(
                batch.images().value().get(0, 0, 0, 0), batch.images().value().get(1, 0, 0, 0));
    }

    @Test
    void aTransformedDatasetIsTheSameEachTime() {
        Transform halved = image -> {
            for (int i = 0; i < image.values().length; i++) {
                image.values()[i] /= 2;
            }
            return image;
        };
        Dataset dataset = COUNTING.transformed(halved).transformed(halved);
        float[] values = {9, 9, 9, 9};
        dataset.read(8, values, 1);
        assertArrayEquals(new float[] {9, 2, -2, 9}, values);
        assertEquals(8, dataset.label(8));
        assertEquals(30, dataset.size());
        assertEquals(Shape.of(2, 1, 1), dataset.imageShape());
    }

    @Test
    void normalizationIsATransform() {
        Normalization normalization = Normalization.perChannel(new float[] {1, 2}, new float[] {2, 4});
        float[] expected = new float[2];
        float[] actual = new float[2];
        COUNTING.normalized(normalization).read(7, expected, 0);
        COUNTING.transformed(normalization).read(7, actual, 0);
        assertArrayEquals(expected, actual);
        Expect.refusal(
                "normalization: expected one mean or 2 means for images of shape [2, 1, 1], got 3",
                () -> COUNTING.transformed(Normalization.perChannel(new float[3], new float[] {1, 1, 1})));
    }

    @Test
    void anImageOfAnotherShapeThanWasSaidIsReported() {
        Dataset dataset = COUNTING.transformed(image -> Image.zeros(Shape.of(1, 2, 3)));
        assertEquals(
                "transform: expected an image of its outputShape [2, 1, 1], got [1, 2, 3] for an image of shape [2, 1, 1];"
                        + " override outputShape to fit",
                assertThrows(IllegalStateException.class, () -> dataset.read(0, new float[9], 0))
                        .getMessage());
    }

    @Test
    void whatIsNoImageIsNotChanged() {
        Dataset vectors = InMemoryDataset.ofFloats(Shape.of(2), new float[2], new int[1]);
        Expect.refusal(
                "transform: expected images of shape [C, H, W] with sizes of at least 1, got [2]",
                () -> DataLoader.of(vectors).augmented(NOISE, Generator.seeded(0)));
        Expect.refusal(
                "image: expected images of shape [C, H, W] with sizes of at least 1, got [1, 0, 2]",
                () -> Image.zeros(Shape.of(1, 0, 2)));
        Expect.refusal(
                "image: expected 4 values for shape [1, 2, 2], got 3",
                () -> new Image(Shape.of(1, 2, 2), new float[3]));
    }

    @Test
    void anImageFindsItsValues() {
        float[] values = new float[24];
        for (int i = 0; i < values.length; i++) {
            values[i] = i;
        }
        Image image = new Image(Shape.of(2, 3, 4), values);
        assertEquals(23, image.get(1, 2, 3));
        assertEquals(6, image.get(0, 1, 2));
        assertEquals("Image[2, 3, 4]", image.toString());
    }

    @Test
    void aSubsetHasTheChosenImagesInTheirOrder() {
        int[] indices = {4, 2, 4};
        Dataset subset = COUNTING.subset(indices);
        indices[0] = 0;
        assertArrayEquals(new int[] {4, 2, 4}, Labels.of(subset));
        float[] values = new float[2];
        subset.read(1, values, 0);
        assertArrayEquals(new float[] {2, -2}, values);
        assertEquals(Shape.of(2, 1, 1), subset.imageShape());
        assertThrows(IndexOutOfBoundsException.class, () -> COUNTING.subset(30));
        assertThrows(IndexOutOfBoundsException.class, () -> subset.label(3));
    }

    @Test
    void threadsThatCannotWorkAreRefused() {
        Expect.refusal(
                "loader: expected at least 1 thread, got 0; use prefetch(0) for none in the background",
                () -> DataLoader.of(COUNTING).threads(0));
    }

    @Test
    void severalThreadsReadAtTheSameTime() {
        int threads = 3;
        CyclicBarrier together = new CyclicBarrier(threads);
        Augmentation meeting = (image, random) -> {
            try {
                together.await(20, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return image;
        };
        int batches = 0;
        for (Batch batch : DataLoader.of(COUNTING)
                .batchSize(1)
                .augmented(meeting, Generator.seeded(0))
                .threads(threads)) {
            assertEquals(batches++, batch.labels().get(0));
            assertFalse(batch.isMixed());
        }
        assertEquals(30, batches);
    }
}
