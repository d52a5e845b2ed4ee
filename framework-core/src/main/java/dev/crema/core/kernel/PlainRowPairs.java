package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/** The convolutions of {@link RowPairs} as four products whose right factor is read from padded planes, line by line. */
final class PlainRowPairs {

    private static final PairLoops LOOPS = new PlainPairLoops();

    private final BlockProduct product;

    PlainRowPairs(BlockProduct product) {
        this.product = product;
    }

    void forward(ConvolutionSizes sizes, float[] x, float[] w, float @Nullable [] bias, float[] y) {
        run(sizes, RowPairs.ofInput(sizes, LOOPS), x, sizes::inputOffset, w, bias, y, sizes::outputOffset);
    }

    void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        run(sizes, RowPairs.ofCotangent(sizes, LOOPS), g, sizes::outputOffset, w, null, dx, sizes::inputOffset);
    }

    private void run(
            ConvolutionSizes sizes,
            RowPairs pairs,
            float[] from,
            IntBinaryOperator in,
            float[] w,
            float @Nullable [] bias,
            float[] to,
            IntBinaryOperator out) {
        float[] weights = weights(sizes, pairs, w);
        int rows = pairs.rows();
        int positions = pairs.positions();
        Workers.run(sizes.batch() * sizes.groups(), i -> {
            int image = i / sizes.groups();
            int group = i % sizes.groups();
            float[] padded = paddedPlanes(pairs, from, in.applyAsInt(image, group));
            float[] sums = Scratch.WIDE.floats(RowPairs.POINTS * rows * positions);
            for (int point = 0; point < RowPairs.POINTS; point++) {
                int start = point * rows * positions;
                for (int row = 0; point == 1 && bias != null && row < rows; row++) {
                    int first = start + row * positions;
                    Arrays.fill(sums, first, first + positions, bias[group * rows + row]);
                }
                int matrix = (point * sizes.groups() + group) * rows * pairs.terms();
                product.multiply(
                        Matrix.rowMajor(weights, matrix, rows, pairs.terms()),
                        differences(pairs, padded, point),
                        Matrix.rowMajor(sums, start, rows, positions),
                        point == 1 && bias != null);
            }
            int target = out.applyAsInt(image, group);
            for (int row = 0; row < rows; row++) {
                int outputs = target + row * pairs.outputsOfRow();
                pairs.outputs(sums, row * positions, rows * positions, 0, pairs.pairs(), to, outputs);
            }
        });
    }

    /** The weights {@code [4, G, rows, terms]} of the products. */
    private static float[] weights(ConvolutionSizes sizes, RowPairs pairs, float[] w) {
        int rows = pairs.rows();
        int pointSize = sizes.groups() * rows * pairs.terms();
        float[] weights = Scratch.POINT_WEIGHTS.floats(RowPairs.POINTS * pointSize);
        Workers.run(
                sizes.groups() * rows,
                i -> pairs.weights(w, i / rows, i % rows, 1, weights, i * pairs.terms(), 1, pointSize));
        return weights;
    }

    private static float[] paddedPlanes(RowPairs pairs, float[] from, int start) {
        float[] padded = Scratch.PADDED.floats(pairs.paddedSize());
        pairs.pad(from, start, 0, pairs.planes(), padded);
        return padded;
    }

    /** A row for each term, columns over the positions of the pairs. */
    private static Rows differences(RowPairs pairs, float[] padded, int point) {
        int line = pairs.line();
        int width = pairs.width();
        return (term, from, count, target, at) -> {
            int column = from % width;
            int source = pairs.start(term) + from / width * 2 * line;
            for (int done = 0, length; done < count; done += length) {
                length = Math.min(count - done, width - column);
                int first = source + RowPairs.first(point) * line + column;
                int other = source + RowPairs.other(point) * line + column;
                combine(padded, first, RowPairs.sign(point), other, target, at + done, length);
                column = 0;
                source += 2 * line;
            }
        };
    }

    private static void combine(float[] from, int first, float sign, int other, float[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = from[first + i] + sign * from[other + i];
        }
    }

    void weightGradient(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        RowPairs pairs = RowPairs.ofInput(sizes, LOOPS);
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        int size = sizes.filters() * pairs.terms();
        float[][] partial = new float[chunks * sizes.groups()][];
        Workers.run(partial.length, piece -> {
            int group = piece % sizes.groups();
            int first = piece / sizes.groups() * images;
            float[] sums = new float[RowPairs.POINTS * size];
            for (int image = first; image < Math.min(sizes.batch(), first + images); image++) {
                float[] padded = paddedPlanes(pairs, x, sizes.inputOffset(image, group));
                float[] cotangents = cotangents(sizes, pairs, g, sizes.outputOffset(image, group));
                for (int point = 0; point < RowPairs.POINTS; point++) {
                    product.multiply(
                            Matrix.rowMajor(
                                    cotangents,
                                    point * sizes.filters() * pairs.positions(),
                                    sizes.filters(),
                                    pairs.positions()),
                            atPositions(pairs, padded, point),
                            Matrix.rowMajor(sums, point * size, sizes.filters(), pairs.terms()),
                            true);
                }
            }
            partial[piece] = sums;
        });
        Arrays.fill(dw, 0, sizes.weightSize(), 0);
        for (int group = 0; group < sizes.groups(); group++) {
            float[] total = new float[RowPairs.POINTS * size];
            for (int chunk = 0; chunk < chunks; chunk++) {
                float[] part = partial[chunk * sizes.groups() + group];
                for (int i = 0; i < total.length; i++) {
                    total[i] += part[i];
                }
            }
            for (int i = 0; i < pairs.terms(); i++) {
                int c = i / sizes.kernelWidth();
                int to = sizes.weightOffset(group) + c * RowPairs.TAPS * sizes.kernelWidth() + i % sizes.kernelWidth();
                RowPairs.weightGradients(
                        total, i, pairs.terms(), size, sizes.filters(), dw, to, sizes.taps(), sizes.kernelWidth());
            }
        }
    }

    /** The cotangents of each point, filter and position. */
    private static float[] cotangents(ConvolutionSizes sizes, RowPairs pairs, float[] g, int start) {
        int width = pairs.width();
        int size = sizes.filters() * pairs.positions();
        float[] result = Scratch.EDGE.floats(RowPairs.POINTS * size);
        for (int k = 0; k < sizes.filters(); k++) {
            for (int i = 0; i < pairs.positions(); i++) {
                int row = 2 * (i / width);
                int from = start + (k * sizes.outHeight() + row) * width + i % width;
                int to = k * pairs.positions() + i;
                float first = g[from];
                float second = row + 1 < sizes.outHeight() ? g[from + width] : 0;
                result[to] = first;
                result[to + size] = first + second;
                result[to + 2 * size] = first - second;
                result[to + 3 * size] = second;
            }
        }
        return result;
    }

    /** The transpose of the differences: a row for each position, columns over terms. */
    private static Rows atPositions(RowPairs pairs, float[] padded, int point) {
        int line = pairs.line();
        int width = pairs.width();
        int[] starts = new int[pairs.terms()];
        Arrays.setAll(starts, pairs::start);
        return (position, from, count, target, at) -> {
            int source = position / width * 2 * line + position % width;
            int first = source + RowPairs.first(point) * line;
            int other = source + RowPairs.other(point) * line;
            float sign = RowPairs.sign(point);
            for (int i = 0; i < count; i++) {
                int start = starts[from + i];
                target[at + i] = padded[start + first] + sign * padded[start + other];
            }
        };
    }
}
