package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Tiles of some rows by two vectors whose left factors are planes as they stand, {@code rowStep} from one to the next, and whose right factors are a
 * packed panel.
 *
 * <p>They add to the sums, those of row {@code i} at {@code sums[at + i·sumStep]}. Sums go in and out in turns of a loop and each size is spelled out, as in
 * {@link VectorTiles}; a multiply-add is called by the operator because {@code fma} calls that one: C2 inlines no more at once (ADR 0023).
 */
final class VectorPlaneTiles {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;
    private static final int COLUMNS = VectorTiles.COLUMNS;

    private VectorPlaneTiles() {}

    /** Twelve rows, for 32 registers. */
    static void twelve(
            int terms, float[] a, int aAt, int rowStep, float[] b, int bAt, float[] sums, int at, int sumStep) {
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
            int row = at + i * sumStep;
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
            ca0 = FloatVector.fromArray(SPECIES, sums, row);
            ca1 = FloatVector.fromArray(SPECIES, sums, row + LANES);
            cb0 = FloatVector.fromArray(SPECIES, sums, row + sumStep);
            cb1 = FloatVector.fromArray(SPECIES, sums, row + sumStep + LANES);
        }
        int end = aAt + terms;
        int q = bAt;
        for (int p = aAt; p < end; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            q += COLUMNS;
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.lanewise(VectorOperators.FMA, b0, c00);
            c01 = a0.lanewise(VectorOperators.FMA, b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + rowStep]);
            c10 = a1.lanewise(VectorOperators.FMA, b0, c10);
            c11 = a1.lanewise(VectorOperators.FMA, b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2 * rowStep]);
            c20 = a2.lanewise(VectorOperators.FMA, b0, c20);
            c21 = a2.lanewise(VectorOperators.FMA, b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3 * rowStep]);
            c30 = a3.lanewise(VectorOperators.FMA, b0, c30);
            c31 = a3.lanewise(VectorOperators.FMA, b1, c31);
            FloatVector a4 = FloatVector.broadcast(SPECIES, a[p + 4 * rowStep]);
            c40 = a4.lanewise(VectorOperators.FMA, b0, c40);
            c41 = a4.lanewise(VectorOperators.FMA, b1, c41);
            FloatVector a5 = FloatVector.broadcast(SPECIES, a[p + 5 * rowStep]);
            c50 = a5.lanewise(VectorOperators.FMA, b0, c50);
            c51 = a5.lanewise(VectorOperators.FMA, b1, c51);
            FloatVector a6 = FloatVector.broadcast(SPECIES, a[p + 6 * rowStep]);
            c60 = a6.lanewise(VectorOperators.FMA, b0, c60);
            c61 = a6.lanewise(VectorOperators.FMA, b1, c61);
            FloatVector a7 = FloatVector.broadcast(SPECIES, a[p + 7 * rowStep]);
            c70 = a7.lanewise(VectorOperators.FMA, b0, c70);
            c71 = a7.lanewise(VectorOperators.FMA, b1, c71);
            FloatVector a8 = FloatVector.broadcast(SPECIES, a[p + 8 * rowStep]);
            c80 = a8.lanewise(VectorOperators.FMA, b0, c80);
            c81 = a8.lanewise(VectorOperators.FMA, b1, c81);
            FloatVector a9 = FloatVector.broadcast(SPECIES, a[p + 9 * rowStep]);
            c90 = a9.lanewise(VectorOperators.FMA, b0, c90);
            c91 = a9.lanewise(VectorOperators.FMA, b1, c91);
            FloatVector aa = FloatVector.broadcast(SPECIES, a[p + 10 * rowStep]);
            ca0 = aa.lanewise(VectorOperators.FMA, b0, ca0);
            ca1 = aa.lanewise(VectorOperators.FMA, b1, ca1);
            FloatVector ab = FloatVector.broadcast(SPECIES, a[p + 11 * rowStep]);
            cb0 = ab.lanewise(VectorOperators.FMA, b0, cb0);
            cb1 = ab.lanewise(VectorOperators.FMA, b1, cb1);
        }
        for (int i = 0; i < 12; i += 2) {
            int row = at + i * sumStep;
            c00.intoArray(sums, row);
            c01.intoArray(sums, row + LANES);
            c10.intoArray(sums, row + sumStep);
            c11.intoArray(sums, row + sumStep + LANES);
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

    /** Four rows. */
    static void four(
            int terms, float[] a, int aAt, int rowStep, float[] b, int bAt, float[] sums, int at, int sumStep) {
        FloatVector start = FloatVector.broadcast(SPECIES, 0f);
        FloatVector c00 = start;
        FloatVector c01 = start;
        FloatVector c10 = start;
        FloatVector c11 = start;
        FloatVector c20 = start;
        FloatVector c21 = start;
        FloatVector c30 = start;
        FloatVector c31 = start;
        for (int i = 0; i < 4; i += 2) {
            int row = at + i * sumStep;
            c00 = c20;
            c01 = c21;
            c10 = c30;
            c11 = c31;
            c20 = FloatVector.fromArray(SPECIES, sums, row);
            c21 = FloatVector.fromArray(SPECIES, sums, row + LANES);
            c30 = FloatVector.fromArray(SPECIES, sums, row + sumStep);
            c31 = FloatVector.fromArray(SPECIES, sums, row + sumStep + LANES);
        }
        int end = aAt + terms;
        int q = bAt;
        for (int p = aAt; p < end; p++) {
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + LANES);
            q += COLUMNS;
            FloatVector a0 = FloatVector.broadcast(SPECIES, a[p]);
            c00 = a0.lanewise(VectorOperators.FMA, b0, c00);
            c01 = a0.lanewise(VectorOperators.FMA, b1, c01);
            FloatVector a1 = FloatVector.broadcast(SPECIES, a[p + rowStep]);
            c10 = a1.lanewise(VectorOperators.FMA, b0, c10);
            c11 = a1.lanewise(VectorOperators.FMA, b1, c11);
            FloatVector a2 = FloatVector.broadcast(SPECIES, a[p + 2 * rowStep]);
            c20 = a2.lanewise(VectorOperators.FMA, b0, c20);
            c21 = a2.lanewise(VectorOperators.FMA, b1, c21);
            FloatVector a3 = FloatVector.broadcast(SPECIES, a[p + 3 * rowStep]);
            c30 = a3.lanewise(VectorOperators.FMA, b0, c30);
            c31 = a3.lanewise(VectorOperators.FMA, b1, c31);
        }
        for (int i = 0; i < 4; i += 2) {
            int row = at + i * sumStep;
            c00.intoArray(sums, row);
            c01.intoArray(sums, row + LANES);
            c10.intoArray(sums, row + sumStep);
            c11.intoArray(sums, row + sumStep + LANES);
            c00 = c20;
            c01 = c21;
            c10 = c30;
            c11 = c31;
        }
    }
}
