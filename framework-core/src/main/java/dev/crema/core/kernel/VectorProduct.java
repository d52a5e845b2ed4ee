package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The matrix product with the Vector API: to each element one fused multiply-add per term, in ascending order of the summed index,
 * so that it gives the bits of {@link PlainProduct} for any vector width.
 *
 * <p>For a block of terms, the left factor is packed, and passes by each panel of the right one: as many columns as a tile has, copied
 * so that they fill consecutive cache lines; see {@link VectorTiles}.
 */
final class VectorProduct {

    /** Terms in a block: a panel of so many fits the first-level cache. */
    static final int BLOCK_TERMS = 256;

    private static final int COLUMNS = VectorTiles.COLUMNS;

    private static final ThreadLocal<VectorProduct> OF_THREAD = ThreadLocal.withInitial(VectorProduct::new);

    private final float[] panel = new float[Scratch.START + BLOCK_TERMS * COLUMNS + VectorTiles.LANES];
    private float[] left = {};

    /** Where the terms of a row of the left factor stand. */
    private final int[] termSteps = new int[BLOCK_TERMS];

    private final VectorPacking packing = new VectorPacking();
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
        packing.of(a.rows, a.rowStride);
        Arrays.setAll(termSteps, k -> k * a.columnStride);
        for (int term = 0; term < a.columns; term += BLOCK_TERMS) {
            int terms = Math.min(BLOCK_TERMS, a.columns - term);
            pack(a, term, terms);
            tiles.terms(terms).rightPanel(panel, terms);
            for (int column = 0; column < c.columns; column += COLUMNS) {
                int columns = Math.min(COLUMNS, c.columns - column);
                placePanel(b, term, terms, column, columns, panel, Scratch.START);
                addPanel(c, column, columns, accumulate || term > 0);
            }
        }
    }

    /** Lays out a panel of the right factor from {@code to[at]} on; one that stands in memory column by column is transposed. */
    static void placePanel(Rows b, int term, int terms, int column, int columns, float[] to, int at) {
        if (!(b instanceof MatrixRows rows)) {
            for (int k = 0; k < terms; k++) {
                b.read(term + k, column, columns, to, at + k * COLUMNS);
            }
            return;
        }
        Matrix<float[]> matrix = rows.matrix();
        int start = matrix.index(term, column);
        if (matrix.columnStride == 1) {
            VectorLineCopy.run(matrix.values, start, matrix.rowStride, 1, to, at, COLUMNS, columns, terms);
        } else {
            PlaneTransposition.together(
                    matrix.values, start, matrix.columnStride, columns, terms, to, at, COLUMNS, columns);
        }
    }

    /** The terms {@code term .. term + terms - 1} of all rows, packed tile by tile. */
    private void pack(Matrix<float[]> a, int term, int terms) {
        int start = a.index(0, term);
        for (int row = 0, tall; row < a.rows; row += tall) {
            tall = VectorTiles.rowsOfNext(a.rows - row);
            packing.tile(a.values, start, row, tall, termSteps, terms, left, row * terms);
        }
    }

    private void addPanel(Matrix<float[]> c, int column, int columns, boolean accumulate) {
        if (c.columnStride == 1) {
            start(accumulate).to(c.values, c.rowStride);
            tiles.sweep(left, 0, c.rows, 0, c.rows, 0, columns, Scratch.START, c.index(0, column));
            return;
        }
        if (transposed.length < c.rows * COLUMNS) {
            transposed = new float[c.rows * COLUMNS];
        }
        for (int i = 0; accumulate && i < c.rows; i++) {
            int from = c.index(i, column);
            for (int j = 0; j < columns; j++) {
                transposed[i * COLUMNS + j] = c.values[from + j * c.columnStride];
            }
        }
        start(accumulate).to(transposed, COLUMNS);
        tiles.sweep(left, 0, c.rows, 0, c.rows, 0, columns, Scratch.START, 0);
        for (int j = 0; j < columns; j++) {
            int to = c.index(0, column + j);
            for (int i = 0; i < c.rows; i++) {
                c.values[to + i * c.rowStride] = transposed[i * COLUMNS + j];
            }
        }
    }

    private VectorTiles start(boolean accumulate) {
        return accumulate ? tiles.accumulating() : tiles.startingFromZero();
    }
}
