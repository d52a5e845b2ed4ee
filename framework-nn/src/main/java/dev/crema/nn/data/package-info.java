/**
 * Images with labels, and their way into batches.
 *
 * <p>From source to consumer: images by index ({@code Dataset}, its views and its {@code Split}), the order of an epoch
 * ({@code Sampler}), changes of images ({@code Transform}, {@code Augmentation}), batches ({@code DataLoader}, {@code Batch}) and
 * changes of these ({@code BatchTransform}). Files are read in {@code source}; the changes themselves are in {@code transform}.
 */
package dev.crema.nn.data;
