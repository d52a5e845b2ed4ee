package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;

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
    private static final int[] STARTS =
            IntStream.range(0, BLOCK_TERMS).map(k -> k * STRIDE).toArray();

    private static final ThreadLocal<VectorProduct> OF_THREAD = ThreadLocal.withInitial(VectorProduct::new);

    private final float[] right = new float[BLOCK_TERMS * STRIDE];
    private final float[] left = new float[BLOCK_TERMS * VectorTiles.TALL];
    private final float[] edge = new float[VectorTiles.TALL * VectorTiles.COLUMNS];

    private VectorProduct() {}

    /** {@code c = a·b}, or {@code c = c + a·b} if {@code accumulate}, on the calling thread. */
    static void multiply(Matrix<float[]> a, Rows b, Matrix<float[]> c, boolean accumulate) {
        if (a.columns == 0) {
            PlainProduct.multiply(a, b, c, accumulate);
            return;
        }
        VectorProduct own = OF_THREAD.get();
        for (int column = 0; column < c.columns; column += BLOCK_COLUMNS) {
            int columns = Math.min(BLOCK_COLUMNS, c.columns - column);
            for (int term = 0; term < a.columns; term += BLOCK_TERMS) {
                int terms = Math.min(BLOCK_TERMS, a.columns - term);
                own.readRight(b, term, terms, column, columns);
                own.addBlock(a, term, terms, c, column, columns, accumulate || term > 0);
            }
        }
    }

    private void readRight(Rows b, int term, int terms, int column, int columns) {
        int padded = (columns + VectorTiles.COLUMNS - 1) / VectorTiles.COLUMNS * VectorTiles.COLUMNS;
        for (int k = 0; k < terms; k++) {
            b.read(term + k, column, columns, right, k * STRIDE);
            Arrays.fill(right, k * STRIDE + columns, k * STRIDE + padded, 0);
        }
    }

    private void addBlock(
            Matrix<float[]> a, int term, int terms, Matrix<float[]> c, int column, int columns, boolean accumulate) {
        for (int row = 0; row < c.rows; ) {
            int rows = VectorTiles.rowsOfNext(c.rows - row);
            VectorTiles.pack(a, row, rows, term, terms, left, 0);
            for (int j = 0; j < columns; j += VectorTiles.COLUMNS) {
                boolean whole = j + VectorTiles.COLUMNS <= columns && c.columnStride == 1;
                if (whole) {
                    int at = c.index(row, column + j);
                    tile(rows, terms, j, c.values, at, c.rowStride, accumulate);
                } else {
                    int count = Math.min(VectorTiles.COLUMNS, columns - j);
                    loadEdge(c, row, rows, column + j, count, accumulate);
                    tile(rows, terms, j, edge, 0, VectorTiles.COLUMNS, true);
                    storeEdge(c, row, rows, column + j, count);
                }
            }
            row += rows;
        }
    }

    private void loadEdge(Matrix<float[]> c, int row, int rows, int column, int count, boolean accumulate) {
        Arrays.fill(edge, 0);
        for (int i = 0; accumulate && i < rows; i++) {
            int from = c.index(row + i, column);
            for (int j = 0; j < count; j++) {
                edge[i * VectorTiles.COLUMNS + j] = c.values[from + j * c.columnStride];
            }
        }
    }

    private void storeEdge(Matrix<float[]> c, int row, int rows, int column, int count) {
        for (int i = 0; i < rows; i++) {
            int to = c.index(row + i, column);
            for (int j = 0; j < count; j++) {
                c.values[to + j * c.columnStride] = edge[i * VectorTiles.COLUMNS + j];
            }
        }
    }

    private void tile(int rows, int terms, int column, float[] c, int at, int stride, boolean accumulate) {
        if (!accumulate) {
            for (int i = 0; i < rows; i++) {
                Arrays.fill(c, at + i * stride, at + i * stride + VectorTiles.COLUMNS, 0);
            }
        }
        VectorTiles.add(rows, terms, left, 0, right, STARTS, 0, column, c, at, stride);
    }
}
