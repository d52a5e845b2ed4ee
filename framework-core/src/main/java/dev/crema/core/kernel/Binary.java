package dev.crema.core.kernel;

/** The elementwise operations on two operands that have loops of their own. */
public enum Binary {
    ADD,
    SUBTRACT,
    MULTIPLY,
    DIVIDE,
    MAXIMUM,
    MINIMUM
}
