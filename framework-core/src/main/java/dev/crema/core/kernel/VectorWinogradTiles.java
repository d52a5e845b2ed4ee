package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of the products of {@link VectorWinogradLoops}: some rows by two vectors, whose left factors stand a vector apart, as many terms side by side
 * as a vector has lanes and the next ones {@code gap} elements after them.
 *
 * <p>The distance of the rows is a constant, lest the addresses of twelve rows take registers; that is what {@link VectorTiles} cannot do. The
 * sums have to be local variables, which is why each size is spelled out, and go out as in {@link VectorTiles}.
 */
final class VectorWinogradTiles {
    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    /** A constant vector would be allocated where it enters a loop. */
    private static final float[] ZEROS = new float[VectorTiles.LANES];

    private VectorWinogradTiles() {}

    static void twelve(int terms, float[] a, int aAt, int gap, float[] b, int bAt, float[] c, int at, int step) {
        FloatVector zero = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c40 = zero;
        FloatVector c41 = zero;
        FloatVector c50 = zero;
        FloatVector c51 = zero;
        FloatVector c60 = zero;
        FloatVector c61 = zero;
        FloatVector c70 = zero;
        FloatVector c71 = zero;
        FloatVector c80 = zero;
        FloatVector c81 = zero;
        FloatVector c90 = zero;
        FloatVector c91 = zero;
        FloatVector ca0 = zero;
        FloatVector ca1 = zero;
        FloatVector cb0 = zero;
        FloatVector cb1 = zero;
        int end = bAt + terms * 2 * LANES;
        int p = aAt;
        int toBreak = LANES;
        for (int q = bAt; q < end; q += 2 * LANES) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + LANES]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2 * LANES]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3 * LANES]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[p + 4 * LANES]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[p + 5 * LANES]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[p + 6 * LANES]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[p + 7 * LANES]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            FloatVector a8 = FloatVector.broadcast(SPECIES, a[p + 8 * LANES]);
            c80 = a8.fma(b0, c80);
            c81 = a8.fma(b1, c81);
            FloatVector a9 = FloatVector.broadcast(SPECIES, a[p + 9 * LANES]);
            c90 = a9.fma(b0, c90);
            c91 = a9.fma(b1, c91);
            FloatVector aa = FloatVector.broadcast(SPECIES, a[p + 10 * LANES]);
            ca0 = aa.fma(b0, ca0);
            ca1 = aa.fma(b1, ca1);
            FloatVector ab = FloatVector.broadcast(SPECIES, a[p + 11 * LANES]);
            cb0 = ab.fma(b0, cb0);
            cb1 = ab.fma(b1, cb1);
            p++;
            if (--toBreak == 0) {
                toBreak = LANES;
                p += gap;
            }
        }
        for (int i = 0; i < 12; i += 4) {
            int row = at + i * step;
            c00.intoArray(c, row);
            c01.intoArray(c, row + LANES);
            c10.intoArray(c, row + step);
            c11.intoArray(c, row + step + LANES);
            c20.intoArray(c, row + 2 * step);
            c21.intoArray(c, row + 2 * step + LANES);
            c30.intoArray(c, row + 3 * step);
            c31.intoArray(c, row + 3 * step + LANES);
            c00 = c40;
            c01 = c41;
            c10 = c50;
            c11 = c51;
            c20 = c60;
            c21 = c61;
            c30 = c70;
            c31 = c71;
            c40 = c80;
            c41 = c81;
            c50 = c90;
            c51 = c91;
            c60 = ca0;
            c61 = ca1;
            c70 = cb0;
            c71 = cb1;
        }
    }

    static void eight(int terms, float[] a, int aAt, int gap, float[] b, int bAt, float[] c, int at, int step) {
        FloatVector zero = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c40 = zero;
        FloatVector c41 = zero;
        FloatVector c50 = zero;
        FloatVector c51 = zero;
        FloatVector c60 = zero;
        FloatVector c61 = zero;
        FloatVector c70 = zero;
        FloatVector c71 = zero;
        int end = bAt + terms * 2 * LANES;
        int p = aAt;
        int toBreak = LANES;
        for (int q = bAt; q < end; q += 2 * LANES) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + LANES]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2 * LANES]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3 * LANES]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[p + 4 * LANES]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[p + 5 * LANES]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[p + 6 * LANES]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[p + 7 * LANES]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            p++;
            if (--toBreak == 0) {
                toBreak = LANES;
                p += gap;
            }
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + LANES);
        c10.intoArray(c, at + step);
        c11.intoArray(c, at + step + LANES);
        c20.intoArray(c, at + 2 * step);
        c21.intoArray(c, at + 2 * step + LANES);
        c30.intoArray(c, at + 3 * step);
        c31.intoArray(c, at + 3 * step + LANES);
        c40.intoArray(c, at + 4 * step);
        c41.intoArray(c, at + 4 * step + LANES);
        c50.intoArray(c, at + 5 * step);
        c51.intoArray(c, at + 5 * step + LANES);
        c60.intoArray(c, at + 6 * step);
        c61.intoArray(c, at + 6 * step + LANES);
        c70.intoArray(c, at + 7 * step);
        c71.intoArray(c, at + 7 * step + LANES);
    }

    static void four(int terms, float[] a, int aAt, int gap, float[] b, int bAt, float[] c, int at, int step) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c01 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c10 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c11 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c20 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c21 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c30 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c31 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        int end = bAt + terms * 2 * LANES;
        int p = aAt;
        int toBreak = LANES;
        for (int q = bAt; q < end; q += 2 * LANES) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + LANES]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2 * LANES]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3 * LANES]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            p++;
            if (--toBreak == 0) {
                toBreak = LANES;
                p += gap;
            }
        }
        c00.intoArray(c, at);
        c01.intoArray(c, at + LANES);
        c10.intoArray(c, at + step);
        c11.intoArray(c, at + step + LANES);
        c20.intoArray(c, at + 2 * step);
        c21.intoArray(c, at + 2 * step + LANES);
        c30.intoArray(c, at + 3 * step);
        c31.intoArray(c, at + 3 * step + LANES);
    }
}
