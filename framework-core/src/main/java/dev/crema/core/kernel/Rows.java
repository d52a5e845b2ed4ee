package dev.crema.core.kernel;

/** The right factor of a product, read row by row; it need not exist as a matrix in memory. */
@FunctionalInterface
interface Rows {

    /** Writes columns {@code from .. from + count - 1} of row {@code row} to {@code target}, from {@code at} on. */
    void read(int row, int from, int count, float[] target, int at);

    /** Writes the columns of {@code rows} rows, from {@code row} on, each to an array of its own. */
    default void read(int row, int rows, int from, int count, float[][] targets) {
        for (int i = 0; i < rows; i++) {
            read(row + i, from, count, targets[i], 0);
        }
    }

    /** The rows of a matrix. */
    static Rows of(Matrix<float[]> matrix) {
        return new MatrixRows(matrix);
    }
}
