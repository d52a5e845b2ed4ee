package dev.crema.nn.layer;

/** Which way a filter is laid over the input. */
public enum ConvMode {
    /** As it is, without turning it round: the only mode there is. */
    CROSS_CORRELATION;

    /**
     * The mode of this name.
     *
     * @throws IllegalArgumentException for any name but {@code cross_correlation}
     */
    public static ConvMode of(String name) {
        return Modes.parse("conv_mode", ConvMode.class, name);
    }

    /** {@code cross_correlation}. */
    @Override
    public String toString() {
        return Modes.name(this);
    }
}
