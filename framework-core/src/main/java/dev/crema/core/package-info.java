/** What users hold: tensors, their gradients, and a view of the graph between them. */
package dev.crema.core;
