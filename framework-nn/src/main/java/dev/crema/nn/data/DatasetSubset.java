package dev.crema.nn.data;

import dev.crema.core.array.Shape;

/** Chosen images of another dataset. */
final class DatasetSubset implements Dataset {

    private final Dataset source;
    private final int[] indices;

    DatasetSubset(Dataset source, int[] indices) {
        this.source = source;
        this.indices = indices.clone();
        for (int index : this.indices) {
            ImageIndex.require(index, source.size());
        }
    }

    @Override
    public int size() {
        return indices.length;
    }

    @Override
    public Shape imageShape() {
        return source.imageShape();
    }

    @Override
    public void read(int index, float[] target, int offset) {
        source.read(indices[ImageIndex.require(index, indices.length)], target, offset);
    }

    @Override
    public int label(int index) {
        return source.label(indices[ImageIndex.require(index, indices.length)]);
    }
}
