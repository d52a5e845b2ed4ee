package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The matrix product with the Vector API: to each element one fused multiply-add per term, in ascending order of the summed index,
 * so that it gives the bits of {@link PlainProduct} for any vector width.
 *
 * <p>A block of the right factor is copied into rows that lie close together, and every tile of the result runs over it; see
 * {@link VectorTiles}.
 */
final class VectorProduct {

    /** Terms in a block: a tile's columns of so many rows fit the first-level cache. */
    private static final int BLOCK_TERMS = 256;

    private static final int BLOCK_COLUMNS = 256;

    /** Distance of rows in a block: one cache line more than the columns, so that a column of tiles spreads over the cache sets. */
    private static final int STRIDE = BLOCK_COLUMNS + 16;

    /** Where the rows of a block start. */
    private static final int[] STARTS = Steps.of(STRIDE, BLOCK_TERMS);

    private static final ThreadLocal<VectorProduct> OF_THREAD = ThreadLocal.withInitial(VectorProduct::new);

    private final float[] right = new float[BLOCK_TERMS * STRIDE];
    private float[] left = {};

    /** Where the terms of a row of the left factor stand. */
    private final int[] termSteps = new int[BLOCK_TERMS];

    private final VectorTiles tiles = new VectorTiles();
    private float[] transposed = {};

    private VectorProduct() {}

    /** {@code c = a·b}, or {@code c = c + a·b} if {@code accumulate}, on the calling thread. */
    static void multiply(Matrix<float[]> a, Rows b, Matrix<float[]> c, boolean accumulate) {
        if (a.columns == 0) {
            PlainProduct.multiply(a, b, c, accumulate);
        } else {
            VectorProduct own = OF_THREAD.get();
            own.run(a, b, c, accumulate);
            own.tiles.forget();
        }
    }

    private void run(Matrix<float[]> a, Rows b, Matrix<float[]> c, boolean accumulate) {
        int padded = VectorTiles.paddedRows(a.rows);
        if (left.length < padded * BLOCK_TERMS) {
            left = new float[padded * BLOCK_TERMS];
        }
        VectorPacking rows = new VectorPacking(a.rows, a.rowStride);
        Arrays.setAll(termSteps, k -> k * a.columnStride);
        for (int term = 0; term < a.columns; term += BLOCK_TERMS) {
            int terms = Math.min(BLOCK_TERMS, a.columns - term);
            pack(a, rows, term, terms);
            tiles.terms(terms).right(right, STARTS);
            for (int column = 0; column < c.columns; column += BLOCK_COLUMNS) {
                int columns = Math.min(BLOCK_COLUMNS, c.columns - column);
                read(b, term, terms, column, columns);
                addBlock(c, column, columns, accumulate || term > 0);
            }
        }
    }

    /** Lays out a block of the right factor; one that stands in memory column by column is transposed. */
    private void read(Rows b, int term, int terms, int column, int columns) {
        if (b instanceof MatrixRows rows && rows.matrix().rowStride == 1) {
            Matrix<float[]> matrix = rows.matrix();
            int start = matrix.index(term, column);
            new VectorTransposition(matrix.columnStride)
                    .run(matrix.values, start, columns, terms, right, 0, STRIDE, columns);
            return;
        }
        for (int k = 0; k < terms; k++) {
            b.read(term + k, column, columns, right, k * STRIDE);
        }
    }

    /** The terms {@code term .. term + terms - 1} of all rows, packed tile by tile. */
    private void pack(Matrix<float[]> a, VectorPacking rows, int term, int terms) {
        int start = a.index(0, term);
        for (int row = 0, tall; row < a.rows; row += tall) {
            tall = VectorTiles.rowsOfNext(a.rows - row);
            rows.tile(a.values, start, row, tall, termSteps, terms, left, row * terms);
        }
    }

    private void addBlock(Matrix<float[]> c, int column, int columns, boolean accumulate) {
        if (c.columnStride == 1) {
            start(accumulate).to(c.values, c.rowStride);
            tiles.sweep(left, 0, c.rows, 0, c.rows, 0, columns, 0, c.index(0, column));
            return;
        }
        if (transposed.length < c.rows * BLOCK_COLUMNS) {
            transposed = new float[c.rows * BLOCK_COLUMNS];
        }
        for (int i = 0; accumulate && i < c.rows; i++) {
            int from = c.index(i, column);
            for (int j = 0; j < columns; j++) {
                transposed[i * BLOCK_COLUMNS + j] = c.values[from + j * c.columnStride];
            }
        }
        start(accumulate).to(transposed, BLOCK_COLUMNS);
        tiles.sweep(left, 0, c.rows, 0, c.rows, 0, columns, 0, 0);
        for (int j = 0; j < columns; j++) {
            int to = c.index(0, column + j);
            for (int i = 0; i < c.rows; i++) {
                c.values[to + i * c.rowStride] = transposed[i * BLOCK_COLUMNS + j];
            }
        }
    }

    private VectorTiles start(boolean accumulate) {
        return accumulate ? tiles.accumulating() : tiles.startingFromZero();
    }
}
