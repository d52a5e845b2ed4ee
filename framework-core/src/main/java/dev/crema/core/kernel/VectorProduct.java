package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The matrix product with the Vector API: to each element one fused multiply-add per term, in ascending order of the summed index,
 * so that it gives the bits of {@link PlainProduct} for any vector width.
 *
 * <p>A tile of six rows by two vectors of the result stays in registers: twelve independent sums keep two multiply-add units busy,
 * and with two vectors of the right factor and one broadcast they fit sixteen registers.
 */
final class VectorProduct {

    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LANES = SPECIES.length();
    private static final int TILE_COLUMNS = 2 * LANES;
    private static final int TALL = 6;
    private static final int LOW = 4;

    /** Terms in a block: a tile's columns of so many rows fit the first-level cache. */
    private static final int BLOCK_TERMS = 256;

    private static final int BLOCK_COLUMNS = 256;

    /** Distance of rows in a block: one cache line more than the columns, so that a column of tiles spreads over the cache sets. */
    private static final int STRIDE = BLOCK_COLUMNS + 16;

    private static final ThreadLocal<VectorProduct> OF_THREAD = ThreadLocal.withInitial(VectorProduct::new);

    private final float[] right = new float[BLOCK_TERMS * STRIDE];
    private final float[] left = new float[BLOCK_TERMS * TALL];
    private final float[] edge = new float[TALL * TILE_COLUMNS];

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
        int padded = (columns + TILE_COLUMNS - 1) / TILE_COLUMNS * TILE_COLUMNS;
        for (int k = 0; k < terms; k++) {
            b.read(term + k, column, columns, right, k * STRIDE);
            Arrays.fill(right, k * STRIDE + columns, k * STRIDE + padded, 0);
        }
    }

    private void addBlock(
            Matrix<float[]> a, int term, int terms, Matrix<float[]> c, int column, int columns, boolean accumulate) {
        for (int row = 0; row < c.rows; ) {
            int rows = rowsOfNextTile(c.rows - row);
            packLeft(a, row, rows, term, terms);
            for (int j = 0; j < columns; j += TILE_COLUMNS) {
                boolean whole = j + TILE_COLUMNS <= columns && c.columnStride == 1;
                if (whole) {
                    int at = c.index(row, column + j);
                    tile(rows, terms, j, c.values, at, c.rowStride, accumulate);
                } else {
                    int count = Math.min(TILE_COLUMNS, columns - j);
                    loadEdge(c, row, rows, column + j, count, accumulate);
                    tile(rows, terms, j, edge, 0, TILE_COLUMNS, true);
                    storeEdge(c, row, rows, column + j, count);
                }
            }
            row += rows;
        }
    }

    /** Six as long as that leaves something that fours can finish, else four, and single rows at the very end. */
    private static int rowsOfNextTile(int left) {
        if (left >= TALL && left != TALL + 2 && left != TALL + 1) {
            return TALL;
        }
        return left >= LOW ? LOW : 1;
    }

    private void packLeft(Matrix<float[]> a, int row, int rows, int term, int terms) {
        float[] values = a.values;
        for (int i = 0; i < rows; i++) {
            int from = a.index(row + i, term);
            for (int k = 0, to = i; k < terms; k++, from += a.columnStride, to += rows) {
                left[to] = values[from];
            }
        }
    }

    private void loadEdge(Matrix<float[]> c, int row, int rows, int column, int count, boolean accumulate) {
        Arrays.fill(edge, 0);
        for (int i = 0; accumulate && i < rows; i++) {
            int from = c.index(row + i, column);
            for (int j = 0; j < count; j++) {
                edge[i * TILE_COLUMNS + j] = c.values[from + j * c.columnStride];
            }
        }
    }

    private void storeEdge(Matrix<float[]> c, int row, int rows, int column, int count) {
        for (int i = 0; i < rows; i++) {
            int to = c.index(row + i, column);
            for (int j = 0; j < count; j++) {
                c.values[to + j * c.columnStride] = edge[i * TILE_COLUMNS + j];
            }
        }
    }

    private void tile(int rows, int terms, int column, float[] c, int at, int stride, boolean accumulate) {
        if (!accumulate) {
            for (int i = 0; i < rows; i++) {
                Arrays.fill(c, at + i * stride, at + i * stride + TILE_COLUMNS, 0);
            }
        }
        switch (rows) {
            case TALL -> tileOfSix(terms, left, right, column, c, at, stride);
            case LOW -> tileOfFour(terms, left, right, column, c, at, stride);
            default -> tileOfOne(terms, left, right, column, c, at);
        }
    }

    private static void tileOfSix(int terms, float[] a, float[] b, int column, float[] c, int at, int stride) {
        int row1 = at + stride;
        int row2 = row1 + stride;
        int row3 = row2 + stride;
        int row4 = row3 + stride;
        int row5 = row4 + stride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, at + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, row1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, row1 + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, row2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, row2 + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, row3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, row3 + LANES);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, row4);
        FloatVector c41 = FloatVector.fromArray(SPECIES, c, row4 + LANES);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, row5);
        FloatVector c51 = FloatVector.fromArray(SPECIES, c, row5 + LANES);
        for (int k = 0, p = 0, q = column; k < terms; k++, p += TALL, q += STRIDE) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[p + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[p + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + LANES);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + LANES);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + LANES);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + LANES);
        c40.intoArray(c, row4);
        c41.intoArray(c, row4 + LANES);
        c50.intoArray(c, row5);
        c51.intoArray(c, row5 + LANES);
    }

    private static void tileOfFour(int terms, float[] a, float[] b, int column, float[] c, int at, int stride) {
        int row1 = at + stride;
        int row2 = row1 + stride;
        int row3 = row2 + stride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, at + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, row1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, row1 + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, row2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, row2 + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, row3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, row3 + LANES);
        for (int k = 0, p = 0, q = column; k < terms; k++, p += LOW, q += STRIDE) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + LANES);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + LANES);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + LANES);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + LANES);
    }

    private static void tileOfOne(int terms, float[] a, float[] b, int column, float[] c, int at) {
        FloatVector c0 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c1 = FloatVector.fromArray(SPECIES, c, at + LANES);
        for (int k = 0, q = column; k < terms; k++, q += STRIDE) {
            FloatVector broadcast = FloatVector.broadcast(SPECIES, a[k]);
            c0 = broadcast.fma(FloatVector.fromArray(SPECIES, b, q), c0);
            c1 = broadcast.fma(FloatVector.fromArray(SPECIES, b, q + LANES), c1);
        }
        c0.intoArray(c, at);
        c1.intoArray(c, at + LANES);
    }
}
