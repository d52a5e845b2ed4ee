package dev.crema.nn.data;

/** The position of an image in a dataset. */
final class ImageIndex {

    private ImageIndex() {}

    /** {@code index}, if it is one of a dataset of this size. */
    static int require(int index, int size) {
        if (index < 0 || index >= size) {
            throw new IndexOutOfBoundsException(
                    "dataset: expected an index of at least 0 and below the size " + size + ", got " + index);
        }
        return index;
    }
}
