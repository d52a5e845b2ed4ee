/** Datasets from files: MNIST and its kin in the IDX format, and their download. */
package dev.crema.nn.data.source;
