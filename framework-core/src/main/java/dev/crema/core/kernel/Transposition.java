package dev.crema.core.kernel;

/** Copies a matrix with rows and columns exchanged. */
final class Transposition {

    /** Columns that are copied for all rows at a time: the lines they are written to stay in the first-level cache. */
    private static final int BLOCK = 16;

    private Transposition() {}

    /**
     * The {@code rows x columns} matrix at {@code from[start]} as {@code to[at + column·stride + row]}, zeros from {@code rows} to
     * {@code stride}.
     */
    static void run(float[] from, int start, int rows, int columns, float[] to, int at, int stride) {
        run(from, start, rows, columns, columns, to, at, stride);
    }

    /** The same for rows that start {@code rowStride} apart. */
    static void run(float[] from, int start, int rows, int rowStride, int columns, float[] to, int at, int stride) {
        for (int first = 0; first < columns; first += BLOCK) {
            int end = Math.min(columns, first + BLOCK);
            int row = 0;
            for (; row + 4 <= rows; row += 4) {
                int source = start + row * rowStride;
                for (int column = first; column < end; column++) {
                    int target = at + column * stride + row;
                    to[target] = from[source + column];
                    to[target + 1] = from[source + column + rowStride];
                    to[target + 2] = from[source + column + 2 * rowStride];
                    to[target + 3] = from[source + column + 3 * rowStride];
                }
            }
            for (; row < rows; row++) {
                for (int column = first; column < end; column++) {
                    to[at + column * stride + row] = from[start + row * rowStride + column];
                }
            }
            for (; row < stride; row++) {
                for (int column = first; column < end; column++) {
                    to[at + column * stride + row] = 0;
                }
            }
        }
    }
}
