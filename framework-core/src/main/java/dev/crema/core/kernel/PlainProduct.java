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

    /** Columns of the result that are computed at a time: the more, the less C2's loops do before and after their vectors. */
    private static final int BLOCK_COLUMNS = 512;

    /** Rows of the right factor in a block, which with {@link #BLOCK_COLUMNS} stays in the first-level cache. */
    private static final int BLOCK_TERMS = 16;

    /** Rows of the result that are computed at a time, and stay in the second-level cache. */
    private static final int BLOCK_ROWS = 32;

    private static final ThreadLocal<Block> BLOCK = ThreadLocal.withInitial(Block::new);

    private PlainProduct() {}

    /** {@code c = a·b}, or {@code c += a·b} if {@code accumulate}, on the calling thread. */
    static void multiply(Matrix<float[]> a, Rows b, Matrix<float[]> c, boolean accumulate) {
        if (a.columns == 0 && !accumulate) {
            clear(c);
            return;
        }
        Block block = BLOCK.get();
        int blocks = (c.columns + BLOCK_COLUMNS - 1) / BLOCK_COLUMNS;
        for (int i = 0; i < blocks; i++) {
            int column = (int) ((long) i * c.columns / blocks);
            int end = (int) ((i + 1L) * c.columns / blocks);
            for (int row = 0; row < c.rows; row += BLOCK_ROWS) {
                int rows = Math.min(BLOCK_ROWS, c.rows - row);
                block.load(c, row, rows, column, end - column, accumulate);
                block.addProducts(a, row, rows, b, column, end - column);
                block.store(c, row, rows, column, end - column);
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

    /** Some rows of the right factor and of the result, each in an array of its own. */
    private static final class Block {

        private final float[][] terms = new float[BLOCK_TERMS][BLOCK_COLUMNS];
        private final float[][] results = new float[BLOCK_ROWS][BLOCK_COLUMNS];

        void load(Matrix<float[]> c, int row, int rows, int column, int count, boolean accumulate) {
            for (int i = 0; i < rows; i++) {
                float[] result = results[i];
                int start = c.index(row + i, column);
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
        }

        void store(Matrix<float[]> c, int row, int rows, int column, int count) {
            for (int i = 0; i < rows; i++) {
                float[] result = results[i];
                int start = c.index(row + i, column);
                if (c.columnStride == 1) {
                    System.arraycopy(result, 0, c.values, start, count);
                } else {
                    for (int j = 0; j < count; j++) {
                        c.values[start + j * c.columnStride] = result[j];
                    }
                }
            }
        }

        void addProducts(Matrix<float[]> a, int row, int rows, Rows b, int column, int count) {
            for (int term = 0; term < a.columns; term += BLOCK_TERMS) {
                int some = Math.min(BLOCK_TERMS, a.columns - term);
                b.read(term, some, column, count, terms);
                for (int i = 0; i < rows; i++) {
                    addTerms(a, row + i, term, some, count, results[i]);
                }
            }
        }

        private void addTerms(Matrix<float[]> a, int row, int firstTerm, int count, int columns, float[] result) {
            float[] factors = a.values;
            int at = a.index(row, firstTerm);
            int step = a.columnStride;
            int k = 0;
            for (; k + 4 <= count; k += 4, at += 4 * step) {
                addFour(
                        columns,
                        result,
                        factors[at],
                        terms[k],
                        factors[at + step],
                        terms[k + 1],
                        factors[at + 2 * step],
                        terms[k + 2],
                        factors[at + 3 * step],
                        terms[k + 3]);
            }
            for (; k < count; k++, at += step) {
                addOne(columns, result, factors[at], terms[k]);
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
