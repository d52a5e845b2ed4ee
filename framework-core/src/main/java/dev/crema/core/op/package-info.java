/**
 * The mathematics: each op is one static method that returns its value together with the vector-Jacobian product (VJP) of each
 * differentiable input.
 *
 * <p>A formula stands in the file of its family ({@code Arithmetic}, {@code Pointwise}, {@code Reduction}, {@code Movement}); an
 * algorithm has a file of its own.
 */
package dev.crema.core.op;
