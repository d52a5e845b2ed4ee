package dev.crema.core.kernel;

import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The outputs and input gradients of {@link RowQuads} with the Vector API: for a few quads of lines at a time, packed weights times a
 * panel for each point. Small images go together, as many as fill a tile.
 */
final class VectorRowQuads {

    private static final QuadLoops LOOPS = new VectorQuadLoops();

    /** Images below which each one is divided. */
    private static final int MANY = 8;

    private static final int PARTS_OF_AN_IMAGE = 4;

    /** Small images that go together, at most. */
    private static final int MOST_IMAGES = 8;

    /** Of a batch, the part that may go together. */
    private static final int LEAST_PIECES = 4;

    /** Padded inputs of images that go together, at most. */
    private static final int MOST_INPUTS = 1 << 20;

    /** Sums that stay in the second-level cache until they are outputs. */
    private static final int SUMS_AT_A_TIME = 1 << 16;

    /** Planes of an image whose copy is worth a piece of its own. */
    private static final int PLANES_OF_A_PIECE = 16;

    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);

    private final ConvolutionSizes sizes;
    private final RowQuads quads;
    private final RowBlocks blocks;
    private final VectorWeights left;
    private final VectorQuadPanel panel;
    private final int imagesAtATime;
    private final int quadsAtATime;

    /** Quads whose sums are kept at a time, and the distance of their rows. */
    private final int quadsOfSums;

    private final int sumStride;

    private VectorRowQuads(ConvolutionSizes sizes, RowQuads quads) {
        this.sizes = sizes;
        this.quads = quads;
        blocks = quads.blocks();
        left = new VectorWeights(quads.rows(), blocks.terms());
        imagesAtATime = imagesOfFullTiles();
        panel = VectorQuadPanel.ofColumns(blocks, imagesAtATime);
        quadsAtATime = panel.quadsAtATime();
        int most = Math.max(1, SUMS_AT_A_TIME / (RowQuads.POINTS * quads.rows() * blocks.width() * quadsAtATime));
        quadsOfSums = Math.min(imagesAtATime * blocks.count(), most * quadsAtATime);
        sumStride = VectorTiles.paddedColumns(quadsOfSums * blocks.width()) + VectorTiles.LANES;
    }

    private int imagesOfFullTiles() {
        int most = Math.min(MOST_IMAGES, sizes.batch() / LEAST_PIECES);
        most = Math.min(most, MOST_INPUTS / Math.max(1, blocks.paddedSize()));
        boolean fillsATile = blocks.positions() >= VectorTiles.COLUMNS;
        return fillsATile ? 1 : VectorQuadPanel.ofFullTiles(most, blocks.positions());
    }

    static void forward(
            ConvolutionSizes sizes,
            float[] x,
            float[] w,
            PackedWeights weights,
            float @Nullable [] bias,
            float[] y,
            Channels.PlaneLoop next) {
        new VectorRowQuads(sizes, RowQuads.ofInput(sizes, VectorLineCopy::run))
                .run(x, sizes::inputOffset, w, weights, bias, y, sizes::outputOffset, next);
    }

    static void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        new VectorRowQuads(sizes, RowQuads.ofCotangent(sizes, VectorLineCopy::run))
                .run(
                        g,
                        sizes::outputOffset,
                        w,
                        new PackedWeights(),
                        null,
                        dx,
                        sizes::inputOffset,
                        (channel, first, end) -> {});
    }

    private void run(
            float[] from,
            IntBinaryOperator in,
            float[] w,
            PackedWeights weights,
            float @Nullable [] bias,
            float[] to,
            IntBinaryOperator out,
            Channels.PlaneLoop next) {
        int groups = sizes.groups();
        float[] packed = weights.get(
                PackedWeights.Order.of(VectorRowQuads.class, sizes),
                RowQuads.POINTS * groups * left.packedSize(),
                into -> left.pack(w, groups, quads, into));
        if (sizes.batch() * groups < MANY) {
            for (int i = 0; i < sizes.batch() * groups; i++) {
                int image = i / groups;
                int group = i % groups;
                divide(packed, group, from, in.applyAsInt(image, group), outputs(group, image, bias, to, out, next));
            }
            return;
        }
        int chunks = (sizes.batch() + imagesAtATime - 1) / imagesAtATime;
        Workers.run(chunks * groups, i -> {
            int group = i % groups;
            int image = i / groups * imagesAtATime;
            int count = Math.min(imagesAtATime, sizes.batch() - image);
            int start = panel.readsImage() ? in.applyAsInt(image, group) : 0;
            float[] inputs = from;
            for (int k = 0; k < count; k++) {
                // where the second group starts is the size of one
                ReadAhead.image(from, in.applyAsInt(image + k, group), in.applyAsInt(0, 1));
                ReadAhead.image(to, out.applyAsInt(image + k, group), out.applyAsInt(0, 1));
            }
            if (!panel.readsImage()) {
                inputs = Scratch.PADDED.floats(imagesAtATime * blocks.paddedSize());
                for (int k = 0; k < count; k++) {
                    int first = in.applyAsInt(image + k, group);
                    blocks.pad(from, first, 0, blocks.planes(), inputs, k * blocks.paddedSize());
                }
            }
            Outputs outputs = outputs(group, image, bias, to, out, next);
            for (int quad = 0; quad < count * blocks.count(); quad += quadsOfSums) {
                int end = Math.min(count * blocks.count(), quad + quadsOfSums);
                multiply(packed, group, 0, quads.rows(), quad, end, inputs, start, outputs);
            }
        });
    }

    /** Writes rows of outputs of a group, from its sums. */
    private interface Outputs {
        void write(float[] sums, int row, int end, int quad, int endQuad);
    }

    /** One of few images, in pieces of its quads, or where these are few of its rows. */
    private void divide(float[] packed, int group, float[] from, int in, Outputs outputs) {
        float[] inputs = panel.readsImage() ? from : Scratch.PADDED.floats(blocks.paddedSize());
        if (!panel.readsImage()) {
            Workers.runStretches(
                    blocks.planes(), PLANES_OF_A_PIECE, (first, end) -> blocks.pad(from, in, first, end, inputs, 0));
        }
        int start = panel.readsImage() ? in : 0;
        int panels = (blocks.count() + quadsAtATime - 1) / quadsAtATime;
        int parts = Math.max(1, PARTS_OF_AN_IMAGE / panels);
        Workers.run(panels * parts, piece -> {
            int row = VectorTiles.tileFrom(quads.rows(), piece % parts * quads.rows() / parts);
            int end = VectorTiles.tileFrom(quads.rows(), (piece % parts + 1) * quads.rows() / parts);
            int quad = piece / parts * quadsAtATime;
            int endQuad = Math.min(blocks.count(), quad + quadsAtATime);
            if (row < end) {
                multiply(packed, group, row, end, quad, endQuad, inputs, start, outputs);
            }
        });
    }

    /** Of the image {@code first} and those that follow. */
    private Outputs outputs(
            int group, int first, float @Nullable [] bias, float[] to, IntBinaryOperator out, Channels.PlaneLoop next) {
        int rows = quads.rows();
        int ofImage = blocks.count();
        return (sums, row, end, quad, endQuad) -> {
            for (int image = quad / ofImage; image * ofImage < endQuad; image++) {
                int from = Math.max(quad, image * ofImage);
                int count = Math.min(endQuad, (image + 1) * ofImage) - from;
                int at = Scratch.START + (from - quad) * blocks.width();
                int target = out.applyAsInt(first + image, group);
                for (int k = row; k < end; k++) {
                    float added = bias == null ? 0 : bias[group * rows + k];
                    int line = target + k * blocks.outputLines() * blocks.width();
                    int step = rows * sumStride;
                    int quadOfImage = from - image * ofImage;
                    quads.outputs(LOOPS, sums, k * sumStride + at, step, added, quadOfImage, count, to, line);
                    int firstLine = RowQuads.ROWS * quadOfImage;
                    int endLine = Math.min(firstLine + RowQuads.ROWS * count, blocks.outputLines());
                    next.run(group * rows + k, line + firstLine * blocks.width(), line + endLine * blocks.width());
                }
            }
        };
    }

    private void multiply(
            float[] packed,
            int group,
            int row,
            int end,
            int quad,
            int endQuad,
            float[] planes,
            int start,
            Outputs outputs) {
        int rows = quads.rows();
        float[] inputs = Scratch.LINES.aligned(panel.size());
        panel.clearMargins(inputs);
        float[] sums = Scratch.WIDE.aligned(RowQuads.POINTS * rows * sumStride + RowBlocks.SLACK);
        VectorTiles tiles = panel.asRightOf(TILES.get(), inputs)
                .terms(blocks.terms())
                .startingFromZero()
                .to(sums, sumStride);
        for (int block = quad; block < endQuad; block += quadsAtATime) {
            int count = Math.min(quadsAtATime, endQuad - block);
            panel.fill(planes, start, block, count, 0, inputs);
            int columns = count * blocks.width();
            for (int point = 0; point < RowQuads.POINTS; point++) {
                int matrix = (point * sizes.groups() + group) * left.packedSize();
                int target = Scratch.START + point * rows * sumStride + (block - quad) * blocks.width();
                tiles.sweep(packed, matrix, rows, row, end, 0, columns, panel.at(point), target);
            }
        }
        tiles.forget();
        outputs.write(sums, row, end, quad, endQuad);
    }
}
