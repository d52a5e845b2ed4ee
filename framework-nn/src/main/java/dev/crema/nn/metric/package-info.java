/** How well a model does: numbers that accumulate over batches. */
package dev.crema.nn.metric;
