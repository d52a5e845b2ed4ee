package dev.crema.nn.layer;

/**
 * The precision of the sums inside a layer whose input and weights are half precision; FLOAT32 and FLOAT64 always use their own, so
 * for them the mode changes nothing.
 */
public enum ComputeMode {
    /** That of the input. */
    DEFAULT,
    /** Single precision, rounded once at the end. */
    FLOAT32;

    /**
     * The mode of this name, {@code default} or {@code float32}.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static ComputeMode of(String name) {
        return Modes.parse("compute_mode", ComputeMode.class, name);
    }

    /** {@code default} or {@code float32}. */
    @Override
    public String toString() {
        return Modes.name(this);
    }
}
