package dev.crema.core.kernel;

import java.util.Arrays;

/** Pooling in plain Java, a plane at a time. */
final class PlainPooling {

    private PlainPooling() {}

    static void max(PoolingSizes sizes, float[] x, float[] y, int[] at) {
        Windows rows = sizes.rows();
        Windows columns = sizes.columns();
        Workers.run(sizes.planes(), plane -> {
            int out = plane * sizes.positions();
            int in = plane * sizes.pixels();
            for (int p = 0; p < rows.count(); p++) {
                for (int q = 0; q < columns.count(); q++, out++) {
                    int best = rows.isPair(p) && columns.isPair(q)
                            ? largestOfFour(x, in + rows.begin[p] * sizes.width() + columns.begin[q], sizes.width())
                            : -1;
                    best = best >= 0 ? best : largest(sizes, x, in, p, q);
                    y[out] = x[best];
                    at[out] = best;
                }
            }
        });
    }

    /**
     * The usual window, two by two; -1 if a NaN or an infinity may be among the values. Which one is largest is a coin toss that no
     * branch predictor learns, so the comparisons are sign bits of differences.
     */
    private static int largestOfFour(float[] x, int first, int width) {
        int second = first + width;
        int upper = first - isLess(x[first], x[first + 1]);
        int lower = second - isLess(x[second], x[second + 1]);
        int best = upper + ((lower - upper) & isLess(x[upper], x[lower]));
        float sum = x[first] + x[first + 1] + x[second] + x[second + 1];
        return Math.abs(sum) < Float.POSITIVE_INFINITY ? best : -1;
    }

    /** -1 if {@code a < b}, else 0, for finite numbers; the zero added last makes -0 - 0 a positive zero. */
    private static int isLess(float a, float b) {
        return Float.floatToRawIntBits((a - b) + 0f) >> 31;
    }

    private static int largest(PoolingSizes sizes, float[] x, int in, int p, int q) {
        Windows rows = sizes.rows();
        Windows columns = sizes.columns();
        int best = -1;
        for (int h = rows.begin[p]; h < rows.end[p]; h += rows.step) {
            int line = in + h * sizes.width();
            for (int w = columns.begin[q]; w < columns.end[q]; w += columns.step) {
                if (best < 0 || isLarger(x[line + w], x[best])) {
                    best = line + w;
                }
            }
        }
        return best;
    }

    private static boolean isLarger(float value, float best) {
        return value > best || (Float.isNaN(value) && !Float.isNaN(best));
    }

    static void average(PoolingSizes sizes, float[] x, float[] y) {
        Windows rows = sizes.rows();
        Windows columns = sizes.columns();
        Workers.run(sizes.planes(), plane -> {
            int out = plane * sizes.positions();
            int in = plane * sizes.pixels();
            for (int p = 0; p < rows.count(); p++) {
                for (int q = 0; q < columns.count(); q++, out++) {
                    double sum = 0;
                    for (int h = rows.begin[p]; h < rows.end[p]; h += rows.step) {
                        int line = in + h * sizes.width();
                        for (int w = columns.begin[q]; w < columns.end[q]; w += columns.step) {
                            sum += x[line + w];
                        }
                    }
                    y[out] = (float) (sum / (rows.divisor[p] * columns.divisor[q]));
                }
            }
        });
    }

    static void averageGradient(PoolingSizes sizes, float[] g, float[] dx) {
        Windows rows = sizes.rows();
        Windows columns = sizes.columns();
        Workers.run(sizes.planes(), plane -> {
            int out = plane * sizes.positions();
            int in = plane * sizes.pixels();
            Arrays.fill(dx, in, in + sizes.pixels(), 0);
            for (int p = 0; p < rows.count(); p++) {
                for (int q = 0; q < columns.count(); q++, out++) {
                    float share = g[out] / (rows.divisor[p] * columns.divisor[q]);
                    for (int h = rows.begin[p]; h < rows.end[p]; h += rows.step) {
                        int line = in + h * sizes.width();
                        for (int w = columns.begin[q]; w < columns.end[q]; w += columns.step) {
                            dx[line + w] += share;
                        }
                    }
                }
            }
        });
    }
}
