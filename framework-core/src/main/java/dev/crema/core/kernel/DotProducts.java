package dev.crema.core.kernel;

/**
 * The product of few rows with a matrix whose columns each stand in one stretch of memory, as the weights of a linear layer do for one
 * image: every element of the matrix is used so seldom that to lay it out for a tile would cost more than the product.
 *
 * <p>Eight sums at a time hide the latency of a multiply-add; each takes its terms in ascending order, so the bits are those of
 * {@link PlainProduct}.
 */
final class DotProducts {

    private static final int MOST_ROWS = 2;

    /** Columns of a piece of work. */
    private static final int PIECE_COLUMNS = 32;

    private DotProducts() {}

    static boolean fits(Matrix<float[]> a, Matrix<float[]> b) {
        return a.rows <= MOST_ROWS && b.rowStride == 1 && b.rows > 1;
    }

    /** {@code c = a·b}, or {@code c = c + a·b} if {@code accumulate}. */
    static void run(Matrix<float[]> a, Matrix<float[]> b, Matrix<float[]> c, boolean accumulate, boolean shared) {
        int stretch = shared ? PIECE_COLUMNS : Math.max(1, c.columns);
        Workers.runStretches(c.columns, stretch, (from, to) -> {
            for (int row = 0; row < c.rows; row++) {
                int column = from;
                for (; column + 8 <= to; column += 8) {
                    eight(a, row, b, column, c, accumulate);
                }
                for (; column < to; column++) {
                    one(a, row, b, column, c, accumulate);
                }
            }
        });
    }

    private static void eight(
            Matrix<float[]> a, int row, Matrix<float[]> b, int column, Matrix<float[]> c, boolean accumulate) {
        float[] left = a.values;
        float[] right = b.values;
        int at = a.index(row, 0);
        int b0 = b.index(0, column);
        int b1 = b0 + b.columnStride;
        int b2 = b1 + b.columnStride;
        int b3 = b2 + b.columnStride;
        int b4 = b3 + b.columnStride;
        int b5 = b4 + b.columnStride;
        int b6 = b5 + b.columnStride;
        int b7 = b6 + b.columnStride;
        float[] to = c.values;
        int target = c.index(row, column);
        int step = c.columnStride;
        float c0 = accumulate ? to[target] : 0;
        float c1 = accumulate ? to[target + step] : 0;
        float c2 = accumulate ? to[target + 2 * step] : 0;
        float c3 = accumulate ? to[target + 3 * step] : 0;
        float c4 = accumulate ? to[target + 4 * step] : 0;
        float c5 = accumulate ? to[target + 5 * step] : 0;
        float c6 = accumulate ? to[target + 6 * step] : 0;
        float c7 = accumulate ? to[target + 7 * step] : 0;
        for (int k = 0; k < a.columns; k++) {
            float x = left[at + k * a.columnStride];
            c0 = Math.fma(x, right[b0 + k], c0);
            c1 = Math.fma(x, right[b1 + k], c1);
            c2 = Math.fma(x, right[b2 + k], c2);
            c3 = Math.fma(x, right[b3 + k], c3);
            c4 = Math.fma(x, right[b4 + k], c4);
            c5 = Math.fma(x, right[b5 + k], c5);
            c6 = Math.fma(x, right[b6 + k], c6);
            c7 = Math.fma(x, right[b7 + k], c7);
        }
        to[target] = c0;
        to[target + step] = c1;
        to[target + 2 * step] = c2;
        to[target + 3 * step] = c3;
        to[target + 4 * step] = c4;
        to[target + 5 * step] = c5;
        to[target + 6 * step] = c6;
        to[target + 7 * step] = c7;
    }

    private static void one(
            Matrix<float[]> a, int row, Matrix<float[]> b, int column, Matrix<float[]> c, boolean accumulate) {
        int to = c.index(row, column);
        int at = a.index(row, 0);
        int from = b.index(0, column);
        float sum = accumulate ? c.values[to] : 0;
        for (int k = 0; k < a.columns; k++) {
            sum = Math.fma(a.values[at + k * a.columnStride], b.values[from + k], sum);
        }
        c.values[to] = sum;
    }
}
