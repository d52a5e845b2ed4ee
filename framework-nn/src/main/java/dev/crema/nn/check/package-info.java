/** Gradient checks of modules with their parameters. */
package dev.crema.nn.check;
