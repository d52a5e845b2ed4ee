package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The matrix product in plain Java: {@code c[i, j]} takes one fused multiply-add per term, in ascending order of the summed
 * index.
 *
 * <p>C2 turns the loop over {@code j} into vector instructions when it runs over separate arrays with one index, so a block of
 * the right factor is first copied into an array per row. Four terms at a time keep the traffic on {@code c} low.
 */
final class PlainProduct {

    /** Rows of the right factor in a block. */
    private static final int BLOCK_ROWS = 64;

    /** Columns in a block: with {@link #BLOCK_ROWS} it fits the second-level cache and mostly the first. */
    private static final int BLOCK_COLUMNS = 256;

    private static final ThreadLocal<Block> BLOCK = ThreadLocal.withInitial(Block::new);

    private PlainProduct() {}

    /** {@code c = a·b}, or {@code c += a·b} if {@code accumulate}, on the calling thread. */
    static void multiply(Matrix<float[]> a, Rows b, Matrix<float[]> c, boolean accumulate) {
        if (a.columns == 0 && !accumulate) {
            clear(c);
            return;
        }
        Block block = BLOCK.get();
        for (int column = 0; column < c.columns; column += BLOCK_COLUMNS) {
            int columns = Math.min(BLOCK_COLUMNS, c.columns - column);
            for (int term = 0; term < a.columns; term += BLOCK_ROWS) {
                int terms = Math.min(BLOCK_ROWS, a.columns - term);
                for (int k = 0; k < terms; k++) {
                    b.read(term + k, column, columns, block.rows[k], 0);
                }
                for (int i = 0; i < c.rows; i++) {
                    block.load(c, i, column, columns, accumulate || term > 0);
                    block.addTerms(a, i, term, terms, columns);
                    block.store(c, i, column, columns);
                }
            }
        }
    }

    private static void clear(Matrix<float[]> c) {
        for (int i = 0; i < c.rows; i++) {
            for (int j = 0; j < c.columns; j++) {
                c.values[c.index(i, j)] = 0;
            }
        }
    }

    /** A block of the right factor, and the stretch of a result row that is being computed. */
    private static final class Block {

        final float[][] rows = new float[BLOCK_ROWS][BLOCK_COLUMNS];
        final float[] result = new float[BLOCK_COLUMNS];

        void load(Matrix<float[]> c, int row, int column, int count, boolean accumulate) {
            int start = c.index(row, column);
            if (!accumulate) {
                Arrays.fill(result, 0, count, 0);
            } else if (c.columnStride == 1) {
                System.arraycopy(c.values, start, result, 0, count);
            } else {
                for (int j = 0; j < count; j++) {
                    result[j] = c.values[start + j * c.columnStride];
                }
            }
        }

        void store(Matrix<float[]> c, int row, int column, int count) {
            int start = c.index(row, column);
            if (c.columnStride == 1) {
                System.arraycopy(result, 0, c.values, start, count);
            } else {
                for (int j = 0; j < count; j++) {
                    c.values[start + j * c.columnStride] = result[j];
                }
            }
        }

        void addTerms(Matrix<float[]> a, int row, int firstTerm, int terms, int count) {
            float[] factors = a.values;
            int at = a.index(row, firstTerm);
            int step = a.columnStride;
            int k = 0;
            for (; k + 4 <= terms; k += 4, at += 4 * step) {
                addFour(
                        count,
                        result,
                        factors[at],
                        rows[k],
                        factors[at + step],
                        rows[k + 1],
                        factors[at + 2 * step],
                        rows[k + 2],
                        factors[at + 3 * step],
                        rows[k + 3]);
            }
            for (; k < terms; k++, at += step) {
                addOne(count, result, factors[at], rows[k]);
            }
        }
    }

    private static void addFour(
            int count,
            float[] c,
            float a0,
            float[] b0,
            float a1,
            float[] b1,
            float a2,
            float[] b2,
            float a3,
            float[] b3) {
        for (int j = 0; j < count; j++) {
            c[j] = Math.fma(a3, b3[j], Math.fma(a2, b2[j], Math.fma(a1, b1[j], Math.fma(a0, b0[j], c[j]))));
        }
    }

    private static void addOne(int count, float[] c, float a, float[] b) {
        for (int j = 0; j < count; j++) {
            c[j] = Math.fma(a, b[j], c[j]);
        }
    }
}
