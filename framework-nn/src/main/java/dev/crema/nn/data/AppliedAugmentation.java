package dev.crema.nn.data;

import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;

/** An augmentation at work on the images of one dataset, whose shape it has been asked about. */
final class AppliedAugmentation {

    private final Dataset source;
    private final Augmentation augmentation;
    private final Shape outputShape;

    AppliedAugmentation(Dataset source, Augmentation augmentation) {
        Image.requireShape("transform", source.imageShape());
        this.source = source;
        this.augmentation = augmentation;
        this.outputShape = augmentation.outputShape(source.imageShape());
    }

    Shape outputShape() {
        return outputShape;
    }

    /** Reads an image, changes it and writes it to {@code target}. */
    void read(int index, Generator random, float[] target, int offset) {
        Image image = Image.zeros(source.imageShape());
        source.read(index, image.values(), 0);
        Image changed = augmentation.apply(image, random);
        if (!changed.shape().equals(outputShape)) {
            throw new IllegalStateException("transform: expected an image of its outputShape " + outputShape + ", got "
                    + changed.shape() + " for an image of shape " + image.shape() + "; override outputShape to fit");
        }
        System.arraycopy(changed.values(), 0, target, offset, outputShape.size());
    }
}
