package dev.crema.core.kernel;

/** The rows of a matrix in memory. */
record MatrixRows(Matrix<float[]> matrix) implements Rows {

    private static final int TOGETHER = 8;

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

    /** Of a transposed matrix several rows at a time, whose elements are neighbours. */
    @Override
    public void read(int row, int rows, int from, int count, float[][] targets) {
        int i = 0;
        if (matrix.rowStride == 1 && matrix.columnStride != 1) {
            for (; i + TOGETHER <= rows; i += TOGETHER) {
                readTogether(matrix.index(row + i, from), count, targets, i);
            }
        }
        for (; i < rows; i++) {
            read(row + i, from, count, targets[i], 0);
        }
    }

    private void readTogether(int start, int count, float[][] targets, int first) {
        float[] values = matrix.values;
        float[] to0 = targets[first];
        float[] to1 = targets[first + 1];
        float[] to2 = targets[first + 2];
        float[] to3 = targets[first + 3];
        float[] to4 = targets[first + 4];
        float[] to5 = targets[first + 5];
        float[] to6 = targets[first + 6];
        float[] to7 = targets[first + 7];
        for (int j = 0; j < count; j++) {
            int at = start + j * matrix.columnStride;
            to0[j] = values[at];
            to1[j] = values[at + 1];
            to2[j] = values[at + 2];
            to3[j] = values[at + 3];
            to4[j] = values[at + 4];
            to5[j] = values[at + 5];
            to6[j] = values[at + 6];
            to7[j] = values[at + 7];
        }
    }
}
