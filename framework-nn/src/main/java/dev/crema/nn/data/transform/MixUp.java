package dev.crema.nn.data.transform;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.nn.data.Batch;
import dev.crema.nn.data.BatchTransform;

/**
 * Each image of a batch mixed with the one before it, the first with the last, pixel by pixel, in one share for the batch that
 * comes from a beta distribution (Zhang and others 2018).
 *
 * <p>The labels are mixed in the same shares: train with {@link Batch#softLabels}.
 */
public final class MixUp implements BatchTransform {

    private final int classes;
    private final double alpha;

    private MixUp(int classes, double alpha) {
        this.classes = classes;
        this.alpha = alpha;
    }

    /** A mixture of images of so many classes, in any share alike. */
    public static MixUp of(int classes) {
        return new MixUp(Arguments.atLeast("mixUp", "number of classes", 2, classes), 1);
    }

    /** This with another parameter of the beta distribution than 1: with less, one image outweighs the other more. */
    public MixUp alpha(double parameter) {
        return new MixUp(classes, MixedLabels.requireAlpha("mixUp", parameter));
    }

    @Override
    public Batch apply(Batch batch, Generator random) {
        float share = (float) Beta.draw(alpha, random);
        float rest = 1 - share;
        float[] own = batch.images().value().toFloatArray();
        float[] mixed = new float[own.length];
        int other = own.length - own.length / batch.size();
        for (int i = 0; i < own.length; i++, other++) {
            if (other == own.length) {
                other = 0;
            }
            mixed[i] = share * own[i] + rest * own[other];
        }
        return batch.mixed(
                Tensor.of(batch.images().shape(), mixed), MixedLabels.of("mixUp", batch.labels(), classes, share));
    }

    @Override
    public String toString() {
        return "MixUp(" + classes + " classes, alpha " + alpha + ")";
    }
}
