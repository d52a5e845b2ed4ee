package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of the products of {@link VectorWinogradLoops}: some rows by two vectors, whose left factors stand a vector apart, as many terms side by side
 * as a vector has lanes and the next ones {@code gap} elements after them.
 *
 * <p>The distance of the rows is a constant, lest the addresses of twelve rows take registers; that is what {@link VectorTiles} cannot do. The
 * sums have to be local variables, which is why each size is spelled out.
 */
final class VectorWinogradTiles {
    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    /** A constant vector would be allocated where it enters a loop. */
    private static final float[] ZEROS = new float[VectorTiles.LANES];

    private VectorWinogradTiles() {}

    static void twelve(int terms, float[] a, int aAt, int gap, float[] b, int bAt, float[] c, int at, int step) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c01 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c10 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c11 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c20 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c21 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c30 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c31 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c40 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c41 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c50 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c51 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c60 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c61 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c70 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c71 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c80 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c81 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c90 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c91 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector ca0 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector ca1 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector cb0 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector cb1 = FloatVector.fromArray(SPECIES, ZEROS, 0);
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
        c80.intoArray(c, at + 8 * step);
        c81.intoArray(c, at + 8 * step + LANES);
        c90.intoArray(c, at + 9 * step);
        c91.intoArray(c, at + 9 * step + LANES);
        ca0.intoArray(c, at + 10 * step);
        ca1.intoArray(c, at + 10 * step + LANES);
        cb0.intoArray(c, at + 11 * step);
        cb1.intoArray(c, at + 11 * step + LANES);
    }

    static void eight(int terms, float[] a, int aAt, int gap, float[] b, int bAt, float[] c, int at, int step) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c01 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c10 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c11 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c20 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c21 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c30 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c31 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c40 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c41 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c50 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c51 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c60 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c61 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c70 = FloatVector.fromArray(SPECIES, ZEROS, 0);
        FloatVector c71 = FloatVector.fromArray(SPECIES, ZEROS, 0);
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
