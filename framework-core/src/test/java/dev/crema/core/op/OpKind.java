package dev.crema.core.op;

/** What an op is as a function of its inputs, which decides how its gradient is checked. */
enum OpKind {
    /** Linear in all inputs together: the VJPs are the adjoint. */
    LINEAR,
    /** Linear, up to a constant, in each input while the others stay: differences are exact derivatives. */
    MULTIAFFINE,
    /** Differentiable everywhere. */
    SMOOTH,
    /** Differentiable but for kinks or ties, which the cases keep away from. */
    PIECEWISE
}
