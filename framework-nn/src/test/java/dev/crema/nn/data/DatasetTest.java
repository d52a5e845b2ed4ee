package dev.crema.nn.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crema.core.array.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class DatasetTest {

    /** A mean or a standard deviation is rounded to a float once. */
    private static final float ONE_ROUNDING = 0x1p-23f;

    @Test
    void bytesAreScaledToTheUnitInterval() {
        byte[] pixels = {0, 1, (byte) 128, (byte) 255};
        int[] labels = {3, 0};
        Dataset dataset = InMemoryDataset.ofBytes(Shape.of(1, 1, 2), pixels, labels);
        pixels[0] = 9;
        labels[0] = 9;
        assertEquals(2, dataset.size());
        assertEquals(3, dataset.label(0));
        assertArrayEquals(new float[] {0, 0, 1 / 255f, 0}, read(dataset, 0, 1, 4));
        assertArrayEquals(new float[] {128 / 255f, 1}, read(dataset, 1, 0, 2));
    }

    @Test
    void floatsAreReadAsTheyAre() {
        float[] pixels = {-1, 2, 3, 4};
        Dataset dataset = InMemoryDataset.ofFloats(Shape.of(2), pixels, new int[] {0, 1});
        pixels[0] = 9;
        assertArrayEquals(new float[] {-1, 2}, read(dataset, 0, 0, 2));
        assertEquals(Shape.of(2), dataset.imageShape());
    }

    @Test
    void valuesThatDoNotMakeUpTheImagesAreRefused() {
        assertIllegal(
                "dataset: expected 2 images of shape [1, 2, 2] for 2 labels, that is 8 values, got 7",
                () -> InMemoryDataset.ofBytes(Shape.of(1, 2, 2), new byte[7], new int[2]));
        assertIllegal(
                "dataset: expected labels of at least 0, got -1 at image 1",
                () -> InMemoryDataset.ofFloats(Shape.of(1), new float[2], new int[] {0, -1}));
    }

    @Test
    void anIndexOutsideIsRefused() {
        Dataset dataset = InMemoryDataset.ofFloats(Shape.of(1), new float[2], new int[2]);
        for (int index : new int[] {-1, 2}) {
            String expected = "dataset: expected an index of at least 0 and below the size 2, got " + index;
            assertEquals(
                    expected,
                    assertThrows(IndexOutOfBoundsException.class, () -> dataset.read(index, new float[1], 0))
                            .getMessage());
            assertEquals(
                    expected,
                    assertThrows(IndexOutOfBoundsException.class, () -> dataset.label(index))
                            .getMessage());
        }
        assertThrows(IndexOutOfBoundsException.class, () -> dataset.range(0, 1).label(1));
    }

    @Test
    void aRangeIsAPart() {
        Dataset part = new CountingDataset(10).range(3, 7).range(1, 3);
        assertEquals(2, part.size());
        assertEquals(5, part.label(1));
        assertEquals(Shape.of(2, 1, 1), part.imageShape());
        assertArrayEquals(new float[] {4, -4}, read(part, 0, 0, 2));
        assertEquals(0, part.range(1, 1).size());
        assertIllegal("range: expected 0 <= from <= to <= 2, got from 0 and to 3", () -> part.range(0, 3));
        assertIllegal("range: expected 0 <= from <= to <= 2, got from -1 and to 1", () -> part.range(-1, 1));
        assertIllegal("range: expected 0 <= from <= to <= 2, got from 2 and to 1", () -> part.range(2, 1));
    }

    @Test
    void normalizingSubtractsTheMeanAndDividesByTheDeviation() {
        Dataset dataset = InMemoryDataset.ofFloats(Shape.of(2, 1, 2), new float[] {1, 2, 3, 4}, new int[1]);
        assertArrayEquals(new float[] {0, 0, 0.5f, 1, 1.5f}, read(dataset.normalized(Normalization.of(1, 2)), 0, 1, 5));
        Dataset perChannel = dataset.normalized(Normalization.perChannel(new float[] {1, 3}, new float[] {1, 0.5f}));
        assertArrayEquals(new float[] {0, 1, 0, 2}, read(perChannel, 0, 0, 4));
        assertEquals(1, perChannel.size());
        assertEquals(0, perChannel.label(0));
    }

    @Test
    void measuredImagesHaveMeanZeroAndDeviationOneWhenNormalized() {
        // Channel 0: 1000 and 1002 twice; channel 1: 3, 3, 3, 7.
        Dataset dataset = InMemoryDataset.ofFloats(
                Shape.of(2, 1, 2), new float[] {1000, 1002, 3, 3, 1000, 1002, 3, 7}, new int[2]);
        Normalization measured = Normalization.measured(dataset);
        assertArrayEquals(new float[] {1001, 4}, measured.mean());
        assertArrayEquals(new float[] {1, (float) Math.sqrt(3)}, measured.deviation(), ONE_ROUNDING);
        assertArrayEquals(new float[] {-1, 1}, Arrays.copyOf(read(dataset.normalized(measured), 0, 0, 4), 2));
        assertEquals("mean [1001.0, 4.0], standard deviation [1.0, 1.7320508]", measured.toString());
    }

    @Test
    void numbersThatCannotNormalizeAreRefused() {
        assertIllegal(
                "normalization: expected finite means and finite standard deviations above 0,"
                        + " got 0.5 and 0.0 for channel 0",
                () -> Normalization.of(0.5, 0));
        assertIllegal(
                "normalization: expected finite means and finite standard deviations above 0,"
                        + " got NaN and 1.0 for channel 1",
                () -> Normalization.perChannel(new float[] {0, Float.NaN}, new float[] {1, 1}));
        assertIllegal(
                "normalization: expected a mean and a standard deviation for each channel,"
                        + " got 2 means and 1 standard deviations",
                () -> Normalization.perChannel(new float[2], new float[1]));
        assertIllegal(
                "normalization: expected one mean or 2 means for images of shape [2, 1, 1], got 3",
                () -> new CountingDataset(1).normalized(Normalization.perChannel(new float[3], new float[] {1, 1, 1})));
        assertIllegal(
                "normalization: expected images to measure, got 0 of shape [2, 1, 1]",
                () -> Normalization.measured(new CountingDataset(0)));
    }

    private static float[] read(Dataset dataset, int index, int offset, int length) {
        float[] target = new float[length];
        dataset.read(index, target, offset);
        return target;
    }

    private static void assertIllegal(String message, Executable action) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, action).getMessage());
    }
}
