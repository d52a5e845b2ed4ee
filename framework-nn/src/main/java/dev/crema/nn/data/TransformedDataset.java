package dev.crema.nn.data;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;

/** Another dataset with each image changed as it is read. */
final class TransformedDataset implements Dataset {

    private final Dataset source;
    private final AppliedAugmentation transform;

    TransformedDataset(Dataset source, Transform transform) {
        this.source = source;
        this.transform = new AppliedAugmentation(source, transform);
    }

    @Override
    public int size() {
        return source.size();
    }

    @Override
    public Shape imageShape() {
        return transform.outputShape();
    }

    @Override
    public void read(int index, float[] target, int offset) {
        // A transform draws nothing.
        transform.read(index, Generator.seeded(0), target, offset);
    }

    @Override
    public int label(int index) {
        return source.label(index);
    }
}
