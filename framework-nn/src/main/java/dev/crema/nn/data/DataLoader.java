package dev.crema.nn.data;

import dev.crema.core.array.Generator;
import java.util.Iterator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

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
 * <p>Background threads prepare batches ahead of their use. Their order and their values are the same however many threads there
 * are. An exception of the dataset comes out of {@code next} as it was thrown, and ends the epoch. A loop may be left at any
 * time: the threads end by themselves.
 *
 * <p>What is random in an epoch is settled by {@link #iterator}, which draws from the generators on the thread that calls it:
 * first the order, then a seed for {@link #augmented}, then one for {@link #mixed}.
 */
public final class DataLoader implements Iterable<Batch> {

    private static final int DEFAULT_BATCH_SIZE = 32;
    private static final int DEFAULT_PREFETCH = 2;

    private final Dataset dataset;
    private int batchSize = DEFAULT_BATCH_SIZE;
    private Seeded<Sampler> order =
            new Seeded<>((size, random) -> IntStream.range(0, size).toArray(), Generator.seeded(0));
    private @Nullable Seeded<AppliedAugmentation> augmentation;
    private @Nullable Seeded<BatchTransform> mixing;
    private boolean dropLast;
    private int prefetch = DEFAULT_PREFETCH;
    private int threads = 1;

    private DataLoader(Dataset dataset) {
        this.dataset = dataset;
    }

    private DataLoader(DataLoader other) {
        this(other.dataset);
        batchSize = other.batchSize;
        order = other.order;
        augmentation = other.augmentation;
        mixing = other.mixing;
        dropLast = other.dropLast;
        prefetch = other.prefetch;
        threads = other.threads;
    }

    /** A loader of batches of 32, in the order of the dataset, the last one as small as it comes, 2 prepared ahead. */
    public static DataLoader of(Dataset dataset) {
        return new DataLoader(dataset);
    }

    /** This loader with another number of images per batch. */
    public DataLoader batchSize(int images) {
        if (images < 1) {
            throw new IllegalArgumentException("loader: expected a batch size of at least 1, got " + images);
        }
        DataLoader changed = new DataLoader(this);
        changed.batchSize = images;
        return changed;
    }

    /** This loader with a new random order in each epoch. */
    public DataLoader shuffled(Generator generator) {
        return sampled((size, random) -> random.permutation(size), generator);
    }

    /** This loader with images that a sampler chooses and orders anew in each epoch. */
    public DataLoader sampled(Sampler sampler, Generator generator) {
        DataLoader changed = new DataLoader(this);
        changed.order = new Seeded<>(sampler, generator);
        return changed;
    }

    /**
     * This loader with each image changed at random, anew in each epoch: crops, flips and their like, to train on.
     *
     * @throws IllegalArgumentException if the images cannot be changed so
     */
    public DataLoader augmented(Augmentation change, Generator generator) {
        DataLoader changed = new DataLoader(this);
        changed.augmentation = new Seeded<>(new AppliedAugmentation(dataset, change), generator);
        return changed;
    }

    /** This loader with each batch changed at random as a whole, after all else: a mixture of its images, to train on. */
    public DataLoader mixed(BatchTransform change, Generator generator) {
        DataLoader changed = new DataLoader(this);
        changed.mixing = new Seeded<>(change, generator);
        return changed;
    }

    /** This loader with the last batch of an epoch left out, or not, where it would be smaller than the others. */
    public DataLoader dropLast(boolean drop) {
        DataLoader changed = new DataLoader(this);
        changed.dropLast = drop;
        return changed;
    }

    /** This loader with another number of batches prepared ahead; with 0 there is no background thread. */
    public DataLoader prefetch(int batches) {
        if (batches < 0) {
            throw new IllegalArgumentException("loader: expected a prefetch of at least 0 batches, got " + batches);
        }
        DataLoader changed = new DataLoader(this);
        changed.prefetch = batches;
        return changed;
    }

    /**
     * This loader with another number of background threads, which prepare a batch each: several for images that take longer to
     * read and change than to train on. Unless the prefetch is 0, at least as many batches are prepared ahead.
     */
    public DataLoader threads(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("loader: expected at least 1 thread, got " + count
                    + "; use prefetch(0) for none in the background");
        }
        DataLoader changed = new DataLoader(this);
        changed.threads = count;
        return changed;
    }

    /** The dataset that the batches come from. */
    public Dataset dataset() {
        return dataset;
    }

    /** Number of batches in an epoch. */
    public int batches() {
        int images = images();
        int full = images / batchSize;
        return dropLast || images % batchSize == 0 ? full : full + 1;
    }

    /** Number of images in an epoch, those of a last batch that is dropped included. */
    private int images() {
        return order.what().count(dataset.size());
    }

    /**
     * The batches of one epoch.
     *
     * @throws IllegalStateException if there is not one batch, or if a batch would have more values than an array can hold
     */
    @Override
    public Iterator<Batch> iterator() {
        if (dataset.size() == 0) {
            throw new IllegalStateException("loader: expected a dataset with at least one image, got an empty one");
        }
        if (batches() == 0) {
            throw new IllegalStateException("loader: expected at least one full batch of " + batchSize + " images, got "
                    + images() + " images; use a smaller batch size or dropLast(false)");
        }
        int[] indices = order.what().indices(dataset.size(), order.random());
        if (indices.length != images()) {
            throw new IllegalStateException(
                    "loader: expected " + images() + " indices from the sampler, got " + indices.length);
        }
        Dataset images = dataset;
        if (augmentation != null) {
            images = new AugmentedEpoch(dataset, indices, augmentation.what(), augmentation.seed());
            indices = IntStream.range(0, indices.length).toArray();
        }
        if ((long) Math.min(batchSize, indices.length) * images.imageShape().size() > Integer.MAX_VALUE) {
            throw new IllegalStateException("loader: expected batches of at most " + Integer.MAX_VALUE + " values, got "
                    + batchSize + " images of shape " + images.imageShape() + "; use a smaller batch size");
        }
        return new Epoch(images, indices, batchSize, batches(), preparation());
    }

    private Preparation preparation() {
        int ahead = prefetch == 0 ? 0 : Math.max(prefetch, threads);
        return mixing == null
                ? new Preparation(ahead, threads, (batch, random) -> batch, 0)
                : new Preparation(ahead, threads, mixing.what(), mixing.seed());
    }

    /** Something random and where its random numbers come from. */
    private record Seeded<T>(T what, Generator random) {

        /** The seed of an epoch. */
        long seed() {
            return random.nextLong();
        }
    }
}
