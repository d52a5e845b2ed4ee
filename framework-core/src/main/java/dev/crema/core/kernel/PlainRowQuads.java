package dev.crema.core.kernel;

import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/** The convolutions of {@link RowQuads} as six products whose right factor is read from padded planes, line by line. */
final class PlainRowQuads {

    private static final QuadLoops LOOPS = new PlainQuadLoops();

    private final BlockProduct product;

    PlainRowQuads(BlockProduct product) {
        this.product = product;
    }

    void forward(ConvolutionSizes sizes, float[] x, float[] w, float @Nullable [] bias, float[] y) {
        RowQuads quads = RowQuads.ofInput(sizes, PlainLineCopy::run);
        run(sizes, quads, x, sizes::inputOffset, w, bias, y, sizes::outputOffset);
    }

    void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        RowQuads quads = RowQuads.ofCotangent(sizes, PlainLineCopy::run);
        run(sizes, quads, g, sizes::outputOffset, w, null, dx, sizes::inputOffset);
    }

    private void run(
            ConvolutionSizes sizes,
            RowQuads quads,
            float[] from,
            IntBinaryOperator in,
            float[] w,
            float @Nullable [] bias,
            float[] to,
            IntBinaryOperator out) {
        RowBlocks blocks = quads.blocks();
        float[] weights = weights(sizes, quads, w);
        int rows = quads.rows();
        int positions = blocks.positions();
        Workers.run(sizes.batch() * sizes.groups(), i -> {
            int image = i / sizes.groups();
            int group = i % sizes.groups();
            float[] padded = Scratch.PADDED.floats(blocks.paddedSize());
            blocks.pad(from, in.applyAsInt(image, group), 0, blocks.planes(), padded, 0);
            float[] sums = Scratch.WIDE.floats(RowQuads.POINTS * rows * positions);
            for (int point = 0; point < RowQuads.POINTS; point++) {
                int matrix = (point * sizes.groups() + group) * rows * blocks.terms();
                product.multiply(
                        Matrix.rowMajor(weights, matrix, rows, blocks.terms()),
                        inputs(blocks, padded, point),
                        Matrix.rowMajor(sums, point * rows * positions, rows, positions),
                        false);
            }
            int target = out.applyAsInt(image, group);
            for (int row = 0; row < rows; row++) {
                float added = bias == null ? 0 : bias[group * rows + row];
                int outputs = target + row * blocks.outputLines() * blocks.width();
                quads.outputs(LOOPS, sums, row * positions, rows * positions, added, 0, blocks.count(), to, outputs);
            }
        });
    }

    /** The weights {@code [6, G, rows, terms]} of the products. */
    private static float[] weights(ConvolutionSizes sizes, RowQuads quads, float[] w) {
        int rows = quads.rows();
        int terms = quads.blocks().terms();
        int pointSize = sizes.groups() * rows * terms;
        float[] weights = Scratch.POINT_WEIGHTS.floats(RowQuads.POINTS * pointSize);
        Workers.run(
                sizes.groups() * rows,
                i -> quads.weights(w, i / rows, i % rows, 1, 0, weights, i * terms, 1, pointSize));
        return weights;
    }

    /** A row for each term, columns over the positions of the quads. */
    private static Rows inputs(RowBlocks blocks, float[] padded, int point) {
        int width = blocks.width();
        return (term, from, count, target, at) -> {
            int column = from % width;
            int source = blocks.start(term) + from / width * blocks.step();
            for (int done = 0, length; done < count; done += length) {
                length = Math.min(count - done, width - column);
                combine(padded, source + column, blocks.line(), point, target, at + done, length);
                column = 0;
                source += blocks.step();
            }
        };
    }

    /** The inputs of one point, see {@link RowQuads}, of {@code count} elements of six lines. */
    static void combine(float[] from, int first, int line, int point, float[] to, int at, int count) {
        switch (point) {
            case 0 -> outer(from, first, line, to, at, count);
            case 1 -> inner(from, first, line, RowQuads.NEAR, RowQuads.FAR_SQUARE, to, at, count);
            case 2 -> inner(from, first, line, -RowQuads.NEAR, RowQuads.FAR_SQUARE, to, at, count);
            case 3 -> inner(from, first, line, RowQuads.FAR, RowQuads.NEAR_SQUARE, to, at, count);
            case 4 -> inner(from, first, line, -RowQuads.FAR, RowQuads.NEAR_SQUARE, to, at, count);
            default -> outer(from, first + line, line, to, at, count);
        }
    }

    private static void outer(float[] from, int first, int line, float[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = outer(from, first + i, line);
        }
    }

    private static void inner(
            float[] from, int first, int line, float point, float square, float[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = inner(from, first + i, line, point, square);
        }
    }

    /** The input of point 0, and from the next line on that of infinity. */
    static float outer(float[] from, int first, int line) {
        float last = Math.fma(-RowQuads.SQUARES, from[first + 2 * line], from[first + 4 * line]);
        return Math.fma(RowQuads.PRODUCT, from[first], last);
    }

    /**
     * The input of another point.
     *
     * @param square of the two points that are neither this one nor its negative
     */
    static float inner(float[] from, int first, int line, float point, float square) {
        float odd = Math.fma(-square, from[first + line], from[first + 3 * line]);
        float even = Math.fma(-square, from[first + 2 * line], from[first + 4 * line]);
        return Math.fma(point, odd, even);
    }
}
