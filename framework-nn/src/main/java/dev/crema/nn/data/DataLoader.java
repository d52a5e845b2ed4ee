package dev.crema.nn.data;

import dev.crema.core.array.Generator;
import java.util.Iterator;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The batches of a dataset, epoch after epoch: each {@link #iterator} goes once through all images.
 *
 * <pre>{@code
 * DataLoader loader = DataLoader.of(train).batchSize(64).shuffled(generator);
 * for (Batch batch : loader) {
 *     ...
 * }
 * }</pre>
 *
 * <p>A background thread prepares batches ahead of their use. Their order and their values are the same whether it does or not.
 * An exception of the dataset comes out of {@code next} as it was thrown, and ends the epoch. A loop may be left at any time: the
 * thread ends by itself.
 */
public final class DataLoader implements Iterable<Batch> {

    private static final int DEFAULT_BATCH_SIZE = 32;
    private static final int DEFAULT_PREFETCH = 2;

    private final Dataset dataset;
    private final int batchSize;
    private final IntFunction<int[]> order;
    private final boolean dropLast;
    private final int prefetch;

    private DataLoader(Dataset dataset, int batchSize, IntFunction<int[]> order, boolean dropLast, int prefetch) {
        this.dataset = dataset;
        this.batchSize = batchSize;
        this.order = order;
        this.dropLast = dropLast;
        this.prefetch = prefetch;
    }

    /** A loader of batches of 32, in the order of the dataset, the last one as small as it comes, 2 prepared ahead. */
    public static DataLoader of(Dataset dataset) {
        return new DataLoader(
                dataset, DEFAULT_BATCH_SIZE, size -> IntStream.range(0, size).toArray(), false, DEFAULT_PREFETCH);
    }

    /** This loader with another number of images per batch. */
    public DataLoader batchSize(int images) {
        if (images < 1) {
            throw new IllegalArgumentException("loader: expected a batch size of at least 1, got " + images);
        }
        return new DataLoader(dataset, images, order, dropLast, prefetch);
    }

    /**
     * This loader with a new random order in each epoch.
     *
     * @param generator drawn from by each {@link #iterator}, on the thread that calls it
     */
    public DataLoader shuffled(Generator generator) {
        return new DataLoader(dataset, batchSize, generator::permutation, dropLast, prefetch);
    }

    /** This loader with the last batch of an epoch left out, or not, where it would be smaller than the others. */
    public DataLoader dropLast(boolean drop) {
        return new DataLoader(dataset, batchSize, order, drop, prefetch);
    }

    /** This loader with another number of batches prepared ahead; with 0 there is no background thread. */
    public DataLoader prefetch(int batches) {
        if (batches < 0) {
            throw new IllegalArgumentException("loader: expected a prefetch of at least 0 batches, got " + batches);
        }
        return new DataLoader(dataset, batchSize, order, dropLast, batches);
    }

    /** The dataset that the batches come from. */
    public Dataset dataset() {
        return dataset;
    }

    /** Number of batches in an epoch. */
    public int batches() {
        int full = dataset.size() / batchSize;
        return dropLast || dataset.size() % batchSize == 0 ? full : full + 1;
    }

    /**
     * The batches of one epoch.
     *
     * @throws IllegalStateException if there is not one batch, or if a batch would have more values than an array can hold
     */
    @Override
    public Iterator<Batch> iterator() {
        int size = dataset.size();
        if (size == 0) {
            throw new IllegalStateException("loader: expected a dataset with at least one image, got an empty one");
        }
        if (batches() == 0) {
            throw new IllegalStateException("loader: expected at least one full batch of " + batchSize + " images, got "
                    + size + " images; use a smaller batch size or dropLast(false)");
        }
        if ((long) Math.min(batchSize, size) * dataset.imageShape().size() > Integer.MAX_VALUE) {
            throw new IllegalStateException("loader: expected batches of at most " + Integer.MAX_VALUE + " values, got "
                    + batchSize + " images of shape " + dataset.imageShape() + "; use a smaller batch size");
        }
        return new Epoch(dataset, order.apply(size), batchSize, batches(), prefetch);
    }
}
