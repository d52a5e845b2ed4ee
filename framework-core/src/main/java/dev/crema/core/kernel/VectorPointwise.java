package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Elementwise loops with the Vector API, over the elements {@code from .. to - 1}. */
final class VectorPointwise {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final int WIDTH = FLOATS.length();
    private static final int STEP = VectorElementary.SPECIES.length();

    /** Elements that are widened at a time. */
    private static final int BLOCK = VectorBlock.SIZE;

    private VectorPointwise() {}

    static void addRelu(int count, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        int i = 0;
        for (; i <= count - WIDTH; i += WIDTH) {
            FloatVector sum =
                    FloatVector.fromArray(FLOATS, a, aOffset + i).add(FloatVector.fromArray(FLOATS, b, bOffset + i));
            sum.blend(0f, sum.compare(VectorOperators.LE, 0f)).intoArray(y, yOffset + i);
        }
        PlainPointwise.addRelu(count - i, a, aOffset + i, b, bOffset + i, y, yOffset + i);
    }

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
        VectorBlock block = VectorBlock.ofThread();
        block.parameter = parameter;
        for (int at = from; at < to; at += BLOCK) {
            int count = Math.min(BLOCK, to - at);
            block.count = whole(count);
            widen(x, at, count, block.numbers);
            VectorFormulas.values(formula, block);
            VectorWidening.narrow(block.numbers, y, at, count);
        }
    }

    static void mapGradient(Formula formula, double parameter, float[] x, float[] g, float[] dx, int from, int to) {
        VectorBlock block = VectorBlock.ofThread();
        block.parameter = parameter;
        for (int at = from; at < to; at += BLOCK) {
            int count = Math.min(BLOCK, to - at);
            block.count = whole(count);
            widen(x, at, count, block.numbers);
            VectorFormulas.slopes(formula, block);
            multiply(block.numbers, g, at, count);
            VectorWidening.narrow(block.numbers, dx, at, count);
        }
    }

    static void exp(int count, double[] x, double[] y) {
        VectorBlock block = VectorBlock.ofThread();
        for (int at = 0; at < count; at += BLOCK) {
            int size = Math.min(BLOCK, count - at);
            block.count = whole(size);
            System.arraycopy(x, at, block.numbers, 0, size);
            VectorFormulas.values(Formula.EXP, block);
            System.arraycopy(block.numbers, 0, y, at, size);
        }
    }

    private static void multiply(double[] slopes, float[] g, int at, int count) {
        for (int i = 0; i < count; i++) {
            slopes[i] *= g[at + i];
        }
    }

    /** The next multiple of the lanes: what a block holds beyond its count is computed too, and not used. */
    private static int whole(int count) {
        return (count + STEP - 1) / STEP * STEP;
    }

    /** A plain loop, like the way back: vectors of half as many floats are out of the question (ADR 0012). */
    private static void widen(float[] from, int at, int count, double[] to) {
        for (int i = 0; i < count; i++) {
            to[i] = from[at + i];
        }
    }
}
