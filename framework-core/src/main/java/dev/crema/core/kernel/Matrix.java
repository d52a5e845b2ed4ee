package dev.crema.core.kernel;

/**
 * A matrix laid over an array: element {@code (i, j)} stands at {@code offset + i·rowStride + j·columnStride}.
 *
 * @param <A> the primitive array type
 */
public final class Matrix<A> {

    final A values;
    final int offset;
    final int rows;
    final int columns;
    final int rowStride;
    final int columnStride;

    private Matrix(A values, int offset, int rows, int columns, int rowStride, int columnStride) {
        this.values = values;
        this.offset = offset;
        this.rows = rows;
        this.columns = columns;
        this.rowStride = rowStride;
        this.columnStride = columnStride;
    }

    /** The {@code rows·columns} values from {@code offset} on, row by row. */
    public static <A> Matrix<A> rowMajor(A values, int offset, int rows, int columns) {
        return new Matrix<>(values, offset, rows, columns, columns, 1);
    }

    /** The same elements with rows and columns exchanged. */
    public Matrix<A> transposed() {
        return new Matrix<>(values, offset, columns, rows, columnStride, rowStride);
    }

    Matrix<A> block(int row, int column, int blockRows, int blockColumns) {
        int start = offset + row * rowStride + column * columnStride;
        return new Matrix<>(values, start, blockRows, blockColumns, rowStride, columnStride);
    }

    int index(int row, int column) {
        return offset + row * rowStride + column * columnStride;
    }
}
