package dev.crema.core.kernel;

/** The elementwise operations on two operands that have loops of their own. */
public enum Binary {
    ADD,
    /** The sum where it is above 0, else 0. */
    ADD_RELU,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MAXIMUM,
    MINIMUM
}
