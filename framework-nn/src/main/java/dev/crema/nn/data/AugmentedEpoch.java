package dev.crema.nn.data;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;

/**
 * The images of one epoch in their order, each changed by random numbers that its place in the epoch gives it: an image that
 * is sampled twice is changed in two ways.
 */
final class AugmentedEpoch implements Dataset {

    private final Dataset source;
    private final int[] order;
    private final AppliedAugmentation augmentation;
    private final long seed;

    AugmentedEpoch(Dataset source, int[] order, AppliedAugmentation augmentation, long seed) {
        this.source = source;
        this.order = order;
        this.augmentation = augmentation;
        this.seed = seed;
    }

    @Override
    public int size() {
        return order.length;
    }

    @Override
    public Shape imageShape() {
        return augmentation.outputShape();
    }

    @Override
    public void read(int place, float[] target, int offset) {
        augmentation.read(order[place], Generator.seeded(seed + place), target, offset);
    }

    @Override
    public int label(int place) {
        return source.label(order[place]);
    }
}
