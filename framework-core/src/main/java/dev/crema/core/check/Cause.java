package dev.crema.core.check;

/** The usual mistakes in a gradient. */
public enum Cause {
    /** The gradient is the negative of the derivative. */
    SIGN,
    /** The derivative is the gradient times something: a number, also one for each entry, an input, the output or the cotangent. */
    FACTOR,
    /** An input was stretched by broadcasting, and its cotangent is not summed over the axes along which it was. */
    BROADCAST_SUM,
    /** The cotangent, or another input, should stand transposed. */
    TRANSPOSED,
    /** The VJP works along another axis than the op, or against its direction. */
    AXIS,
    /** No gradient reaches the input. */
    ZERO,
    /** The VJP computes with a value of another call of the op. */
    STALE,
    /** The VJP fails, or returns another shape than the input's. */
    SHAPE,
    /** The function has a kink where it was said to be smooth. */
    KINK,
    /** The function is not linear, or not affine in each input, as it was said to be. */
    NOT_LINEAR,
    /** The gradient is wrong in a way that fits none of these. */
    OTHER
}
