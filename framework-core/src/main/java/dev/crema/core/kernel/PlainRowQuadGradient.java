package dev.crema.core.kernel;

import java.util.Arrays;

/** The weight gradient of {@link RowQuadGradient} as six products whose right factor is read from padded planes. */
final class PlainRowQuadGradient {

    private final BlockProduct product;

    PlainRowQuadGradient(BlockProduct product) {
        this.product = product;
    }

    void run(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        RowBlocks blocks = RowBlocks.ofInput(sizes, PlainLineCopy::run);
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        float[][] parts = new float[chunks * sizes.groups()][];
        Workers.run(parts.length, piece -> {
            int first = piece / sizes.groups() * images;
            int end = Math.min(sizes.batch(), first + images);
            parts[piece] = part(sizes, blocks, x, g, first, end, piece % sizes.groups());
        });
        int size = RowBlocks.TAPS * sizes.filters() * blocks.terms();
        for (int group = 0; group < sizes.groups(); group++) {
            float[] total = new float[size];
            for (int chunk = 0; chunk < chunks; chunk++) {
                float[] part = parts[chunk * sizes.groups() + group];
                for (int i = 0; i < size; i++) {
                    total[i] += part[i];
                }
            }
            divide(sizes, total, dw, sizes.weightOffset(group));
        }
    }

    /** The gradient {@code [3, K, C·S]} that the images {@code first .. end - 1} give, before it is divided. */
    private float[] part(
            ConvolutionSizes sizes, RowBlocks blocks, float[] x, float[] g, int first, int end, int group) {
        int filters = sizes.filters();
        int positions = blocks.positions();
        int size = filters * blocks.terms();
        float[] sums = new float[RowQuads.POINTS * size];
        for (int image = first; image < end; image++) {
            float[] padded = Scratch.PADDED.floats(blocks.paddedSize());
            blocks.pad(x, sizes.inputOffset(image, group), 0, blocks.planes(), padded, 0);
            float[] cotangents = cotangents(sizes, blocks, g, sizes.outputOffset(image, group));
            for (int point = 0; point < RowQuads.POINTS; point++) {
                product.multiply(
                        Matrix.rowMajor(cotangents, point * filters * positions, filters, positions),
                        atPositions(blocks, padded, point),
                        Matrix.rowMajor(sums, point * size, filters, blocks.terms()),
                        true);
            }
        }
        return RowQuadGradient.taps(sums, size);
    }

    /** The cotangents of each point, filter and position. */
    private static float[] cotangents(ConvolutionSizes sizes, RowBlocks blocks, float[] g, int start) {
        int width = blocks.width();
        int size = sizes.filters() * blocks.positions();
        float[] result = Scratch.EDGE.floats(RowQuads.POINTS * size);
        for (int k = 0; k < sizes.filters(); k++) {
            int plane = start + k * sizes.positions();
            int end = plane + sizes.positions();
            for (int i = 0; i < blocks.positions(); i++) {
                int from = plane + i / width * RowQuads.ROWS * width + i % width;
                float h0 = g[from];
                float h1 = from + width < end ? g[from + width] : 0;
                float h2 = from + 2 * width < end ? g[from + 2 * width] : 0;
                float h3 = from + 3 * width < end ? g[from + 3 * width] : 0;
                RowQuadGradient.cotangents(h0, h1, h2, h3, result, k * blocks.positions() + i, size);
            }
        }
        return result;
    }

    /** The transpose of the inputs of a point: a row for each position, columns over terms. */
    private static Rows atPositions(RowBlocks blocks, float[] padded, int point) {
        return switch (point) {
            case 0 -> outer(blocks, padded, 0);
            case 1 -> inner(blocks, padded, RowQuads.NEAR, RowQuads.FAR_SQUARE);
            case 2 -> inner(blocks, padded, -RowQuads.NEAR, RowQuads.FAR_SQUARE);
            case 3 -> inner(blocks, padded, RowQuads.FAR, RowQuads.NEAR_SQUARE);
            case 4 -> inner(blocks, padded, -RowQuads.FAR, RowQuads.NEAR_SQUARE);
            default -> outer(blocks, padded, blocks.line());
        };
    }

    private static Rows outer(RowBlocks blocks, float[] padded, int first) {
        int line = blocks.line();
        int[] starts = starts(blocks);
        return (position, from, count, target, at) -> {
            int source = source(blocks, position) + first;
            for (int i = 0; i < count; i++) {
                target[at + i] = PlainRowQuads.outer(padded, source + starts[from + i], line);
            }
        };
    }

    private static Rows inner(RowBlocks blocks, float[] padded, float point, float square) {
        int line = blocks.line();
        int[] starts = starts(blocks);
        return (position, from, count, target, at) -> {
            int source = source(blocks, position);
            for (int i = 0; i < count; i++) {
                target[at + i] = PlainRowQuads.inner(padded, source + starts[from + i], line, point, square);
            }
        };
    }

    private static int[] starts(RowBlocks blocks) {
        int[] starts = new int[blocks.terms()];
        Arrays.setAll(starts, blocks::start);
        return starts;
    }

    private static int source(RowBlocks blocks, int position) {
        return position / blocks.width() * blocks.step() + position % blocks.width();
    }

    /** Puts the taps {@code [3, K, C·S]}, divided, into {@code [K, C, 3, S]}. */
    private static void divide(ConvolutionSizes sizes, float[] taps, float[] dw, int start) {
        int kernelWidth = sizes.kernelWidth();
        int terms = sizes.channels() * kernelWidth;
        for (int i = 0; i < taps.length; i++) {
            int tap = i / (sizes.filters() * terms);
            int k = i / terms % sizes.filters();
            int c = i % terms / kernelWidth;
            int to = k * sizes.taps() + (c * RowBlocks.TAPS + tap) * kernelWidth + i % kernelWidth;
            dw[start + to] = taps[i] / RowQuads.DIVISORS[tap];
        }
    }
}
