/**
 * The loops over primitive arrays: the only package that knows hardware.
 *
 * <p>Packages of the core in the order of their dependencies: {@code kernel} (loops), {@code array} (values), {@code op}
 * (formulas), {@code autograd} (chain rule), {@code dev.crema.core} (what users hold).
 */
package dev.crema.core.kernel;
