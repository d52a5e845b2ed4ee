package dev.crema.nn.data;

import dev.crema.core.Tensor;
import dev.crema.core.array.IntArray;

/** Images with their labels, taken together through one step of training. */
public final class Batch {

    private final Tensor images;
    private final IntArray labels;

    /**
     * A batch of images with a label each.
     *
     * @param images {@code [B, C, H, W]}
     * @param labels {@code [B]}
     */
    public Batch(Tensor images, IntArray labels) {
        if (images.shape().rank() == 0
                || labels.shape().rank() != 1
                || images.shape().size(0) != labels.size()) {
            throw new IllegalArgumentException("batch: expected images [B, C, H, W] and labels [B] with equal B, got "
                    + images.shape() + " and " + labels.shape());
        }
        this.images = images;
        this.labels = labels;
    }

    /** The images, a constant of shape {@code [B, C, H, W]}. */
    public Tensor images() {
        return images;
    }

    /** The class of each image, shape {@code [B]}. */
    public IntArray labels() {
        return labels;
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
