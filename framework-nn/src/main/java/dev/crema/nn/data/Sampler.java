package dev.crema.nn.data;

import dev.crema.core.array.Generator;

/** A choice of the images of an epoch and of their order: see {@link DataLoader#sampled}. */
@FunctionalInterface
public interface Sampler {

    /**
     * The images of one epoch by their indices, {@link #count} of them.
     *
     * @param size number of images in the dataset
     * @param random the only source of what is random
     */
    int[] indices(int size, Generator random);

    /** Number of images in an epoch; that of the dataset unless this is overridden. */
    default int count(int size) {
        return size;
    }
}
