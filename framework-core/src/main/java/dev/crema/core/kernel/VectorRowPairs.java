package dev.crema.core.kernel;

import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The outputs and input gradients of {@link RowPairs} with the Vector API: for a few pairs of lines at a time and each point, packed
 * weights times a panel of differences.
 */
final class VectorRowPairs {

    static final PairLoops LOOPS = new VectorPairLoops();

    /** Images below which each one is divided. */
    private static final int MANY = 8;

    private static final int PARTS_OF_AN_IMAGE = 4;

    /** Sums that stay in the second-level cache until they are outputs. */
    private static final int SUMS_AT_A_TIME = 1 << 16;

    /** Planes of an image whose copy is worth a piece of its own. */
    private static final int PLANES_OF_A_PIECE = 16;

    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);

    private final ConvolutionSizes sizes;
    private final RowPairs pairs;
    private final VectorWeights left;
    private final VectorPairPanel panel;
    private final int pairsAtATime;

    /** Pairs whose sums are kept at a time, and the distance of their rows. */
    private final int pairsOfSums;

    private final int sumStride;

    private VectorRowPairs(ConvolutionSizes sizes, RowPairs pairs) {
        this.sizes = sizes;
        this.pairs = pairs;
        left = new VectorWeights(pairs.rows(), pairs.terms());
        panel = new VectorPairPanel(pairs);
        pairsAtATime = panel.pairsAtATime();
        int most = Math.max(1, SUMS_AT_A_TIME / (RowPairs.POINTS * pairs.rows() * pairs.width() * pairsAtATime));
        pairsOfSums = Math.min(pairs.pairs(), most * pairsAtATime);
        sumStride = VectorTiles.paddedColumns(pairsOfSums * pairs.width()) + VectorTiles.LANES;
    }

    static void forward(ConvolutionSizes sizes, float[] x, float[] w, float @Nullable [] bias, float[] y) {
        new VectorRowPairs(sizes, RowPairs.ofInput(sizes, LOOPS))
                .run(x, sizes::inputOffset, w, bias, y, sizes::outputOffset);
    }

    static void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        new VectorRowPairs(sizes, RowPairs.ofCotangent(sizes, LOOPS))
                .run(g, sizes::outputOffset, w, null, dx, sizes::inputOffset);
    }

    private void run(
            float[] from, IntBinaryOperator in, float[] w, float @Nullable [] bias, float[] to, IntBinaryOperator out) {
        float[] packed = left.packed(w, sizes.groups(), pairs);
        int images = sizes.batch() * sizes.groups();
        if (images < MANY) {
            for (int i = 0; i < images; i++) {
                int group = i % sizes.groups();
                int start = in.applyAsInt(i / sizes.groups(), group);
                divide(packed, group, from, start, bias, to, out.applyAsInt(i / sizes.groups(), group));
            }
            return;
        }
        Workers.run(images, i -> {
            int group = i % sizes.groups();
            float[] padded = Scratch.PADDED.floats(pairs.paddedSize());
            pairs.pad(from, in.applyAsInt(i / sizes.groups(), group), 0, pairs.planes(), padded);
            float[] first = left.firstSums(bias, group * pairs.rows());
            int start = out.applyAsInt(i / sizes.groups(), group);
            for (int pair = 0; pair < pairs.pairs(); pair += pairsOfSums) {
                int end = Math.min(pairs.pairs(), pair + pairsOfSums);
                multiply(packed, group, 0, pairs.rows(), pair, end, padded, first, to, start);
            }
        });
    }

    /** One of few images, in pieces of its pairs, or where these are few of its rows. */
    private void divide(float[] packed, int group, float[] from, int in, float @Nullable [] bias, float[] to, int out) {
        float[] padded = Scratch.PADDED.floats(pairs.paddedSize());
        Workers.runStretches(
                pairs.planes(), PLANES_OF_A_PIECE, (first, end) -> pairs.pad(from, in, first, end, padded));
        int blocks = (pairs.pairs() + pairsAtATime - 1) / pairsAtATime;
        int parts = Math.max(1, PARTS_OF_AN_IMAGE / blocks);
        Workers.run(blocks * parts, piece -> {
            int row = VectorTiles.tileFrom(pairs.rows(), piece % parts * pairs.rows() / parts);
            int end = VectorTiles.tileFrom(pairs.rows(), (piece % parts + 1) * pairs.rows() / parts);
            int pair = piece / parts * pairsAtATime;
            int endPair = Math.min(pairs.pairs(), pair + pairsAtATime);
            if (row < end) {
                float[] first = left.firstSums(bias, group * pairs.rows());
                multiply(packed, group, row, end, pair, endPair, padded, first, to, out);
            }
        });
    }

    private void multiply(
            float[] packed,
            int group,
            int row,
            int end,
            int pair,
            int endPair,
            float[] padded,
            float[] first,
            float[] to,
            int at) {
        int rows = pairs.rows();
        float[] differences = Scratch.LINES.floats(panel.size());
        float[] sums = Scratch.WIDE.floats(RowPairs.POINTS * rows * sumStride + RowPairs.SLACK);
        VectorTiles tiles = TILES.get()
                .terms(pairs.terms())
                .right(differences, panel.starts())
                .to(sums, sumStride);
        for (int block = pair; block < endPair; block += pairsAtATime) {
            int count = Math.min(pairsAtATime, endPair - block);
            panel.fill(padded, block, count, differences);
            for (int point = 0; point < RowPairs.POINTS; point++) {
                if (point == 1) {
                    tiles.startingFrom(first);
                } else {
                    tiles.startingFromZero();
                }
                int matrix = (point * sizes.groups() + group) * left.packedSize();
                int target = point * rows * sumStride + (block - pair) * pairs.width();
                tiles.sweep(
                        packed, matrix, rows, row, end, 0, count * pairs.width(), point * panel.pointSize(), target);
            }
        }
        tiles.forget();
        for (int k = row; k < end; k++) {
            pairs.outputs(
                    sums, k * sumStride, rows * sumStride, pair, endPair - pair, to, at + k * pairs.outputsOfRow());
        }
    }
}
