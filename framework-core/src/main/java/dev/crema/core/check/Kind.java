package dev.crema.core.check;

/** What a function is in its inputs, which decides how its gradient is checked. */
public enum Kind {
    /** Linear in all inputs together: the gradient is the adjoint. Differences over any distance are exact. */
    LINEAR,
    /** Linear, up to a constant, in each input while the others stay, as a product is. Differences in one input are exact. */
    MULTIAFFINE,
    /** Differentiable everywhere. */
    SMOOTH,
    /** Differentiable but for kinks; at one, the gradient must lie between the derivatives from both sides. */
    PIECEWISE
}
