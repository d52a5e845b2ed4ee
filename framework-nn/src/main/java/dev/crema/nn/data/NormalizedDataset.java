package dev.crema.nn.data;

import dev.crema.core.array.Shape;

/** Another dataset with its images normalized as they are read. */
final class NormalizedDataset implements Dataset {

    private final Dataset source;
    private final Normalization normalization;

    NormalizedDataset(Dataset source, Normalization normalization) {
        normalization.requireFor(source.imageShape());
        this.source = source;
        this.normalization = normalization;
    }

    @Override
    public int size() {
        return source.size();
    }

    @Override
    public Shape imageShape() {
        return source.imageShape();
    }

    @Override
    public void read(int index, float[] target, int offset) {
        source.read(index, target, offset);
        normalization.apply(imageShape(), target, offset);
    }

    @Override
    public int label(int index) {
        return source.label(index);
    }
}
