/** The calculus: nodes that remember how a value came about, and the reverse sweep over them. */
package dev.crema.core.autograd;
