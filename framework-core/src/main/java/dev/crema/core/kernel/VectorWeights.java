package dev.crema.core.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The left factors of a convolution's products, packed tile by tile as {@link VectorTiles} reads them, and what its sums start from. */
final class VectorWeights {

    private static final int MOST_PIECES = 8;

    /** Weights that are worth a piece of packing. */
    private static final int WEIGHTS_OF_A_PIECE = 8_192;

    private final int rows;
    private final int terms;

    VectorWeights(int rows, int terms) {
        this.rows = rows;
        this.terms = terms;
    }

    /** Of one packed matrix. */
    int packedSize() {
        return VectorTiles.paddedRows(rows) * terms;
    }

    /**
     * Packs matrices of {@code rows x terms}: element {@code (i, k)} of each stands {@code i·rowStep + termSteps[k]} behind its first.
     *
     * @param matrixStep from one matrix to the next
     */
    void pack(float[] w, int matrices, int matrixStep, int rowStep, int[] termSteps, float[] packed) {
        VectorPacking packing = new VectorPacking().of(rows, rowStep);
        eachTile(matrices, packedSize(), (matrix, row, tall) -> {
            int to = matrix * packedSize() + row * terms;
            packing.tile(w, matrix * matrixStep, row, tall, termSteps, terms, packed, to);
        });
    }

    /** Packs the weights {@code [6, G, rows, terms]} of the products of {@code quads}. */
    void pack(float[] w, int groups, RowQuads quads, float[] packed) {
        int point = groups * packedSize();
        VectorQuadWeights weights = new VectorQuadWeights(quads);
        eachTile(groups, RowQuads.POINTS * packedSize(), (group, row, tall) -> {
            int to = group * packedSize() + row * terms;
            weights.tile(w, group, row, tall, packed, to, point);
        });
    }

    private interface Tile {
        void pack(int matrix, int row, int tall);
    }

    /** Packs the tiles of all matrices, of which each takes {@code size} weights. */
    private void eachTile(int matrices, int size, Tile tile) {
        int pieces = Math.min(MOST_PIECES, 1 + size / WEIGHTS_OF_A_PIECE);
        Workers.run(matrices * pieces, i -> {
            int end = VectorTiles.tileFrom(rows, (i % pieces + 1) * rows / pieces);
            for (int row = VectorTiles.tileFrom(rows, i % pieces * rows / pieces), tall; row < end; row += tall) {
                tall = VectorTiles.rowsOfNext(rows - row);
                tile.pack(i / pieces, row, tall);
            }
        });
    }

    /** For each row a vector pair of what its sums start from. */
    float[] firstSums(float @Nullable [] bias, int first) {
        int padded = VectorTiles.paddedRows(rows);
        float[] from = Scratch.FIRST.floats(padded * VectorTiles.COLUMNS);
        for (int row = 0; row < padded; row++) {
            float start = bias == null || row >= rows ? 0 : bias[first + row];
            Arrays.fill(from, row * VectorTiles.COLUMNS, (row + 1) * VectorTiles.COLUMNS, start);
        }
        return from;
    }
}
