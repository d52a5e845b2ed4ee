package dev.crema.nn.data;

import dev.crema.core.array.Shape;

/**
 * Labelled images of one shape, found by index.
 *
 * <p>The same index always gives the same values, and any thread may read, several at once: a {@link DataLoader} reads in the
 * background. What is random belongs into a loader: {@link DataLoader#shuffled}, {@link DataLoader#augmented}. A dataset that
 * reads files reports an {@code IOException} as {@link java.io.UncheckedIOException}.
 */
public interface Dataset {

    /** Number of images. */
    int size();

    /** The shape of each image: {@code [C, H, W]} for convolutions; batches put their size in front of it. */
    Shape imageShape();

    /**
     * Writes an image, row-major, to {@code target[offset .. offset + imageShape().size() - 1]}, each of these elements, which
     * may hold anything before, and nothing beside them.
     *
     * @param index from 0 to {@code size() - 1}
     */
    void read(int index, float[] target, int offset);

    /** The class of an image, counted from 0. */
    int label(int index);

    /** This dataset with the mean subtracted from its images and the result divided by the standard deviation. */
    default Dataset normalized(Normalization normalization) {
        return new NormalizedDataset(this, normalization);
    }

    /** The images {@code from .. to - 1} of this dataset, as a view: a part to validate on, or a few to try things out. */
    default Dataset range(int from, int to) {
        return new DatasetRange(this, from, to);
    }

    /** The images at these indices of this dataset, in this order, as a view; the array is copied. */
    default Dataset subset(int... indices) {
        return new DatasetSubset(this, indices);
    }

    /** This dataset with each of its images changed as it is read: its size, say, to what a network takes. */
    default Dataset transformed(Transform transform) {
        return new TransformedDataset(this, transform);
    }
}
