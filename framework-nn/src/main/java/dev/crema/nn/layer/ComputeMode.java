package dev.crema.nn.layer;

/**
 * The precision of the products and sums inside a layer whose input and weights are FLOAT16. Crema has one way to compute with these,
 * in single precision with one rounding at the end, so both modes give the same; FLOAT32 and FLOAT64 always use their own.
 */
public enum ComputeMode {
    /** Left to the framework: single precision, rounded once at the end. */
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
