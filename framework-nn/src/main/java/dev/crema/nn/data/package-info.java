/**
 * Images with labels, and their way into batches.
 *
 * <p>From source to consumer: images by index ({@code Dataset} and its views), batches ({@code DataLoader}, {@code Batch}). What
 * reads files is in {@code source}.
 */
package dev.crema.nn.data;
