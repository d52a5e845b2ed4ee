package dev.crema.nn.data;

import dev.crema.core.array.Shape;

/** A dataset that a user could write: image {@code i} holds {@code i} and {@code -i}, its label is {@code i}. */
record CountingDataset(int size) implements Dataset {

    @Override
    public Shape imageShape() {
        return Shape.of(2, 1, 1);
    }

    @Override
    public void read(int index, float[] target, int offset) {
        target[offset] = index;
        target[offset + 1] = -index;
    }

    @Override
    public int label(int index) {
        return index;
    }
}
