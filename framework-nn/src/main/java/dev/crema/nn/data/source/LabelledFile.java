package dev.crema.nn.data.source;

import java.nio.file.Path;

/**
 * A file of an image and its class.
 *
 * @param path the file
 * @param label the class, counted from 0
 */
record LabelledFile(Path path, int label) {}
