package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of {@link VectorTiles} whose two factors are packed panels: of the left one the rows of a term stand side by side, of the right one
 * two vectors, both without a gap.
 *
 * <p>So neither factor takes a table or a second index, and C2 checks the bounds of the left one before the loop: a step of the loop has
 * half of the instructions beside its multiply-adds and loads that the general tile has, and those compete for the same units. Sums go in and
 * out as in {@link VectorTiles}.
 */
final class VectorPanelTiles {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;
    private static final int COLUMNS = VectorTiles.COLUMNS;

    private VectorPanelTiles() {}

    static void twelve(
            int terms,
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            float[] c,
            int cAt,
            int cStep,
            float[] y,
            int yAt,
            int yStep) {
        FloatVector start = FloatVector.broadcast(SPECIES, 0f);
        FloatVector c00 = start;
        FloatVector c01 = start;
        FloatVector c10 = start;
        FloatVector c11 = start;
        FloatVector c20 = start;
        FloatVector c21 = start;
        FloatVector c30 = start;
        FloatVector c31 = start;
        FloatVector c40 = start;
        FloatVector c41 = start;
        FloatVector c50 = start;
        FloatVector c51 = start;
        FloatVector c60 = start;
        FloatVector c61 = start;
        FloatVector c70 = start;
        FloatVector c71 = start;
        FloatVector c80 = start;
        FloatVector c81 = start;
        FloatVector c90 = start;
        FloatVector c91 = start;
        FloatVector ca0 = start;
        FloatVector ca1 = start;
        FloatVector cb0 = start;
        FloatVector cb1 = start;
        for (int i = 0; i < 12; i += 2) {
            int row = cAt + i * cStep;
            c00 = c20;
            c01 = c21;
            c10 = c30;
            c11 = c31;
            c20 = c40;
            c21 = c41;
            c30 = c50;
            c31 = c51;
            c40 = c60;
            c41 = c61;
            c50 = c70;
            c51 = c71;
            c60 = c80;
            c61 = c81;
            c70 = c90;
            c71 = c91;
            c80 = ca0;
            c81 = ca1;
            c90 = cb0;
            c91 = cb1;
            ca0 = FloatVector.fromArray(SPECIES, c, row);
            ca1 = FloatVector.fromArray(SPECIES, c, row + LANES);
            cb0 = FloatVector.fromArray(SPECIES, c, row + cStep);
            cb1 = FloatVector.fromArray(SPECIES, c, row + cStep + LANES);
        }
        int end = aAt + terms * 12;
        int q = bAt;
        for (int p = aAt; p < end; p += 12) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            q += COLUMNS;
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
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[p + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[p + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            FloatVector a8 = FloatVector.broadcast(SPECIES, a[p + 8]);
            c80 = a8.fma(b0, c80);
            c81 = a8.fma(b1, c81);
            FloatVector a9 = FloatVector.broadcast(SPECIES, a[p + 9]);
            c90 = a9.fma(b0, c90);
            c91 = a9.fma(b1, c91);
            FloatVector aa = FloatVector.broadcast(SPECIES, a[p + 10]);
            ca0 = aa.fma(b0, ca0);
            ca1 = aa.fma(b1, ca1);
            FloatVector ab = FloatVector.broadcast(SPECIES, a[p + 11]);
            cb0 = ab.fma(b0, cb0);
            cb1 = ab.fma(b1, cb1);
        }
        for (int i = 0; i < 12; i += 2) {
            int row = yAt + i * yStep;
            c00.intoArray(y, row);
            c01.intoArray(y, row + LANES);
            c10.intoArray(y, row + yStep);
            c11.intoArray(y, row + yStep + LANES);
            c00 = c20;
            c01 = c21;
            c10 = c30;
            c11 = c31;
            c20 = c40;
            c21 = c41;
            c30 = c50;
            c31 = c51;
            c40 = c60;
            c41 = c61;
            c50 = c70;
            c51 = c71;
            c60 = c80;
            c61 = c81;
            c70 = c90;
            c71 = c91;
            c80 = ca0;
            c81 = ca1;
            c90 = cb0;
            c91 = cb1;
        }
    }

    static void eight(
            int terms,
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            float[] c,
            int cAt,
            int cStep,
            float[] y,
            int yAt,
            int yStep) {
        FloatVector start = FloatVector.broadcast(SPECIES, 0f);
        FloatVector c00 = start;
        FloatVector c01 = start;
        FloatVector c10 = start;
        FloatVector c11 = start;
        FloatVector c20 = start;
        FloatVector c21 = start;
        FloatVector c30 = start;
        FloatVector c31 = start;
        FloatVector c40 = start;
        FloatVector c41 = start;
        FloatVector c50 = start;
        FloatVector c51 = start;
        FloatVector c60 = start;
        FloatVector c61 = start;
        FloatVector c70 = start;
        FloatVector c71 = start;
        for (int i = 0; i < 8; i += 4) {
            int row = cAt + i * cStep;
            c00 = c40;
            c01 = c41;
            c10 = c50;
            c11 = c51;
            c20 = c60;
            c21 = c61;
            c30 = c70;
            c31 = c71;
            c40 = FloatVector.fromArray(SPECIES, c, row);
            c41 = FloatVector.fromArray(SPECIES, c, row + LANES);
            c50 = FloatVector.fromArray(SPECIES, c, row + cStep);
            c51 = FloatVector.fromArray(SPECIES, c, row + cStep + LANES);
            c60 = FloatVector.fromArray(SPECIES, c, row + 2 * cStep);
            c61 = FloatVector.fromArray(SPECIES, c, row + 2 * cStep + LANES);
            c70 = FloatVector.fromArray(SPECIES, c, row + 3 * cStep);
            c71 = FloatVector.fromArray(SPECIES, c, row + 3 * cStep + LANES);
        }
        int end = aAt + terms * 8;
        int q = bAt;
        for (int p = aAt; p < end; p += 8) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            q += COLUMNS;
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
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[p + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[p + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
        }
        c00.intoArray(y, yAt);
        c01.intoArray(y, yAt + LANES);
        c10.intoArray(y, yAt + yStep);
        c11.intoArray(y, yAt + yStep + LANES);
        c20.intoArray(y, yAt + 2 * yStep);
        c21.intoArray(y, yAt + 2 * yStep + LANES);
        c30.intoArray(y, yAt + 3 * yStep);
        c31.intoArray(y, yAt + 3 * yStep + LANES);
        c40.intoArray(y, yAt + 4 * yStep);
        c41.intoArray(y, yAt + 4 * yStep + LANES);
        c50.intoArray(y, yAt + 5 * yStep);
        c51.intoArray(y, yAt + 5 * yStep + LANES);
        c60.intoArray(y, yAt + 6 * yStep);
        c61.intoArray(y, yAt + 6 * yStep + LANES);
        c70.intoArray(y, yAt + 7 * yStep);
        c71.intoArray(y, yAt + 7 * yStep + LANES);
    }

    static void six(
            int terms,
            float[] a,
            int aAt,
            float[] b,
            int bAt,
            float[] c,
            int cAt,
            int cStep,
            float[] y,
            int yAt,
            int yStep) {
        FloatVector c00 = FloatVector.fromArray(SPECIES, c, cAt);
        FloatVector c01 = FloatVector.fromArray(SPECIES, c, cAt + LANES);
        FloatVector c10 = FloatVector.fromArray(SPECIES, c, cAt + cStep);
        FloatVector c11 = FloatVector.fromArray(SPECIES, c, cAt + cStep + LANES);
        FloatVector c20 = FloatVector.fromArray(SPECIES, c, cAt + 2 * cStep);
        FloatVector c21 = FloatVector.fromArray(SPECIES, c, cAt + 2 * cStep + LANES);
        FloatVector c30 = FloatVector.fromArray(SPECIES, c, cAt + 3 * cStep);
        FloatVector c31 = FloatVector.fromArray(SPECIES, c, cAt + 3 * cStep + LANES);
        FloatVector c40 = FloatVector.fromArray(SPECIES, c, cAt + 4 * cStep);
        FloatVector c41 = FloatVector.fromArray(SPECIES, c, cAt + 4 * cStep + LANES);
        FloatVector c50 = FloatVector.fromArray(SPECIES, c, cAt + 5 * cStep);
        FloatVector c51 = FloatVector.fromArray(SPECIES, c, cAt + 5 * cStep + LANES);
        int end = aAt + terms * 6;
        int q = bAt;
        for (int p = aAt; p < end; p += 6) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            q += COLUMNS;
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
        c00.intoArray(y, yAt);
        c01.intoArray(y, yAt + LANES);
        c10.intoArray(y, yAt + yStep);
        c11.intoArray(y, yAt + yStep + LANES);
        c20.intoArray(y, yAt + 2 * yStep);
        c21.intoArray(y, yAt + 2 * yStep + LANES);
        c30.intoArray(y, yAt + 3 * yStep);
        c31.intoArray(y, yAt + 3 * yStep + LANES);
        c40.intoArray(y, yAt + 4 * yStep);
        c41.intoArray(y, yAt + 4 * yStep + LANES);
        c50.intoArray(y, yAt + 5 * yStep);
        c51.intoArray(y, yAt + 5 * yStep + LANES);
    }
}
