package dev.crema.core.kernel;

import java.util.function.IntBinaryOperator;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The convolutions of {@link RowQuads} as six products, small images side by side. */
final class PlainRowQuads {

    private static final QuadLoops LOOPS = new PlainQuadLoops();

    /** Columns of a product up to which images go together, see {@link PlainConvolution}. */
    private static final int COLUMNS = 512;

    /** Pieces of a batch, which threads share, that images going together leave. */
    private static final int LEAST_PIECES = 4;

    /** Pieces from which they are shared out. */
    private static final int MANY = 4;

    private final BlockProduct product;

    PlainRowQuads(BlockProduct product) {
        this.product = product;
    }

    void forward(
            ConvolutionSizes sizes, float[] x, float[] w, PackedWeights packed, float @Nullable [] bias, float[] y) {
        RowQuads quads = RowQuads.ofInput(sizes, PlainLineCopy::run);
        run(sizes, quads, x, sizes::inputOffset, w, packed, bias, y, sizes::outputOffset);
    }

    void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        RowQuads quads = RowQuads.ofCotangent(sizes, PlainLineCopy::run);
        run(sizes, quads, g, sizes::outputOffset, w, new PackedWeights(), null, dx, sizes::inputOffset);
    }

    private void run(
            ConvolutionSizes sizes,
            RowQuads quads,
            float[] from,
            IntBinaryOperator in,
            float[] w,
            PackedWeights packed,
            float @Nullable [] bias,
            float[] to,
            IntBinaryOperator out) {
        RowBlocks blocks = quads.blocks();
        float[] weights = weights(sizes, quads, w, packed);
        int rows = quads.rows();
        int together = imagesAtATime(sizes, blocks);
        int chunks = (sizes.batch() + together - 1) / together;
        share(chunks * sizes.groups(), piece -> {
            int group = piece % sizes.groups();
            int first = piece / sizes.groups() * together;
            int images = Math.min(together, sizes.batch() - first);
            float[] padded = Scratch.PADDED.floats(images * blocks.paddedSize());
            for (int i = 0; i < images; i++) {
                int image = in.applyAsInt(first + i, group);
                blocks.pad(from, image, 0, blocks.planes(), padded, i * blocks.paddedSize());
            }
            PlainQuadPanel panel = new PlainQuadPanel(blocks, padded, images);
            int positions = images * blocks.positions();
            float[] sums = Scratch.WIDE.floats(RowQuads.POINTS * rows * positions);
            Workers.run(RowQuads.POINTS, point -> {
                int matrix = (point * sizes.groups() + group) * rows * blocks.terms();
                product.multiply(
                        Matrix.rowMajor(weights, matrix, rows, blocks.terms()),
                        panel.point(point),
                        Matrix.rowMajor(sums, point * rows * positions, rows, positions),
                        false);
            });
            int plane = blocks.outputLines() * blocks.width();
            for (int row = 0; row < rows; row++) {
                float added = bias == null ? 0 : bias[group * rows + row];
                for (int i = 0; i < images; i++) {
                    int source = row * positions + i * blocks.positions();
                    int target = out.applyAsInt(first + i, group) + row * plane;
                    quads.outputs(LOOPS, sums, source, rows * positions, added, 0, blocks.count(), to, target);
                }
            }
        });
    }

    /** Few pieces one after the other: the loop over points in each is then shared out. */
    private static void share(int pieces, IntConsumer body) {
        if (pieces >= MANY) {
            Workers.run(pieces, body);
            return;
        }
        for (int piece = 0; piece < pieces; piece++) {
            body.accept(piece);
        }
    }

    private static int imagesAtATime(ConvolutionSizes sizes, RowBlocks blocks) {
        int most = Math.min(COLUMNS / blocks.positions(), sizes.batch() / LEAST_PIECES);
        return Integer.highestOneBit(Math.max(1, most));
    }

    /** The weights {@code [6, G, rows, terms]} of the products. */
    private static float[] weights(ConvolutionSizes sizes, RowQuads quads, float[] w, PackedWeights packed) {
        int rows = quads.rows();
        int terms = quads.blocks().terms();
        int pointSize = sizes.groups() * rows * terms;
        PackedWeights.Order order = PackedWeights.Order.of(PlainRowQuads.class, sizes);
        return packed.get(
                order,
                RowQuads.POINTS * pointSize,
                weights -> Workers.run(
                        sizes.groups() * rows,
                        i -> quads.weights(w, i / rows, i % rows, 1, 0, weights, i * terms, 1, pointSize)));
    }
}
