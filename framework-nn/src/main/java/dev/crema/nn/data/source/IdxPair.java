package dev.crema.nn.data.source;

import dev.crema.core.array.Shape;
import dev.crema.nn.data.InMemoryDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * An IDX file of images and the IDX file of their labels.
 *
 * @param images an array {@code [N, H, W]}
 * @param labels an array {@code [N]}
 */
public record IdxPair(Path images, Path labels) {

    /**
     * Reads both files: images of shape {@code [1, H, W]} with values from 0 to 1.
     *
     * @param classes the labels are 0 to {@code classes - 1}
     * @throws IOException if a file is missing or is not what it should be, or if the two do not fit each other; see
     *     {@link IdxFile}
     */
    public InMemoryDataset read(int classes) throws IOException {
        if (classes < 1 || classes > 256) {
            throw new IllegalArgumentException("idx: expected 1 to 256 classes, got " + classes);
        }
        if (Files.exists(images) && Files.notExists(labels)) {
            throw new NoSuchFileException(
                    labels.toString(), null, "expected the labels of " + images + ", found no file; put it there");
        }
        IdxFile labelFile = IdxFile.labels(labels);
        int[] classOf = classes(labelFile, classes);
        IdxFile imageFile = IdxFile.images(images);
        Shape shape = imageFile.shape();
        if (shape.size(0) != classOf.length) {
            throw new IOException(images + ": expected an image for each label, got " + shape.size(0) + " images and "
                    + classOf.length + " labels in " + labels + "; take both files of one set");
        }
        return InMemoryDataset.adoptBytes(Shape.of(1, shape.size(1), shape.size(2)), imageFile.bytes(), classOf);
    }

    private static int[] classes(IdxFile labels, int classes) throws IOException {
        int[] result = new int[labels.shape().size()];
        for (int i = 0; i < result.length; i++) {
            result[i] = labels.get(i);
            if (result[i] >= classes) {
                throw new IOException(labels.file() + ": expected labels of 0 to " + (classes - 1) + ", got "
                        + result[i] + " at position " + i + "; check that these are the labels");
            }
        }
        return result;
    }
}
