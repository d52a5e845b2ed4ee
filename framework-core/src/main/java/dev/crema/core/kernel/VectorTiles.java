package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of a product that stay in registers: a few rows by two vectors of the result, to each of which one fused multiply-add per
 * term is added, in ascending order.
 *
 * <p>Six rows make twelve independent sums, which keep two multiply-add units busy; with two vectors of the right factor and one
 * broadcast they fit sixteen registers. The left factor is packed: the rows of a tile side by side, term after term. Row {@code k} of
 * the right factor lies at {@code starts[k]}, wherever that is.
 */
final class VectorTiles {

    static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    static final int LANES = SPECIES.length();

    /** Columns of a tile. */
    static final int COLUMNS = 2 * LANES;

    /** Rows of the tallest tile. */
    static final int TALL = 6;

    private static final int LOW = 4;

    private VectorTiles() {}

    /** Rows of the next tile where {@code left} remain: six if fours can finish the rest, else four, and single rows at last. */
    static int rowsOfNext(int left) {
        if (left >= TALL && left != TALL + 2 && left != TALL + 1) {
            return TALL;
        }
        return left >= LOW ? LOW : 1;
    }

    /** Rows {@code row .. row + rows - 1} of {@code a}, terms {@code term .. term + terms - 1}, packed for a tile. */
    static void pack(Matrix<float[]> a, int row, int rows, int term, int terms, float[] packed, int at) {
        float[] values = a.values;
        for (int i = 0; i < rows; i++) {
            int from = a.index(row + i, term);
            for (int k = 0, to = at + i; k < terms; k++, from += a.columnStride, to += rows) {
                packed[to] = values[from];
            }
        }
    }

    /** Adds {@code terms} terms, from number {@code from} on, to the tile of {@code rows} rows at {@code c[at]}. */
    static void add(
            int rows,
            int terms,
            float[] packed,
            int first,
            float[] b,
            int[] starts,
            int from,
            int column,
            float[] c,
            int at,
            int stride) {
        switch (rows) {
            case TALL -> six(terms, packed, first, b, starts, from, column, c, at, stride);
            case LOW -> four(terms, packed, first, b, starts, from, column, c, at, stride);
            default -> one(terms, packed, first, b, starts, from, column, c, at);
        }
    }

    private static void six(
            int terms,
            float[] a,
            int first,
            float[] b,
            int[] starts,
            int from,
            int column,
            float[] c,
            int at,
            int stride) {
        int row1 = at + stride;
        int row2 = row1 + stride;
        int row3 = row2 + stride;
        int row4 = row3 + stride;
        int row5 = row4 + stride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, at + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, row1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, row1 + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, row2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, row2 + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, row3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, row3 + LANES);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, row4);
        FloatVector c41 = FloatVector.fromArray(SPECIES, c, row4 + LANES);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, row5);
        FloatVector c51 = FloatVector.fromArray(SPECIES, c, row5 + LANES);
        for (int k = 0, p = first; k < terms; k++, p += TALL) {
            int q = starts[from + k] + column;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[p + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[p + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + LANES);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + LANES);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + LANES);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + LANES);
        c40.intoArray(c, row4);
        c41.intoArray(c, row4 + LANES);
        c50.intoArray(c, row5);
        c51.intoArray(c, row5 + LANES);
    }

    private static void four(
            int terms,
            float[] a,
            int first,
            float[] b,
            int[] starts,
            int from,
            int column,
            float[] c,
            int at,
            int stride) {
        int row1 = at + stride;
        int row2 = row1 + stride;
        int row3 = row2 + stride;
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, at + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, row1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, row1 + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, row2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, row2 + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, row3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, row3 + LANES);
        for (int k = 0, p = first; k < terms; k++, p += LOW) {
            int q = starts[from + k] + column;
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + LANES);
        c10.intoArray(c, row1);
        c11.intoArray(c, row1 + LANES);
        c20.intoArray(c, row2);
        c21.intoArray(c, row2 + LANES);
        c30.intoArray(c, row3);
        c31.intoArray(c, row3 + LANES);
    }

    private static void one(
            int terms, float[] a, int first, float[] b, int[] starts, int from, int column, float[] c, int at) {
        FloatVector c0 = FloatVector.fromArray(SPECIES, c, at);
        FloatVector c1 = FloatVector.fromArray(SPECIES, c, at + LANES);
        for (int k = 0; k < terms; k++) {
            int q = starts[from + k] + column;
            FloatVector broadcast = FloatVector.broadcast(SPECIES, a[first + k]);
            c0 = broadcast.fma(FloatVector.fromArray(SPECIES, b, q), c0);
            c1 = broadcast.fma(FloatVector.fromArray(SPECIES, b, q + LANES), c1);
        }
        c0.intoArray(c, at);
        c1.intoArray(c, at + LANES);
    }
}
