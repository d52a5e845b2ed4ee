package dev.crema.nn.data;

import dev.crema.core.array.Shape;

/** Consecutive images of another dataset. */
final class DatasetRange implements Dataset {

    private final Dataset source;
    private final int from;
    private final int size;

    DatasetRange(Dataset source, int from, int to) {
        if (from < 0 || to < from || to > source.size()) {
            throw new IllegalArgumentException(
                    "range: expected 0 <= from <= to <= " + source.size() + ", got from " + from + " and to " + to);
        }
        this.source = source;
        this.from = from;
        this.size = to - from;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Shape imageShape() {
        return source.imageShape();
    }

    @Override
    public void read(int index, float[] target, int offset) {
        source.read(from + ImageIndex.require(index, size), target, offset);
    }

    @Override
    public int label(int index) {
        return source.label(from + ImageIndex.require(index, size));
    }
}
