package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Copies matrices of one distance of rows with rows and columns exchanged: as many rows at a time as a vector has lanes, or four where
 * so many lines drive each other out of the first-level cache.
 */
final class VectorTransposition {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    /** Columns that are copied four rows at a time: at least so many, and more if they are written to no more elements than that. */
    private static final int LEAST_COLUMNS = 16;

    private static final int WRITTEN_AT_A_TIME = 1_024;

    /** Elements after which addresses meet in one set of a first-level cache: 4 KB on most processors. */
    private static final int WAY = 1_024;

    private final int rowStride;

    /** Where the elements of a column stand. */
    private final int[] rows = new int[LANES];

    /** Of matrices whose rows start {@code rowStride} apart. */
    VectorTransposition(int rowStride) {
        this.rowStride = rowStride;
        Arrays.setAll(rows, i -> i * rowStride);
    }

    /**
     * Writes the {@code count x columns} matrix at {@code from[start]} as {@code to[at + column·stride + row]}, zeros from {@code count}
     * to {@code filled}.
     */
    void run(float[] from, int start, int count, int columns, float[] to, int at, int stride, int filled) {
        int row = 0;
        for (; row + LANES <= count && rowStride % WAY != 0; row += LANES) {
            vectors(from, start + row * rowStride, columns, to, at + row, stride);
        }
        int most = Math.max(LEAST_COLUMNS, WRITTEN_AT_A_TIME / stride);
        for (int first = 0; first < columns && row < filled; first += most) {
            int block = Math.min(most, columns - first);
            remaining(from, start + first, row, count, block, to, at + first * stride, stride);
            for (int i = count; i < filled; i++) {
                fill(to, at + first * stride + i, stride, block);
            }
        }
    }

    private void vectors(float[] from, int start, int columns, float[] to, int at, int stride) {
        int[] map = rows;
        for (int column = 0; column < columns; column++) {
            FloatVector.fromArray(SPECIES, from, start + column, map, 0).intoArray(to, at + column * stride);
        }
    }

    private void remaining(float[] from, int start, int first, int end, int columns, float[] to, int at, int stride) {
        int row = first;
        for (; row + 4 <= end; row += 4) {
            int source = start + row * rowStride;
            for (int column = 0; column < columns; column++) {
                int target = at + column * stride + row;
                to[target] = from[source + column];
                to[target + 1] = from[source + column + rowStride];
                to[target + 2] = from[source + column + 2 * rowStride];
                to[target + 3] = from[source + column + 3 * rowStride];
            }
        }
        for (; row < end; row++) {
            for (int column = 0; column < columns; column++) {
                to[at + column * stride + row] = from[start + row * rowStride + column];
            }
        }
    }

    private static void fill(float[] to, int at, int stride, int columns) {
        for (int column = 0; column < columns; column++) {
            to[at + column * stride] = 0;
        }
    }
}
