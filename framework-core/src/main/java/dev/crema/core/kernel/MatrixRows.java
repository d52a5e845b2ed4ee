package dev.crema.core.kernel;

/** The rows of a matrix in memory. */
record MatrixRows(Matrix<float[]> matrix) implements Rows {

    @Override
    public void read(int row, int from, int count, float[] target, int at) {
        int start = matrix.index(row, from);
        if (matrix.columnStride == 1) {
            System.arraycopy(matrix.values, start, target, at, count);
            return;
        }
        for (int j = 0; j < count; j++) {
            target[at + j] = matrix.values[start + j * matrix.columnStride];
        }
    }
}
