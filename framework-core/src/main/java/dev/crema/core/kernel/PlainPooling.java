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
                    int best = -1;
                    for (int h = rows.begin[p]; h < rows.end[p]; h += rows.step) {
                        int line = in + h * sizes.width();
                        for (int w = columns.begin[q]; w < columns.end[q]; w += columns.step) {
                            float value = x[line + w];
                            if (best < 0 || value > x[best] || (Float.isNaN(value) && !Float.isNaN(x[best]))) {
                                best = line + w;
                            }
                        }
                    }
                    y[out] = x[best];
                    at[out] = best;
                }
            }
        });
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
