/**
 * Datasets from files: MNIST and its kin ({@code MnistFiles}, {@code MnistDownload}, {@code IdxPair}, {@code IdxFile}), CIFAR
 * ({@code CifarFiles}), rows of numbers ({@code CsvImages}) and pictures ({@code ImageFolder}).
 *
 * <p>What is wrong with a file is said in one line that begins with its name.
 */
package dev.crema.nn.data.source;
