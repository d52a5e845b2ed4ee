package dev.crema.core.kernel;

/** The right factor of a product, read row by row; it need not exist as a matrix in memory. */
@FunctionalInterface
interface Rows {

    /** Writes columns {@code from .. from + count - 1} of row {@code row} to the start of {@code target}. */
    void read(int row, int from, int count, float[] target);

    /** The rows of a matrix. */
    static Rows of(Matrix<float[]> matrix) {
        if (matrix.columnStride == 1) {
            return (row, from, count, target) ->
                    System.arraycopy(matrix.values, matrix.index(row, from), target, 0, count);
        }
        return (row, from, count, target) -> {
            int start = matrix.index(row, from);
            for (int j = 0; j < count; j++) {
                target[j] = matrix.values[start + j * matrix.columnStride];
            }
        };
    }
}
