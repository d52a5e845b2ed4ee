/**
 * Weights as JSON: one UTF-8 file that a person can read, a version control system shows row by row, and any language can load;
 * compressed if its name ends in {@code .gz}.
 *
 * <pre>{@code
 * {
 *   "format": "crema-weights", "version": 1,
 *   "writer": "crema 0.1.0",
 *   "metadata": {"epoch": "12"},
 *   "tensors": [
 *     {"name": "conv1.weight", "dtype": "float32", "shape": [2, 1, 2, 2], "encoding": "decimal",
 *      "data": [
 *        0.125, -1.5,
 *        0.0031, 2.0E-7,
 *        ...
 *      ]},
 *     {"name": "fc.weight", "dtype": "float32", "shape": [10, 320], "encoding": "base64-le", "data": ["AACAPw..."]}
 *   ]
 * }
 * }</pre>
 *
 * <p>Keys come in this order; {@code writer} and {@code metadata} may be missing. Data is flat and row-major, an innermost row a
 * line. {@code decimal} numbers are the shortest that give the same bits in their dtype, the same text on every JDK. A value
 * that is not finite is one of the strings {@code "NaN"}, {@code "Infinity"}, {@code "-Infinity"}; which NaN it was is not kept.
 * Saving such a value needs {@link dev.crema.nn.weights.SaveOptions#allowNonFinite}; a file that has one may be loaded.
 * {@code base64-le} data is a list of chunks, each the little-endian bytes of whole values, at most 1 MiB of them, a chunk a
 * line if there are several. A file that Crema wrote is written again byte for byte from what was read; of a compressed file
 * this holds for the JSON inside, since the compressed bytes are up to the zlib of the JDK.
 *
 * <p>A decimal is rounded once to the dtype of its tensor, and refused if it becomes infinite, or 0 though it is not. Whatever
 * is wrong with a file, the exception is a {@link dev.crema.nn.weights.WeightsException}.
 *
 * <p>Limits, refused beyond: 4 GiB for the file and for what it holds uncompressed (can be changed), 100 000 tensors, 1024
 * characters in a name or key, 32 axes, {@link Integer#MAX_VALUE} values in a tensor, 1200 characters in a number, 1000 entries
 * of metadata with values of up to 65 536 characters, one gzip member, and no nesting but that of the format. Memory is taken
 * as values arrive, never because a header announces them.
 */
package dev.crema.nn.weights;
