package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of eight rows by one vector for three column taps at a time. The left factors of the taps stand one behind the other, so a term takes 24
 * factors and one vector for as many multiply-adds; tap by tap it would take the vector, and all that a step of a loop takes, three times.
 */
final class VectorTapTiles {

    /** Column taps of a tile. */
    static final int TAPS = 3;

    /** Rows of a tile. */
    static final int ROWS = 8;

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    private VectorTapTiles() {}

    /**
     * Adds the terms to the sums, those of row {@code i} and tap {@code s} at {@code sums[at + i·rowStep + s·tapStep]}.
     *
     * @param a the left factors, {@code ROWS} of a term side by side, with a gap after each {@code termsOfLine}
     * @param b the right factors, a vector for each term
     */
    static void add(
            int terms,
            float[] a,
            int aAt,
            int termsOfLine,
            int lineGap,
            float[] b,
            int bAt,
            float[] sums,
            int at,
            int rowStep,
            int tapStep) {
        int second = at + tapStep;
        int third = second + tapStep;
        FloatVector f0 = FloatVector.fromArray(SPECIES, sums, at);
        FloatVector f1 = FloatVector.fromArray(SPECIES, sums, at + rowStep);
        FloatVector f2 = FloatVector.fromArray(SPECIES, sums, at + 2 * rowStep);
        FloatVector f3 = FloatVector.fromArray(SPECIES, sums, at + 3 * rowStep);
        FloatVector f4 = FloatVector.fromArray(SPECIES, sums, at + 4 * rowStep);
        FloatVector f5 = FloatVector.fromArray(SPECIES, sums, at + 5 * rowStep);
        FloatVector f6 = FloatVector.fromArray(SPECIES, sums, at + 6 * rowStep);
        FloatVector f7 = FloatVector.fromArray(SPECIES, sums, at + 7 * rowStep);
        FloatVector g0 = FloatVector.fromArray(SPECIES, sums, second);
        FloatVector g1 = FloatVector.fromArray(SPECIES, sums, second + rowStep);
        FloatVector g2 = FloatVector.fromArray(SPECIES, sums, second + 2 * rowStep);
        FloatVector g3 = FloatVector.fromArray(SPECIES, sums, second + 3 * rowStep);
        FloatVector g4 = FloatVector.fromArray(SPECIES, sums, second + 4 * rowStep);
        FloatVector g5 = FloatVector.fromArray(SPECIES, sums, second + 5 * rowStep);
        FloatVector g6 = FloatVector.fromArray(SPECIES, sums, second + 6 * rowStep);
        FloatVector g7 = FloatVector.fromArray(SPECIES, sums, second + 7 * rowStep);
        FloatVector h0 = FloatVector.fromArray(SPECIES, sums, third);
        FloatVector h1 = FloatVector.fromArray(SPECIES, sums, third + rowStep);
        FloatVector h2 = FloatVector.fromArray(SPECIES, sums, third + 2 * rowStep);
        FloatVector h3 = FloatVector.fromArray(SPECIES, sums, third + 3 * rowStep);
        FloatVector h4 = FloatVector.fromArray(SPECIES, sums, third + 4 * rowStep);
        FloatVector h5 = FloatVector.fromArray(SPECIES, sums, third + 5 * rowStep);
        FloatVector h6 = FloatVector.fromArray(SPECIES, sums, third + 6 * rowStep);
        FloatVector h7 = FloatVector.fromArray(SPECIES, sums, third + 7 * rowStep);
        int end = bAt + terms * LANES;
        int p = aAt;
        int toBreak = termsOfLine;
        for (int q = bAt; q < end; q += LANES) {
            FloatVector right = FloatVector.fromArray(SPECIES, b, q);
            f0 = FloatVector.broadcast(SPECIES, a[p]).fma(right, f0);
            f1 = FloatVector.broadcast(SPECIES, a[p + 1]).fma(right, f1);
            f2 = FloatVector.broadcast(SPECIES, a[p + 2]).fma(right, f2);
            f3 = FloatVector.broadcast(SPECIES, a[p + 3]).fma(right, f3);
            f4 = FloatVector.broadcast(SPECIES, a[p + 4]).fma(right, f4);
            f5 = FloatVector.broadcast(SPECIES, a[p + 5]).fma(right, f5);
            f6 = FloatVector.broadcast(SPECIES, a[p + 6]).fma(right, f6);
            f7 = FloatVector.broadcast(SPECIES, a[p + 7]).fma(right, f7);
            g0 = FloatVector.broadcast(SPECIES, a[p + 8]).fma(right, g0);
            g1 = FloatVector.broadcast(SPECIES, a[p + 9]).fma(right, g1);
            g2 = FloatVector.broadcast(SPECIES, a[p + 10]).fma(right, g2);
            g3 = FloatVector.broadcast(SPECIES, a[p + 11]).fma(right, g3);
            g4 = FloatVector.broadcast(SPECIES, a[p + 12]).fma(right, g4);
            g5 = FloatVector.broadcast(SPECIES, a[p + 13]).fma(right, g5);
            g6 = FloatVector.broadcast(SPECIES, a[p + 14]).fma(right, g6);
            g7 = FloatVector.broadcast(SPECIES, a[p + 15]).fma(right, g7);
            h0 = FloatVector.broadcast(SPECIES, a[p + 16]).fma(right, h0);
            h1 = FloatVector.broadcast(SPECIES, a[p + 17]).fma(right, h1);
            h2 = FloatVector.broadcast(SPECIES, a[p + 18]).fma(right, h2);
            h3 = FloatVector.broadcast(SPECIES, a[p + 19]).fma(right, h3);
            h4 = FloatVector.broadcast(SPECIES, a[p + 20]).fma(right, h4);
            h5 = FloatVector.broadcast(SPECIES, a[p + 21]).fma(right, h5);
            h6 = FloatVector.broadcast(SPECIES, a[p + 22]).fma(right, h6);
            h7 = FloatVector.broadcast(SPECIES, a[p + 23]).fma(right, h7);
            p += ROWS;
            if (--toBreak == 0) {
                toBreak = termsOfLine;
                p += lineGap;
            }
        }
        f0.intoArray(sums, at);
        f1.intoArray(sums, at + rowStep);
        f2.intoArray(sums, at + 2 * rowStep);
        f3.intoArray(sums, at + 3 * rowStep);
        f4.intoArray(sums, at + 4 * rowStep);
        f5.intoArray(sums, at + 5 * rowStep);
        f6.intoArray(sums, at + 6 * rowStep);
        f7.intoArray(sums, at + 7 * rowStep);
        g0.intoArray(sums, second);
        g1.intoArray(sums, second + rowStep);
        g2.intoArray(sums, second + 2 * rowStep);
        g3.intoArray(sums, second + 3 * rowStep);
        g4.intoArray(sums, second + 4 * rowStep);
        g5.intoArray(sums, second + 5 * rowStep);
        g6.intoArray(sums, second + 6 * rowStep);
        g7.intoArray(sums, second + 7 * rowStep);
        h0.intoArray(sums, third);
        h1.intoArray(sums, third + rowStep);
        h2.intoArray(sums, third + 2 * rowStep);
        h3.intoArray(sums, third + 3 * rowStep);
        h4.intoArray(sums, third + 4 * rowStep);
        h5.intoArray(sums, third + 5 * rowStep);
        h6.intoArray(sums, third + 6 * rowStep);
        h7.intoArray(sums, third + 7 * rowStep);
    }
}
