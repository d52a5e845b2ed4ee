package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of eight rows by one vector for three column taps at a time. The left factors of the taps stand one behind the other, so a term takes 24
 * factors and one vector for as many multiply-adds; tap by tap it would take the vector, and all that a step of a loop takes, three times.
 *
 * <p>Sums go in and out row by row, and a multiply-add is called by the operator because {@code fma} calls that one: C2 inlines no more at once
 * (ADR 0023).
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
        FloatVector start = FloatVector.broadcast(SPECIES, 0f);
        FloatVector f0 = start;
        FloatVector f1 = start;
        FloatVector f2 = start;
        FloatVector f3 = start;
        FloatVector f4 = start;
        FloatVector f5 = start;
        FloatVector f6 = start;
        FloatVector f7 = start;
        FloatVector g0 = start;
        FloatVector g1 = start;
        FloatVector g2 = start;
        FloatVector g3 = start;
        FloatVector g4 = start;
        FloatVector g5 = start;
        FloatVector g6 = start;
        FloatVector g7 = start;
        FloatVector h0 = start;
        FloatVector h1 = start;
        FloatVector h2 = start;
        FloatVector h3 = start;
        FloatVector h4 = start;
        FloatVector h5 = start;
        FloatVector h6 = start;
        FloatVector h7 = start;
        for (int i = 0; i < ROWS; i++) {
            int row = at + i * rowStep;
            f0 = f1;
            f1 = f2;
            f2 = f3;
            f3 = f4;
            f4 = f5;
            f5 = f6;
            f6 = f7;
            g0 = g1;
            g1 = g2;
            g2 = g3;
            g3 = g4;
            g4 = g5;
            g5 = g6;
            g6 = g7;
            h0 = h1;
            h1 = h2;
            h2 = h3;
            h3 = h4;
            h4 = h5;
            h5 = h6;
            h6 = h7;
            f7 = FloatVector.fromArray(SPECIES, sums, row);
            g7 = FloatVector.fromArray(SPECIES, sums, row + tapStep);
            h7 = FloatVector.fromArray(SPECIES, sums, row + 2 * tapStep);
        }
        int end = bAt + terms * LANES;
        int p = aAt;
        int toBreak = termsOfLine;
        for (int q = bAt; q < end; q += LANES) {
            FloatVector right = FloatVector.fromArray(SPECIES, b, q);
            f0 = FloatVector.broadcast(SPECIES, a[p]).lanewise(VectorOperators.FMA, right, f0);
            f1 = FloatVector.broadcast(SPECIES, a[p + 1]).lanewise(VectorOperators.FMA, right, f1);
            f2 = FloatVector.broadcast(SPECIES, a[p + 2]).lanewise(VectorOperators.FMA, right, f2);
            f3 = FloatVector.broadcast(SPECIES, a[p + 3]).lanewise(VectorOperators.FMA, right, f3);
            f4 = FloatVector.broadcast(SPECIES, a[p + 4]).lanewise(VectorOperators.FMA, right, f4);
            f5 = FloatVector.broadcast(SPECIES, a[p + 5]).lanewise(VectorOperators.FMA, right, f5);
            f6 = FloatVector.broadcast(SPECIES, a[p + 6]).lanewise(VectorOperators.FMA, right, f6);
            f7 = FloatVector.broadcast(SPECIES, a[p + 7]).lanewise(VectorOperators.FMA, right, f7);
            g0 = FloatVector.broadcast(SPECIES, a[p + 8]).lanewise(VectorOperators.FMA, right, g0);
            g1 = FloatVector.broadcast(SPECIES, a[p + 9]).lanewise(VectorOperators.FMA, right, g1);
            g2 = FloatVector.broadcast(SPECIES, a[p + 10]).lanewise(VectorOperators.FMA, right, g2);
            g3 = FloatVector.broadcast(SPECIES, a[p + 11]).lanewise(VectorOperators.FMA, right, g3);
            g4 = FloatVector.broadcast(SPECIES, a[p + 12]).lanewise(VectorOperators.FMA, right, g4);
            g5 = FloatVector.broadcast(SPECIES, a[p + 13]).lanewise(VectorOperators.FMA, right, g5);
            g6 = FloatVector.broadcast(SPECIES, a[p + 14]).lanewise(VectorOperators.FMA, right, g6);
            g7 = FloatVector.broadcast(SPECIES, a[p + 15]).lanewise(VectorOperators.FMA, right, g7);
            h0 = FloatVector.broadcast(SPECIES, a[p + 16]).lanewise(VectorOperators.FMA, right, h0);
            h1 = FloatVector.broadcast(SPECIES, a[p + 17]).lanewise(VectorOperators.FMA, right, h1);
            h2 = FloatVector.broadcast(SPECIES, a[p + 18]).lanewise(VectorOperators.FMA, right, h2);
            h3 = FloatVector.broadcast(SPECIES, a[p + 19]).lanewise(VectorOperators.FMA, right, h3);
            h4 = FloatVector.broadcast(SPECIES, a[p + 20]).lanewise(VectorOperators.FMA, right, h4);
            h5 = FloatVector.broadcast(SPECIES, a[p + 21]).lanewise(VectorOperators.FMA, right, h5);
            h6 = FloatVector.broadcast(SPECIES, a[p + 22]).lanewise(VectorOperators.FMA, right, h6);
            h7 = FloatVector.broadcast(SPECIES, a[p + 23]).lanewise(VectorOperators.FMA, right, h7);
            p += ROWS;
            if (--toBreak == 0) {
                toBreak = termsOfLine;
                p += lineGap;
            }
        }
        for (int i = 0; i < ROWS; i++) {
            int row = at + i * rowStep;
            f0.intoArray(sums, row);
            g0.intoArray(sums, row + tapStep);
            h0.intoArray(sums, row + 2 * tapStep);
            f0 = f1;
            f1 = f2;
            f2 = f3;
            f3 = f4;
            f4 = f5;
            f5 = f6;
            f6 = f7;
            g0 = g1;
            g1 = g2;
            g2 = g3;
            g3 = g4;
            g4 = g5;
            g5 = g6;
            g6 = g7;
            h0 = h1;
            h1 = h2;
            h2 = h3;
            h3 = h4;
            h4 = h5;
            h5 = h6;
            h6 = h7;
        }
    }
}
