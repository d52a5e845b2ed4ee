package dev.crema.core.kernel;

import java.util.Arrays;

/** The weight gradient of {@link RowPairs} as four products whose right factor is read from padded planes. */
final class PlainRowPairs {

    private final BlockProduct product;

    PlainRowPairs(BlockProduct product) {
        this.product = product;
    }

    void weightGradient(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        RowBlocks pairs = RowBlocks.ofInput(sizes, RowPairs.ROWS, PlainLineCopy::run);
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        int size = sizes.filters() * pairs.terms();
        float[][] partial = new float[chunks * sizes.groups()][];
        Workers.run(partial.length, piece -> {
            int group = piece % sizes.groups();
            int first = piece / sizes.groups() * images;
            float[] sums = new float[RowPairs.POINTS * size];
            for (int image = first; image < Math.min(sizes.batch(), first + images); image++) {
                float[] padded = Scratch.PADDED.floats(pairs.paddedSize());
                pairs.pad(x, sizes.inputOffset(image, group), 0, pairs.planes(), padded, 0);
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
                int to = sizes.weightOffset(group) + c * RowBlocks.TAPS * sizes.kernelWidth() + i % sizes.kernelWidth();
                RowPairs.weightGradients(
                        total, i, pairs.terms(), size, sizes.filters(), dw, to, sizes.taps(), sizes.kernelWidth());
            }
        }
    }

    /** The cotangents of each point, filter and position. */
    private static float[] cotangents(ConvolutionSizes sizes, RowBlocks pairs, float[] g, int start) {
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
    private static Rows atPositions(RowBlocks pairs, float[] padded, int point) {
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
