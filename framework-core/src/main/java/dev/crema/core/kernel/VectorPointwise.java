package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Elementwise loops with the Vector API, over the elements {@code from .. to - 1}. */
final class VectorPointwise {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int WIDTH = FLOATS.length();
    private static final int STEP = VectorElementary.SPECIES.length();

    /** Elements that are widened at a time; they stay in the first-level cache. */
    private static final int BLOCK = 512;

    private VectorPointwise() {}

    static void reluGradient(float[] y, float[] g, float[] dx, int from, int to) {
        int i = from;
        for (; i <= to - WIDTH; i += WIDTH) {
            FloatVector value = FloatVector.fromArray(FLOATS, y, i);
            FloatVector.fromArray(FLOATS, g, i)
                    .blend(0f, value.compare(VectorOperators.EQ, 0f))
                    .intoArray(dx, i);
        }
        PlainPointwise.reluGradient(y, g, dx, i, to);
    }

    static void map(Formula formula, double parameter, float[] x, float[] y, int from, int to) {
        double[] block = new double[BLOCK];
        for (int at = from; at < to; at += BLOCK) {
            int count = Math.min(BLOCK, to - at);
            widen(x, at, count, block);
            VectorFormulas.values(formula, parameter, block, whole(count));
            narrow(block, y, at, count);
        }
    }

    static void mapGradient(Formula formula, double parameter, float[] x, float[] g, float[] dx, int from, int to) {
        double[] slopes = new double[BLOCK];
        double[] cotangents = new double[BLOCK];
        for (int at = from; at < to; at += BLOCK) {
            int count = Math.min(BLOCK, to - at);
            widen(x, at, count, slopes);
            widen(g, at, count, cotangents);
            VectorFormulas.slopes(formula, parameter, slopes, whole(count));
            for (int i = 0; i < BLOCK; i++) {
                slopes[i] *= cotangents[i];
            }
            narrow(slopes, dx, at, count);
        }
    }

    /** The next multiple of the lanes: what a block holds beyond its count is computed too, and not used. */
    private static int whole(int count) {
        return (count + STEP - 1) / STEP * STEP;
    }

    /** A plain loop, like the one back: vectors of half as many floats are out of the question (ADR 0012). */
    private static void widen(float[] from, int at, int count, double[] to) {
        for (int i = 0; i < count; i++) {
            to[i] = from[at + i];
        }
    }

    private static void narrow(double[] from, float[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] = (float) from[i];
        }
    }
}
