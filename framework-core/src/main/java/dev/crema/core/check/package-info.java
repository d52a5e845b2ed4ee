/** Checks of gradients against differences of values, for ops, layers and whole models; needs no test engine. */
package dev.crema.core.check;
