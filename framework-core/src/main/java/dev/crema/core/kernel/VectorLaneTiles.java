package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums, in {@link LaneWeightGradient#LANES} lanes, of products of lines of cotangents with lines of inputs, block by block of as many columns: tiles of
 * four filters by a few taps, or of four taps by a few filters, whatever leaves less of the last tiles empty.
 */
final class VectorLaneTiles {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int STEP = VectorTiles.LANES;

    /** Columns that are added at a time. */
    private static final int BLOCK = LaneWeightGradient.LANES;

    private static final int FOUR = 4;

    /** The other lines of a tile: what 16 registers hold, and what 32 do. */
    private static final int FEW = 3;

    private static final int MANY = SPECIES.vectorBitSize() >= 512 ? 6 : FEW;

    /** Lines that tiles read: of filters, or of taps. */
    static final class Lines {

        private final int count;

        /** Where the blocks of a line start, from the first one on. */
        private final int[] starts;

        /** Where each line starts, and the last one once more for each place of a tile that sticks out, to the same bits. */
        private final int[] shifts;

        /** Where the sums of each line go. */
        private final int[] targets;

        Lines(int count, int[] starts, IntUnaryOperator shift, int targetStep) {
            this.count = count;
            this.starts = starts;
            shifts = new int[count + MANY];
            targets = new int[count + MANY];
            Arrays.setAll(shifts, i -> shift.applyAsInt(Math.min(i, count - 1)));
            Arrays.setAll(targets, i -> Math.min(i, count - 1) * targetStep);
        }
    }

    private final Lines filters;
    private final Lines taps;
    private final boolean fourTaps;

    VectorLaneTiles(Lines filters, Lines taps) {
        this.filters = filters;
        this.taps = taps;
        fourTaps = work(taps.count, filters.count) < work(filters.count, taps.count);
    }

    /** Multiply-adds of all tiles for a vector. */
    private static int work(int fours, int others) {
        int rest = others % MANY;
        int ofLast = rest == 0 ? 0 : rest > FEW ? MANY : FEW;
        return (fours + FOUR - 1) / FOUR * FOUR * (others - rest + ofLast);
    }

    /** Adds the products of the first {@code count} blocks, from {@code g[from]} and {@code x[at]} on, to the sums from {@code sums[to]} on. */
    void add(float[] x, int at, float[] g, int from, int count, float[] sums, int to) {
        for (int lane = 0; lane < BLOCK; lane += STEP) {
            if (fourTaps) {
                add(taps, x, at + lane, filters, g, from + lane, count, sums, to + lane);
            } else {
                add(filters, g, from + lane, taps, x, at + lane, count, sums, to + lane);
            }
        }
    }

    private static void add(
            Lines fours, float[] a, int aAt, Lines others, float[] b, int bAt, int count, float[] sums, int to) {
        for (int i = 0; i < fours.count; i += FOUR) {
            for (int k = 0; k < others.count; ) {
                if (MANY > FEW && others.count - k > FEW) {
                    addSix(fours, a, aAt, i, others, b, bAt, k, count, sums, to);
                    k += MANY;
                } else {
                    addThree(fours, a, aAt, i, others, b, bAt, k, count, sums, to);
                    k += FEW;
                }
            }
        }
    }

    /** Its sums go in and out, and multiply-adds are called, as in {@link VectorLineTiles}. */
    private static void addSix(
            Lines fours,
            float[] a,
            int aAt,
            int ai,
            Lines others,
            float[] b,
            int bAt,
            int bi,
            int count,
            float[] sums,
            int to) {
        int[] aStarts = fours.starts;
        int[] bStarts = others.starts;
        int a0At = aAt + fours.shifts[ai];
        int a1At = aAt + fours.shifts[ai + 1];
        int a2At = aAt + fours.shifts[ai + 2];
        int a3At = aAt + fours.shifts[ai + 3];
        int b0At = bAt + others.shifts[bi];
        int b1At = bAt + others.shifts[bi + 1];
        int b2At = bAt + others.shifts[bi + 2];
        int b3At = bAt + others.shifts[bi + 3];
        int b4At = bAt + others.shifts[bi + 4];
        int b5At = bAt + others.shifts[bi + 5];
        int to0 = to + fours.targets[ai];
        int to1 = to + fours.targets[ai + 1];
        int to2 = to + fours.targets[ai + 2];
        int to3 = to + fours.targets[ai + 3];
        FloatVector start = FloatVector.broadcast(SPECIES, 0f);
        FloatVector c00 = start;
        FloatVector c01 = start;
        FloatVector c02 = start;
        FloatVector c03 = start;
        FloatVector c04 = start;
        FloatVector c05 = start;
        FloatVector c10 = start;
        FloatVector c11 = start;
        FloatVector c12 = start;
        FloatVector c13 = start;
        FloatVector c14 = start;
        FloatVector c15 = start;
        FloatVector c20 = start;
        FloatVector c21 = start;
        FloatVector c22 = start;
        FloatVector c23 = start;
        FloatVector c24 = start;
        FloatVector c25 = start;
        FloatVector c30 = start;
        FloatVector c31 = start;
        FloatVector c32 = start;
        FloatVector c33 = start;
        FloatVector c34 = start;
        FloatVector c35 = start;
        for (int i = bi; i < bi + 6; i++) {
            int u = others.targets[i];
            c00 = c01;
            c01 = c02;
            c02 = c03;
            c03 = c04;
            c04 = c05;
            c05 = FloatVector.fromArray(SPECIES, sums, to0 + u);
            c10 = c11;
            c11 = c12;
            c12 = c13;
            c13 = c14;
            c14 = c15;
            c15 = FloatVector.fromArray(SPECIES, sums, to1 + u);
            c20 = c21;
            c21 = c22;
            c22 = c23;
            c23 = c24;
            c24 = c25;
            c25 = FloatVector.fromArray(SPECIES, sums, to2 + u);
            c30 = c31;
            c31 = c32;
            c32 = c33;
            c33 = c34;
            c34 = c35;
            c35 = FloatVector.fromArray(SPECIES, sums, to3 + u);
        }
        for (int i = 0; i < count; i++) {
            int p = aStarts[i];
            int q = bStarts[i];
            FloatVector a0 = FloatVector.fromArray(SPECIES, a, p + a0At);
            FloatVector a1 = FloatVector.fromArray(SPECIES, a, p + a1At);
            FloatVector a2 = FloatVector.fromArray(SPECIES, a, p + a2At);
            FloatVector a3 = FloatVector.fromArray(SPECIES, a, p + a3At);
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q + b0At);
            c00 = a0.lanewise(VectorOperators.FMA, b0, c00);
            c10 = a1.lanewise(VectorOperators.FMA, b0, c10);
            c20 = a2.lanewise(VectorOperators.FMA, b0, c20);
            c30 = a3.lanewise(VectorOperators.FMA, b0, c30);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + b1At);
            c01 = a0.lanewise(VectorOperators.FMA, b1, c01);
            c11 = a1.lanewise(VectorOperators.FMA, b1, c11);
            c21 = a2.lanewise(VectorOperators.FMA, b1, c21);
            c31 = a3.lanewise(VectorOperators.FMA, b1, c31);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + b2At);
            c02 = a0.lanewise(VectorOperators.FMA, b2, c02);
            c12 = a1.lanewise(VectorOperators.FMA, b2, c12);
            c22 = a2.lanewise(VectorOperators.FMA, b2, c22);
            c32 = a3.lanewise(VectorOperators.FMA, b2, c32);
            FloatVector b3 = FloatVector.fromArray(SPECIES, b, q + b3At);
            c03 = a0.lanewise(VectorOperators.FMA, b3, c03);
            c13 = a1.lanewise(VectorOperators.FMA, b3, c13);
            c23 = a2.lanewise(VectorOperators.FMA, b3, c23);
            c33 = a3.lanewise(VectorOperators.FMA, b3, c33);
            FloatVector b4 = FloatVector.fromArray(SPECIES, b, q + b4At);
            c04 = a0.lanewise(VectorOperators.FMA, b4, c04);
            c14 = a1.lanewise(VectorOperators.FMA, b4, c14);
            c24 = a2.lanewise(VectorOperators.FMA, b4, c24);
            c34 = a3.lanewise(VectorOperators.FMA, b4, c34);
            FloatVector b5 = FloatVector.fromArray(SPECIES, b, q + b5At);
            c05 = a0.lanewise(VectorOperators.FMA, b5, c05);
            c15 = a1.lanewise(VectorOperators.FMA, b5, c15);
            c25 = a2.lanewise(VectorOperators.FMA, b5, c25);
            c35 = a3.lanewise(VectorOperators.FMA, b5, c35);
        }
        for (int i = bi; i < bi + 6; i++) {
            int u = others.targets[i];
            c00.intoArray(sums, to0 + u);
            c00 = c01;
            c01 = c02;
            c02 = c03;
            c03 = c04;
            c04 = c05;
            c10.intoArray(sums, to1 + u);
            c10 = c11;
            c11 = c12;
            c12 = c13;
            c13 = c14;
            c14 = c15;
            c20.intoArray(sums, to2 + u);
            c20 = c21;
            c21 = c22;
            c22 = c23;
            c23 = c24;
            c24 = c25;
            c30.intoArray(sums, to3 + u);
            c30 = c31;
            c31 = c32;
            c32 = c33;
            c33 = c34;
            c34 = c35;
        }
    }

    private static void addThree(
            Lines fours,
            float[] a,
            int aAt,
            int ai,
            Lines others,
            float[] b,
            int bAt,
            int bi,
            int count,
            float[] sums,
            int to) {
        int[] aStarts = fours.starts;
        int[] bStarts = others.starts;
        int a0At = aAt + fours.shifts[ai];
        int a1At = aAt + fours.shifts[ai + 1];
        int a2At = aAt + fours.shifts[ai + 2];
        int a3At = aAt + fours.shifts[ai + 3];
        int b0At = bAt + others.shifts[bi];
        int b1At = bAt + others.shifts[bi + 1];
        int b2At = bAt + others.shifts[bi + 2];
        int to0 = to + fours.targets[ai];
        int to1 = to + fours.targets[ai + 1];
        int to2 = to + fours.targets[ai + 2];
        int to3 = to + fours.targets[ai + 3];
        int u0 = others.targets[bi];
        int u1 = others.targets[bi + 1];
        int u2 = others.targets[bi + 2];
        FloatVector c00 = FloatVector.fromArray(SPECIES, sums, to0 + u0);
        FloatVector c01 = FloatVector.fromArray(SPECIES, sums, to0 + u1);
        FloatVector c02 = FloatVector.fromArray(SPECIES, sums, to0 + u2);
        FloatVector c10 = FloatVector.fromArray(SPECIES, sums, to1 + u0);
        FloatVector c11 = FloatVector.fromArray(SPECIES, sums, to1 + u1);
        FloatVector c12 = FloatVector.fromArray(SPECIES, sums, to1 + u2);
        FloatVector c20 = FloatVector.fromArray(SPECIES, sums, to2 + u0);
        FloatVector c21 = FloatVector.fromArray(SPECIES, sums, to2 + u1);
        FloatVector c22 = FloatVector.fromArray(SPECIES, sums, to2 + u2);
        FloatVector c30 = FloatVector.fromArray(SPECIES, sums, to3 + u0);
        FloatVector c31 = FloatVector.fromArray(SPECIES, sums, to3 + u1);
        FloatVector c32 = FloatVector.fromArray(SPECIES, sums, to3 + u2);
        for (int i = 0; i < count; i++) {
            int p = aStarts[i];
            int q = bStarts[i];
            FloatVector a0 = FloatVector.fromArray(SPECIES, a, p + a0At);
            FloatVector a1 = FloatVector.fromArray(SPECIES, a, p + a1At);
            FloatVector a2 = FloatVector.fromArray(SPECIES, a, p + a2At);
            FloatVector a3 = FloatVector.fromArray(SPECIES, a, p + a3At);
            FloatVector b0 = FloatVector.fromArray(SPECIES, b, q + b0At);
            c00 = a0.fma(b0, c00);
            c10 = a1.fma(b0, c10);
            c20 = a2.fma(b0, c20);
            c30 = a3.fma(b0, c30);
            FloatVector b1 = FloatVector.fromArray(SPECIES, b, q + b1At);
            c01 = a0.fma(b1, c01);
            c11 = a1.fma(b1, c11);
            c21 = a2.fma(b1, c21);
            c31 = a3.fma(b1, c31);
            FloatVector b2 = FloatVector.fromArray(SPECIES, b, q + b2At);
            c02 = a0.fma(b2, c02);
            c12 = a1.fma(b2, c12);
            c22 = a2.fma(b2, c22);
            c32 = a3.fma(b2, c32);
        }
        c00.intoArray(sums, to0 + u0);
        c01.intoArray(sums, to0 + u1);
        c02.intoArray(sums, to0 + u2);
        c10.intoArray(sums, to1 + u0);
        c11.intoArray(sums, to1 + u1);
        c12.intoArray(sums, to1 + u2);
        c20.intoArray(sums, to2 + u0);
        c21.intoArray(sums, to2 + u1);
        c22.intoArray(sums, to2 + u2);
        c30.intoArray(sums, to3 + u0);
        c31.intoArray(sums, to3 + u1);
        c32.intoArray(sums, to3 + u2);
    }
}
