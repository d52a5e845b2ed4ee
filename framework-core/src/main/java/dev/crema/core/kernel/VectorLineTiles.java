package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of some rows and three column taps whose left factors are read from lines as they stand: those of the rows {@code rowStep} apart, those of the
 * taps side by side, and those of the terms one after the other, with a gap after each {@code termsOfLine}.
 *
 * <p>They add to the sums, those of row {@code i} and tap {@code s} at {@code sums[at + i·sumStep + s·tapStep]}, which have to be local variables, so each size is
 * spelled out. Sums go in and out row by row, and a multiply-add is called by the operator because {@code fma} calls that one: C2 inlines no more at
 * once (ADR 0023).
 */
final class VectorLineTiles {

    /** Column taps of a tile. */
    static final int TAPS = 3;

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    private VectorLineTiles() {}

    /** Eight rows by one vector, for 32 registers. */
    static void eight(
            int terms,
            float[] a,
            int aAt,
            int rowStep,
            int termsOfLine,
            int lineGap,
            float[] b,
            int bAt,
            float[] sums,
            int at,
            int sumStep,
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
        for (int i = 0; i < 8; i++) {
            int row = at + i * sumStep;
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
            g0 = FloatVector.broadcast(SPECIES, a[p + 1]).lanewise(VectorOperators.FMA, right, g0);
            h0 = FloatVector.broadcast(SPECIES, a[p + 2]).lanewise(VectorOperators.FMA, right, h0);
            int p1 = p + rowStep;
            f1 = FloatVector.broadcast(SPECIES, a[p1]).lanewise(VectorOperators.FMA, right, f1);
            g1 = FloatVector.broadcast(SPECIES, a[p1 + 1]).lanewise(VectorOperators.FMA, right, g1);
            h1 = FloatVector.broadcast(SPECIES, a[p1 + 2]).lanewise(VectorOperators.FMA, right, h1);
            int p2 = p + 2 * rowStep;
            f2 = FloatVector.broadcast(SPECIES, a[p2]).lanewise(VectorOperators.FMA, right, f2);
            g2 = FloatVector.broadcast(SPECIES, a[p2 + 1]).lanewise(VectorOperators.FMA, right, g2);
            h2 = FloatVector.broadcast(SPECIES, a[p2 + 2]).lanewise(VectorOperators.FMA, right, h2);
            int p3 = p + 3 * rowStep;
            f3 = FloatVector.broadcast(SPECIES, a[p3]).lanewise(VectorOperators.FMA, right, f3);
            g3 = FloatVector.broadcast(SPECIES, a[p3 + 1]).lanewise(VectorOperators.FMA, right, g3);
            h3 = FloatVector.broadcast(SPECIES, a[p3 + 2]).lanewise(VectorOperators.FMA, right, h3);
            int p4 = p + 4 * rowStep;
            f4 = FloatVector.broadcast(SPECIES, a[p4]).lanewise(VectorOperators.FMA, right, f4);
            g4 = FloatVector.broadcast(SPECIES, a[p4 + 1]).lanewise(VectorOperators.FMA, right, g4);
            h4 = FloatVector.broadcast(SPECIES, a[p4 + 2]).lanewise(VectorOperators.FMA, right, h4);
            int p5 = p + 5 * rowStep;
            f5 = FloatVector.broadcast(SPECIES, a[p5]).lanewise(VectorOperators.FMA, right, f5);
            g5 = FloatVector.broadcast(SPECIES, a[p5 + 1]).lanewise(VectorOperators.FMA, right, g5);
            h5 = FloatVector.broadcast(SPECIES, a[p5 + 2]).lanewise(VectorOperators.FMA, right, h5);
            int p6 = p + 6 * rowStep;
            f6 = FloatVector.broadcast(SPECIES, a[p6]).lanewise(VectorOperators.FMA, right, f6);
            g6 = FloatVector.broadcast(SPECIES, a[p6 + 1]).lanewise(VectorOperators.FMA, right, g6);
            h6 = FloatVector.broadcast(SPECIES, a[p6 + 2]).lanewise(VectorOperators.FMA, right, h6);
            int p7 = p + 7 * rowStep;
            f7 = FloatVector.broadcast(SPECIES, a[p7]).lanewise(VectorOperators.FMA, right, f7);
            g7 = FloatVector.broadcast(SPECIES, a[p7 + 1]).lanewise(VectorOperators.FMA, right, g7);
            h7 = FloatVector.broadcast(SPECIES, a[p7 + 2]).lanewise(VectorOperators.FMA, right, h7);
            p++;
            if (--toBreak == 0) {
                toBreak = termsOfLine;
                p += lineGap;
            }
        }
        for (int i = 0; i < 8; i++) {
            int row = at + i * sumStep;
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

    /** Four rows by two vectors, for 32 registers. */
    static void fourPairs(
            int terms,
            float[] a,
            int aAt,
            int rowStep,
            int termsOfLine,
            int lineGap,
            float[] b,
            int bAt,
            float[] sums,
            int at,
            int sumStep,
            int tapStep) {
        FloatVector start = FloatVector.broadcast(SPECIES, 0f);
        FloatVector f00 = start;
        FloatVector f01 = start;
        FloatVector f10 = start;
        FloatVector f11 = start;
        FloatVector f20 = start;
        FloatVector f21 = start;
        FloatVector f30 = start;
        FloatVector f31 = start;
        FloatVector g00 = start;
        FloatVector g01 = start;
        FloatVector g10 = start;
        FloatVector g11 = start;
        FloatVector g20 = start;
        FloatVector g21 = start;
        FloatVector g30 = start;
        FloatVector g31 = start;
        FloatVector h00 = start;
        FloatVector h01 = start;
        FloatVector h10 = start;
        FloatVector h11 = start;
        FloatVector h20 = start;
        FloatVector h21 = start;
        FloatVector h30 = start;
        FloatVector h31 = start;
        for (int i = 0; i < 4; i++) {
            int row = at + i * sumStep;
            f00 = f10;
            f01 = f11;
            f10 = f20;
            f11 = f21;
            f20 = f30;
            f21 = f31;
            g00 = g10;
            g01 = g11;
            g10 = g20;
            g11 = g21;
            g20 = g30;
            g21 = g31;
            h00 = h10;
            h01 = h11;
            h10 = h20;
            h11 = h21;
            h20 = h30;
            h21 = h31;
            f30 = FloatVector.fromArray(SPECIES, sums, row);
            f31 = FloatVector.fromArray(SPECIES, sums, row + LANES);
            g30 = FloatVector.fromArray(SPECIES, sums, row + tapStep);
            g31 = FloatVector.fromArray(SPECIES, sums, row + tapStep + LANES);
            h30 = FloatVector.fromArray(SPECIES, sums, row + 2 * tapStep);
            h31 = FloatVector.fromArray(SPECIES, sums, row + 2 * tapStep + LANES);
        }
        int end = bAt + terms * 2 * LANES;
        int p = aAt;
        int toBreak = termsOfLine;
        for (int q = bAt; q < end; q += 2 * LANES) {
            FloatVector right0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector right1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a00 = FloatVector.broadcast(SPECIES, a[p]);
            f00 = a00.lanewise(VectorOperators.FMA, right0, f00);
            f01 = a00.lanewise(VectorOperators.FMA, right1, f01);
            FloatVector a01 = FloatVector.broadcast(SPECIES, a[p + 1]);
            g00 = a01.lanewise(VectorOperators.FMA, right0, g00);
            g01 = a01.lanewise(VectorOperators.FMA, right1, g01);
            FloatVector a02 = FloatVector.broadcast(SPECIES, a[p + 2]);
            h00 = a02.lanewise(VectorOperators.FMA, right0, h00);
            h01 = a02.lanewise(VectorOperators.FMA, right1, h01);
            int p1 = p + rowStep;
            FloatVector a10 = FloatVector.broadcast(SPECIES, a[p1]);
            f10 = a10.lanewise(VectorOperators.FMA, right0, f10);
            f11 = a10.lanewise(VectorOperators.FMA, right1, f11);
            FloatVector a11 = FloatVector.broadcast(SPECIES, a[p1 + 1]);
            g10 = a11.lanewise(VectorOperators.FMA, right0, g10);
            g11 = a11.lanewise(VectorOperators.FMA, right1, g11);
            FloatVector a12 = FloatVector.broadcast(SPECIES, a[p1 + 2]);
            h10 = a12.lanewise(VectorOperators.FMA, right0, h10);
            h11 = a12.lanewise(VectorOperators.FMA, right1, h11);
            int p2 = p + 2 * rowStep;
            FloatVector a20 = FloatVector.broadcast(SPECIES, a[p2]);
            f20 = a20.lanewise(VectorOperators.FMA, right0, f20);
            f21 = a20.lanewise(VectorOperators.FMA, right1, f21);
            FloatVector a21 = FloatVector.broadcast(SPECIES, a[p2 + 1]);
            g20 = a21.lanewise(VectorOperators.FMA, right0, g20);
            g21 = a21.lanewise(VectorOperators.FMA, right1, g21);
            FloatVector a22 = FloatVector.broadcast(SPECIES, a[p2 + 2]);
            h20 = a22.lanewise(VectorOperators.FMA, right0, h20);
            h21 = a22.lanewise(VectorOperators.FMA, right1, h21);
            int p3 = p + 3 * rowStep;
            FloatVector a30 = FloatVector.broadcast(SPECIES, a[p3]);
            f30 = a30.lanewise(VectorOperators.FMA, right0, f30);
            f31 = a30.lanewise(VectorOperators.FMA, right1, f31);
            FloatVector a31 = FloatVector.broadcast(SPECIES, a[p3 + 1]);
            g30 = a31.lanewise(VectorOperators.FMA, right0, g30);
            g31 = a31.lanewise(VectorOperators.FMA, right1, g31);
            FloatVector a32 = FloatVector.broadcast(SPECIES, a[p3 + 2]);
            h30 = a32.lanewise(VectorOperators.FMA, right0, h30);
            h31 = a32.lanewise(VectorOperators.FMA, right1, h31);
            p++;
            if (--toBreak == 0) {
                toBreak = termsOfLine;
                p += lineGap;
            }
        }
        for (int i = 0; i < 4; i++) {
            int row = at + i * sumStep;
            f00.intoArray(sums, row);
            f01.intoArray(sums, row + LANES);
            g00.intoArray(sums, row + tapStep);
            g01.intoArray(sums, row + tapStep + LANES);
            h00.intoArray(sums, row + 2 * tapStep);
            h01.intoArray(sums, row + 2 * tapStep + LANES);
            f00 = f10;
            f01 = f11;
            f10 = f20;
            f11 = f21;
            f20 = f30;
            f21 = f31;
            g00 = g10;
            g01 = g11;
            g10 = g20;
            g11 = g21;
            g20 = g30;
            g21 = g31;
            h00 = h10;
            h01 = h11;
            h10 = h20;
            h11 = h21;
            h20 = h30;
            h21 = h31;
        }
    }

    /** Four rows by one vector. */
    static void four(
            int terms,
            float[] a,
            int aAt,
            int rowStep,
            int termsOfLine,
            int lineGap,
            float[] b,
            int bAt,
            float[] sums,
            int at,
            int sumStep,
            int tapStep) {
        FloatVector start = FloatVector.broadcast(SPECIES, 0f);
        FloatVector f0 = start;
        FloatVector f1 = start;
        FloatVector f2 = start;
        FloatVector f3 = start;
        FloatVector g0 = start;
        FloatVector g1 = start;
        FloatVector g2 = start;
        FloatVector g3 = start;
        FloatVector h0 = start;
        FloatVector h1 = start;
        FloatVector h2 = start;
        FloatVector h3 = start;
        for (int i = 0; i < 4; i++) {
            int row = at + i * sumStep;
            f0 = f1;
            f1 = f2;
            f2 = f3;
            g0 = g1;
            g1 = g2;
            g2 = g3;
            h0 = h1;
            h1 = h2;
            h2 = h3;
            f3 = FloatVector.fromArray(SPECIES, sums, row);
            g3 = FloatVector.fromArray(SPECIES, sums, row + tapStep);
            h3 = FloatVector.fromArray(SPECIES, sums, row + 2 * tapStep);
        }
        int end = bAt + terms * LANES;
        int p = aAt;
        int toBreak = termsOfLine;
        for (int q = bAt; q < end; q += LANES) {
            FloatVector right = FloatVector.fromArray(SPECIES, b, q);
            f0 = FloatVector.broadcast(SPECIES, a[p]).lanewise(VectorOperators.FMA, right, f0);
            g0 = FloatVector.broadcast(SPECIES, a[p + 1]).lanewise(VectorOperators.FMA, right, g0);
            h0 = FloatVector.broadcast(SPECIES, a[p + 2]).lanewise(VectorOperators.FMA, right, h0);
            int p1 = p + rowStep;
            f1 = FloatVector.broadcast(SPECIES, a[p1]).lanewise(VectorOperators.FMA, right, f1);
            g1 = FloatVector.broadcast(SPECIES, a[p1 + 1]).lanewise(VectorOperators.FMA, right, g1);
            h1 = FloatVector.broadcast(SPECIES, a[p1 + 2]).lanewise(VectorOperators.FMA, right, h1);
            int p2 = p + 2 * rowStep;
            f2 = FloatVector.broadcast(SPECIES, a[p2]).lanewise(VectorOperators.FMA, right, f2);
            g2 = FloatVector.broadcast(SPECIES, a[p2 + 1]).lanewise(VectorOperators.FMA, right, g2);
            h2 = FloatVector.broadcast(SPECIES, a[p2 + 2]).lanewise(VectorOperators.FMA, right, h2);
            int p3 = p + 3 * rowStep;
            f3 = FloatVector.broadcast(SPECIES, a[p3]).lanewise(VectorOperators.FMA, right, f3);
            g3 = FloatVector.broadcast(SPECIES, a[p3 + 1]).lanewise(VectorOperators.FMA, right, g3);
            h3 = FloatVector.broadcast(SPECIES, a[p3 + 2]).lanewise(VectorOperators.FMA, right, h3);
            p++;
            if (--toBreak == 0) {
                toBreak = termsOfLine;
                p += lineGap;
            }
        }
        for (int i = 0; i < 4; i++) {
            int row = at + i * sumStep;
            f0.intoArray(sums, row);
            g0.intoArray(sums, row + tapStep);
            h0.intoArray(sums, row + 2 * tapStep);
            f0 = f1;
            f1 = f2;
            f2 = f3;
            g0 = g1;
            g1 = g2;
            g2 = g3;
            h0 = h1;
            h1 = h2;
            h2 = h3;
        }
    }

    /** Two rows by two vectors. */
    static void twoPairs(
            int terms,
            float[] a,
            int aAt,
            int rowStep,
            int termsOfLine,
            int lineGap,
            float[] b,
            int bAt,
            float[] sums,
            int at,
            int sumStep,
            int tapStep) {
        FloatVector start = FloatVector.broadcast(SPECIES, 0f);
        FloatVector f00 = start;
        FloatVector f01 = start;
        FloatVector f10 = start;
        FloatVector f11 = start;
        FloatVector g00 = start;
        FloatVector g01 = start;
        FloatVector g10 = start;
        FloatVector g11 = start;
        FloatVector h00 = start;
        FloatVector h01 = start;
        FloatVector h10 = start;
        FloatVector h11 = start;
        for (int i = 0; i < 2; i++) {
            int row = at + i * sumStep;
            f00 = f10;
            f01 = f11;
            g00 = g10;
            g01 = g11;
            h00 = h10;
            h01 = h11;
            f10 = FloatVector.fromArray(SPECIES, sums, row);
            f11 = FloatVector.fromArray(SPECIES, sums, row + LANES);
            g10 = FloatVector.fromArray(SPECIES, sums, row + tapStep);
            g11 = FloatVector.fromArray(SPECIES, sums, row + tapStep + LANES);
            h10 = FloatVector.fromArray(SPECIES, sums, row + 2 * tapStep);
            h11 = FloatVector.fromArray(SPECIES, sums, row + 2 * tapStep + LANES);
        }
        int end = bAt + terms * 2 * LANES;
        int p = aAt;
        int toBreak = termsOfLine;
        for (int q = bAt; q < end; q += 2 * LANES) {
            FloatVector right0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector right1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a00 = FloatVector.broadcast(SPECIES, a[p]);
            f00 = a00.lanewise(VectorOperators.FMA, right0, f00);
            f01 = a00.lanewise(VectorOperators.FMA, right1, f01);
            FloatVector a01 = FloatVector.broadcast(SPECIES, a[p + 1]);
            g00 = a01.lanewise(VectorOperators.FMA, right0, g00);
            g01 = a01.lanewise(VectorOperators.FMA, right1, g01);
            FloatVector a02 = FloatVector.broadcast(SPECIES, a[p + 2]);
            h00 = a02.lanewise(VectorOperators.FMA, right0, h00);
            h01 = a02.lanewise(VectorOperators.FMA, right1, h01);
            int p1 = p + rowStep;
            FloatVector a10 = FloatVector.broadcast(SPECIES, a[p1]);
            f10 = a10.lanewise(VectorOperators.FMA, right0, f10);
            f11 = a10.lanewise(VectorOperators.FMA, right1, f11);
            FloatVector a11 = FloatVector.broadcast(SPECIES, a[p1 + 1]);
            g10 = a11.lanewise(VectorOperators.FMA, right0, g10);
            g11 = a11.lanewise(VectorOperators.FMA, right1, g11);
            FloatVector a12 = FloatVector.broadcast(SPECIES, a[p1 + 2]);
            h10 = a12.lanewise(VectorOperators.FMA, right0, h10);
            h11 = a12.lanewise(VectorOperators.FMA, right1, h11);
            p++;
            if (--toBreak == 0) {
                toBreak = termsOfLine;
                p += lineGap;
            }
        }
        for (int i = 0; i < 2; i++) {
            int row = at + i * sumStep;
            f00.intoArray(sums, row);
            f01.intoArray(sums, row + LANES);
            g00.intoArray(sums, row + tapStep);
            g01.intoArray(sums, row + tapStep + LANES);
            h00.intoArray(sums, row + 2 * tapStep);
            h01.intoArray(sums, row + 2 * tapStep + LANES);
            f00 = f10;
            f01 = f11;
            g00 = g10;
            g01 = g11;
            h00 = h10;
            h01 = h11;
        }
    }
}
