package dev.crema.core.kernel;

/** Elementwise loops in plain Java, over the elements {@code from .. to - 1}. */
final class PlainPointwise {

    private PlainPointwise() {}

    static void relu(float[] x, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = Math.max(x[i], 0f);
        }
    }

    static void addRelu(int count, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        for (int i = 0; i < count; i++) {
            y[yOffset + i] = Math.max(a[aOffset + i] + b[bOffset + i], 0f);
        }
    }

    static void reluGradient(float[] y, float[] g, float[] dx, int from, int to) {
        for (int i = from; i < to; i++) {
            dx[i] = passed(g[i], y[i]);
        }
    }

    /** The cotangent where ReLU's value is not 0, else 0. */
    static float passed(float g, float y) {
        // -1 where y is not 0, else 0: the sign of a cotangent is a coin toss that no branch predictor learns
        int mask = -(Float.floatToRawIntBits(y) & Integer.MAX_VALUE) >> 31;
        return Float.intBitsToFloat(Float.floatToRawIntBits(g) & mask);
    }

    static void exp(int count, double[] x, double[] y) {
        for (int i = 0; i < count; i++) {
            y[i] = Elementary.exp(x[i]);
        }
    }

    static void map(Formula formula, double parameter, float[] x, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = (float) formula.value(x[i], parameter);
        }
    }

    static void mapGradient(Formula formula, double parameter, float[] x, float[] g, float[] dx, int from, int to) {
        for (int i = from; i < to; i++) {
            dx[i] = (float) (g[i] * formula.slope(x[i], parameter));
        }
    }
}
