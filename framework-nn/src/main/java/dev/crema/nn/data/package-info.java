/**
 * Images with labels, and their way from files to batches.
 *
 * <p>From source to consumer: files ({@code MnistDownload}, {@code MnistFiles}, {@code IdxPair}, {@code IdxFile}), images by
 * index ({@code Dataset} and its views), batches ({@code DataLoader}, {@code Batch}).
 */
package dev.crema.nn.data;
