package dev.crema.nn.data;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;
import org.jspecify.annotations.Nullable;

/**
 * Images with their labels, taken together through one step of training.
 *
 * <p>Images that were mixed belong to several classes in part: such a batch has {@link #softLabels}, too.
 */
public final class Batch {

    private final Tensor images;
    private final IntArray labels;
    private final @Nullable Tensor softLabels;

    /**
     * A batch of images with a label each.
     *
     * @param images {@code [B, C, H, W]}
     * @param labels {@code [B]}
     */
    public Batch(Tensor images, IntArray labels) {
        this(images, labels, null);
    }

    /** This batch with other images, of the same number, that belong to several classes in part. */
    public Batch mixed(Tensor mixedImages, Tensor shares) {
        if (shares.shape().rank() != 2
                || shares.shape().size(0) != labels.size()
                || shares.shape().size(1) == 0) {
            throw new IllegalArgumentException(
                    "batch: expected soft labels [" + labels.size() + ", C], got " + shares.shape());
        }
        return new Batch(mixedImages, heaviest(shares), shares);
    }

    private Batch(Tensor images, IntArray labels, @Nullable Tensor softLabels) {
        if (images.shape().rank() == 0
                || labels.shape().rank() != 1
                || images.shape().size(0) != labels.size()) {
            throw new IllegalArgumentException("batch: expected images [B, C, H, W] and labels [B] with equal B, got "
                    + images.shape() + " and " + labels.shape());
        }
        this.images = images;
        this.labels = labels;
        this.softLabels = softLabels;
    }

    private static IntArray heaviest(Tensor shares) {
        int classes = shares.shape().size(1);
        int[] labels = new int[shares.shape().size(0)];
        for (int i = 0; i < labels.length; i++) {
            for (int label = 1; label < classes; label++) {
                if (shares.value().get(i, label) > shares.value().get(i, labels[i])) {
                    labels[i] = label;
                }
            }
        }
        return IntArray.of(labels);
    }

    /** The images, a constant of shape {@code [B, C, H, W]}. */
    public Tensor images() {
        return images;
    }

    /** The class of each image, shape {@code [B]}; that of the largest share if the images were mixed. */
    public IntArray labels() {
        return labels;
    }

    /** Whether the images belong to several classes in part, so that {@link #softLabels} and not the labels say what is right. */
    public boolean isMixed() {
        return softLabels != null;
    }

    /**
     * The share that each class has in each image, a constant of shape {@code [B, C]} with rows that add up to 1.
     *
     * @throws IllegalStateException if the images were not mixed
     */
    public Tensor softLabels() {
        if (softLabels == null) {
            throw new IllegalStateException(
                    "batch: expected a batch with soft labels, got one with a class for each image;"
                            + " use labels(), or DataLoader.mixed");
        }
        return softLabels;
    }

    /** Number of images. */
    public int size() {
        return labels.size();
    }

    @Override
    public String toString() {
        return "Batch" + images.shape();
    }
}
