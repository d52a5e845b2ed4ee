package dev.crema.nn.weights;

/**
 * How weights are loaded.
 *
 * @param allowDifferences whether a file may lack tensors of the model, have others, or have some of another shape or dtype
 * @param maximumBytes most bytes that the file may have, as it is and uncompressed; at least 1
 */
public record LoadOptions(boolean allowDifferences, long maximumBytes) {

    /** The limit unless another is given: 4 GiB. */
    public static final long DEFAULT_MAXIMUM_BYTES = 4L << 30;

    public LoadOptions {
        if (maximumBytes < 1) {
            throw new IllegalArgumentException("maximumBytes: expected at least 1, got " + maximumBytes);
        }
    }

    /** The file must have exactly the tensors of the model. */
    public static LoadOptions strict() {
        return new LoadOptions(false, DEFAULT_MAXIMUM_BYTES);
    }

    /** The tensors that fit are loaded, the others are reported. A file that is broken is refused all the same. */
    public static LoadOptions lenient() {
        return new LoadOptions(true, DEFAULT_MAXIMUM_BYTES);
    }

    public LoadOptions maximumBytes(long value) {
        return new LoadOptions(allowDifferences, value);
    }
}
