package dev.crema.nn.data;

import dev.crema.core.array.Shape;

/** A dataset whose images and labels lie in memory. */
public final class InMemoryDataset implements Dataset {

    private static final float[] UNIT = new float[256];

    static {
        for (int value = 0; value < UNIT.length; value++) {
            UNIT[value] = value / 255f;
        }
    }

    private final Shape imageShape;
    private final Pixels pixels;
    private final int[] labels;

    private InMemoryDataset(Shape imageShape, Pixels pixels, int count, int[] labels) {
        if (count != (long) labels.length * imageShape.size()) {
            throw new IllegalArgumentException("dataset: expected " + labels.length + " images of shape " + imageShape
                    + " for " + labels.length + " labels, that is " + (long) labels.length * imageShape.size()
                    + " values, got " + count);
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0) {
                throw new IllegalArgumentException(
                        "dataset: expected labels of at least 0, got " + labels[i] + " at image " + i);
            }
        }
        this.imageShape = imageShape;
        this.pixels = pixels;
        this.labels = labels;
    }

    /** Images of unsigned bytes, which are read as 0 to 1: each is divided by 255. The arrays are copied. */
    public static InMemoryDataset ofBytes(Shape imageShape, byte[] pixels, int[] labels) {
        return adoptBytes(imageShape, pixels.clone(), labels.clone());
    }

    /** Images of numbers that are read as they are. The arrays are copied. */
    public static InMemoryDataset ofFloats(Shape imageShape, float[] pixels, int[] labels) {
        float[] own = pixels.clone();
        return new InMemoryDataset(
                imageShape,
                (from, target, offset, count) -> System.arraycopy(own, from, target, offset, count),
                own.length,
                labels.clone());
    }

    /** As {@link #ofBytes}, but the arrays are not copied: they belong to the dataset now, and nobody may write to them. */
    public static InMemoryDataset adoptBytes(Shape imageShape, byte[] pixels, int[] labels) {
        return new InMemoryDataset(
                imageShape,
                (from, target, offset, count) -> {
                    for (int i = 0; i < count; i++) {
                        target[offset + i] = UNIT[pixels[from + i] & 0xff];
                    }
                },
                pixels.length,
                labels);
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public Shape imageShape() {
        return imageShape;
    }

    @Override
    public void read(int index, float[] target, int offset) {
        int count = imageShape.size();
        pixels.copy(ImageIndex.require(index, size()) * count, target, offset, count);
    }

    @Override
    public int label(int index) {
        return labels[ImageIndex.require(index, size())];
    }

    /** The stored values, read as {@code float}. */
    @FunctionalInterface
    private interface Pixels {
        void copy(int from, float[] target, int offset, int count);
    }
}
