package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The weight gradient of {@link RowQuadGradient} as six products, whose right factor are the inputs of each point with the channels
 * innermost, as {@link TapLayout} has them.
 */
final class PlainRowQuadGradient {

    private final BlockProduct product;
    private final ConvolutionSizes sizes;
    private final TapLayout layout;
    private final int quads;
    private final int positions;
    private final int terms;

    private PlainRowQuadGradient(BlockProduct product, ConvolutionSizes sizes) {
        this.product = product;
        this.sizes = sizes;
        layout = new TapLayout(sizes, sizes.filters());
        quads = (sizes.outHeight() + RowQuads.ROWS - 1) / RowQuads.ROWS;
        positions = quads * sizes.outWidth();
        terms = sizes.channels() * sizes.kernelWidth();
    }

    static void run(BlockProduct product, ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        PlainRowQuadGradient own = new PlainRowQuadGradient(product, sizes);
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        float[][] parts = new float[chunks * sizes.groups()][];
        Workers.run(parts.length, piece -> {
            int first = piece / sizes.groups() * images;
            int end = Math.min(sizes.batch(), first + images);
            parts[piece] = own.part(x, g, first, end, piece % sizes.groups());
        });
        int size = RowBlocks.TAPS * sizes.filters() * own.terms;
        for (int group = 0; group < sizes.groups(); group++) {
            float[] total = new float[size];
            for (int chunk = 0; chunk < chunks; chunk++) {
                float[] part = parts[chunk * sizes.groups() + group];
                for (int i = 0; i < size; i++) {
                    total[i] += part[i];
                }
            }
            own.divide(total, dw, sizes.weightOffset(group));
        }
    }

    /** The gradient {@code [3, K, terms]} that the images {@code first .. end - 1} give, before it is divided. */
    private float[] part(float[] x, float[] g, int first, int end, int group) {
        int filters = sizes.filters();
        int size = filters * terms;
        float[] sums = new float[RowQuads.POINTS * size];
        for (int image = first; image < end; image++) {
            float[][] inputs = inputs(x, sizes.inputOffset(image, group));
            float[] cotangents = cotangents(g, sizes.outputOffset(image, group));
            for (int point = 0; point < RowQuads.POINTS; point++) {
                int ofPoint = point * quads;
                product.multiply(
                        Matrix.rowMajor(cotangents, point * filters * positions, filters, positions),
                        (position, from, count, target, at) -> read(
                                inputs[ofPoint + position / sizes.outWidth()],
                                position % sizes.outWidth(),
                                from,
                                count,
                                target,
                                at),
                        Matrix.rowMajor(sums, point * size, filters, terms),
                        true);
            }
        }
        return RowQuadGradient.taps(sums, size);
    }

    /** The inputs {@code [6, quads]} of each point, an array of padded columns and channels for each quad. */
    private float[][] inputs(float[] x, int in) {
        int line = layout.line;
        int lines = RowQuads.ROWS * quads + RowBlocks.TAPS - 1;
        float[] padded = Scratch.PADDED.floats(lines * line);
        layout.inputs(x, in, lines, padded, 0);
        int points = RowQuads.POINTS * quads;
        float[][] rows = Scratch.ROWS.rows(points + RowQuads.POINTS, line);
        for (int quad = 0; quad < quads; quad++) {
            for (int i = 0; i < RowQuads.POINTS; i++) {
                System.arraycopy(padded, (RowQuads.ROWS * quad + i) * line, rows[points + i], 0, line);
            }
            for (int point = 0; point < RowQuads.POINTS; point++) {
                PlainQuadPanel.combine(line, rows, points, point, rows[point * quads + quad]);
            }
        }
        return rows;
    }

    /** What the column taps and channels meet at a column. */
    private void read(float[] inputs, int column, int from, int count, float[] target, int at) {
        int width = layout.sideBySide;
        int end = at + count;
        int first = from % width;
        for (int to = at, stretch = from / width; to < end; stretch++, first = 0) {
            int run = Math.min(width - first, end - to);
            int source = column * sizes.channels() + layout.inputsOf(stretch) + first;
            System.arraycopy(inputs, source, target, to, run);
            to += run;
        }
    }

    /** The cotangents of each point, filter and position. */
    private float[] cotangents(float[] g, int start) {
        int width = sizes.outWidth();
        int plane = sizes.filters() * positions;
        float[] result = Scratch.EDGE.floats(RowQuads.POINTS * plane);
        float[][] rows = Scratch.QUADS.rows(RowQuads.ROWS + 1, positions);
        for (int k = 0; k < sizes.filters(); k++) {
            for (int line = 0; line < RowQuads.ROWS * quads; line++) {
                float[] row = rows[line % RowQuads.ROWS];
                int to = line / RowQuads.ROWS * width;
                if (line < sizes.outHeight()) {
                    System.arraycopy(g, start + k * sizes.positions() + line * width, row, to, width);
                } else {
                    Arrays.fill(row, to, to + width, 0);
                }
            }
            int at = k * positions;
            System.arraycopy(rows[0], 0, result, at, positions);
            combine(rows, RowQuads.NEAR, RowQuads.NEAR_SQUARE, result, at + plane);
            combine(rows, -RowQuads.NEAR, RowQuads.NEAR_SQUARE, result, at + 2 * plane);
            combine(rows, RowQuads.FAR, RowQuads.FAR_SQUARE, result, at + 3 * plane);
            combine(rows, -RowQuads.FAR, RowQuads.FAR_SQUARE, result, at + 4 * plane);
            System.arraycopy(rows[3], 0, result, at + 5 * plane, positions);
        }
        return result;
    }

    private void combine(float[][] rows, float point, float square, float[] to, int at) {
        combine(positions, rows[0], rows[1], rows[2], rows[3], point, square, rows[4]);
        System.arraycopy(rows[4], 0, to, at, positions);
    }

    private static void combine(
            int count, float[] h0, float[] h1, float[] h2, float[] h3, float point, float square, float[] to) {
        for (int i = 0; i < count; i++) {
            to[i] = Math.fma(point, Math.fma(square, h3[i], h1[i]), Math.fma(square, h2[i], h0[i]));
        }
    }

    /** Puts the taps {@code [3, K, terms]}, divided, into {@code [K, C, 3, S]}. */
    private void divide(float[] taps, float[] dw, int start) {
        int width = layout.sideBySide;
        for (int i = 0; i < taps.length; i++) {
            int tap = i / (sizes.filters() * terms);
            int k = i / terms % sizes.filters();
            int term = i % terms;
            int to = k * sizes.taps() + tap * sizes.kernelWidth() + layout.weightOf(term / width, term % width);
            dw[start + to] = taps[i] / RowQuads.DIVISORS[tap];
        }
    }
}
