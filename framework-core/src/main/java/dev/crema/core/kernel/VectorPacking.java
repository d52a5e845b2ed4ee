package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Rows of a matrix, packed in tiles as {@link VectorTiles} reads a left factor: in each tile the elements of a term stand side by side. */
final class VectorPacking {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    /** Whether a vector holds a tile; 128 bits do not, and processors that have no more rarely gather. */
    static final boolean FITS = VectorTiles.TALL <= LANES;

    /** Where each row starts, and the last one again in place of those that tiles and vectors read beyond it. */
    private int[] rowStarts = {};

    private boolean sideBySide;

    /** From now on of rows that start {@code rowStep} apart; the memory serves again. */
    VectorPacking of(int rows, int rowStep) {
        int size = rows + Math.max(LANES, VectorTiles.TALL);
        if (rowStarts.length < size) {
            rowStarts = new int[size];
        }
        for (int i = 0; i < size; i++) {
            rowStarts[i] = Math.min(i, rows - 1) * rowStep;
        }
        sideBySide = rowStep == 1;
        return this;
    }

    /** Where the rows start, in stretches of a vector from any of them on. */
    int[] rowStarts() {
        return rowStarts;
    }

    /**
     * Of a tile's {@code terms}, those whose vectors end before the tile does: each writes what the next one overwrites, and other
     * threads may be writing the next tile.
     */
    static int termsOfVectors(int tall, int terms) {
        return FITS ? Math.max(0, terms - (LANES - 1) / tall) : 0;
    }

    /**
     * Writes a tile from {@code to[at]} on: element {@code (i, k)} stands at {@code from[start + termSteps[k]]}, row {@code row + i}
     * further. What it holds beyond the last row has no meaning.
     *
     * @param termSteps ascending, if rows stand side by side
     */
    void tile(float[] from, int start, int row, int tall, int[] termSteps, int terms, float[] to, int at) {
        int end = 0;
        if (sideBySide) {
            end = termsOfVectors(tall, terms);
            while (end > 0 && start + row + termSteps[end - 1] + LANES > from.length) {
                end--;
            }
            copied(from, start + row, termSteps, end, to, at, tall);
        }
        oneByOne(from, start, row, termSteps, end, terms, to, at, tall);
    }

    private static void copied(float[] from, int start, int[] termSteps, int end, float[] to, int at, int tall) {
        for (int k = 0; k < end; k++) {
            FloatVector.fromArray(SPECIES, from, start + termSteps[k]).intoArray(to, at + k * tall);
        }
    }

    /** Eight rows at a time, then four, and what remains of six. */
    private void oneByOne(
            float[] from, int start, int row, int[] termSteps, int first, int end, float[] to, int at, int tall) {
        int i = 0;
        for (; i + 8 <= tall; i += 8) {
            int row0 = start + rowStarts[row + i];
            int row1 = start + rowStarts[row + i + 1];
            int row2 = start + rowStarts[row + i + 2];
            int row3 = start + rowStarts[row + i + 3];
            int row4 = start + rowStarts[row + i + 4];
            int row5 = start + rowStarts[row + i + 5];
            int row6 = start + rowStarts[row + i + 6];
            int row7 = start + rowStarts[row + i + 7];
            for (int k = first; k < end; k++) {
                int step = termSteps[k];
                int target = at + k * tall + i;
                to[target] = from[row0 + step];
                to[target + 1] = from[row1 + step];
                to[target + 2] = from[row2 + step];
                to[target + 3] = from[row3 + step];
                to[target + 4] = from[row4 + step];
                to[target + 5] = from[row5 + step];
                to[target + 6] = from[row6 + step];
                to[target + 7] = from[row7 + step];
            }
        }
        for (; i + 4 <= tall; i += 4) {
            int row0 = start + rowStarts[row + i];
            int row1 = start + rowStarts[row + i + 1];
            int row2 = start + rowStarts[row + i + 2];
            int row3 = start + rowStarts[row + i + 3];
            for (int k = first; k < end; k++) {
                int step = termSteps[k];
                int target = at + k * tall + i;
                to[target] = from[row0 + step];
                to[target + 1] = from[row1 + step];
                to[target + 2] = from[row2 + step];
                to[target + 3] = from[row3 + step];
            }
        }
        for (; i < tall; i++) {
            int only = start + rowStarts[row + i];
            for (int k = first; k < end; k++) {
                to[at + k * tall + i] = from[only + termSteps[k]];
            }
        }
    }
}
