package dev.crema.core.op;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.ConvolutionCase;
import dev.crema.core.cases.WindowAxis;

/** Convolution and its gradients as the sums that define them, one loop for each index. */
final class NaiveConvolution {

    private final int batch;
    private final int groups;
    private final int channels;
    private final int filters;
    private final WindowAxis rows;
    private final WindowAxis columns;
    private final double[] x;
    private final double[] w;

    NaiveConvolution(ConvolutionCase sizes, NdArray input, NdArray weight) {
        this.batch = sizes.batch();
        this.groups = sizes.groups();
        this.channels = sizes.channels();
        this.filters = sizes.filters();
        this.rows = sizes.rows();
        this.columns = sizes.columns();
        this.x = input.toDoubleArray();
        this.w = weight.toDoubleArray();
    }

    /** {@code y[n, k, p, q] = bias[k] + sum of x[n, c, h(p, r), w(q, s)]·weight[k, c, r, s] over c, r, s}. */
    NdArray output(NdArray bias, DType dtype) {
        double[] y = new double[batch * groups * filters * rows.count() * columns.count()];
        for (int n = 0; n < batch; n++) {
            for (int k = 0; k < groups * filters; k++) {
                for (int p = 0; p < rows.count(); p++) {
                    for (int q = 0; q < columns.count(); q++) {
                        y[output(n, k, p, q)] = bias.getFlat(k) + output(n, k, p, q, k / filters * channels);
                    }
                }
            }
        }
        Shape shape = Shape.of(batch, groups * filters, rows.count(), columns.count());
        return NdArray.of(shape, y).to(dtype);
    }

    private double output(int n, int k, int p, int q, int firstChannel) {
        double sum = 0;
        for (int c = 0; c < channels; c++) {
            for (int r = 0; r < rows.kernel(); r++) {
                for (int s = 0; s < columns.kernel(); s++) {
                    sum += pixel(n, firstChannel + c, rows.index(p, r), columns.index(q, s)) * w[weight(k, c, r, s)];
                }
            }
        }
        return sum;
    }

    /** {@code dw[k, c, r, s] = sum of g[n, k, p, q]·x[n, c, h(p, r), w(q, s)] over n, p, q}. */
    NdArray weightGradient(NdArray cotangent, NdArray weight) {
        double[] g = cotangent.toDoubleArray();
        double[] dw = new double[w.length];
        for (int k = 0; k < groups * filters; k++) {
            for (int c = 0; c < channels; c++) {
                for (int r = 0; r < rows.kernel(); r++) {
                    for (int s = 0; s < columns.kernel(); s++) {
                        dw[weight(k, c, r, s)] = weightGradient(g, k, k / filters * channels + c, r, s);
                    }
                }
            }
        }
        return NdArray.of(weight.shape(), dw).to(weight.dtype());
    }

    private double weightGradient(double[] g, int k, int channel, int r, int s) {
        double sum = 0;
        for (int n = 0; n < batch; n++) {
            for (int p = 0; p < rows.count(); p++) {
                for (int q = 0; q < columns.count(); q++) {
                    sum += g[output(n, k, p, q)] * pixel(n, channel, rows.index(p, r), columns.index(q, s));
                }
            }
        }
        return sum;
    }

    /** {@code dx[n, c, h, w] = sum of g[n, k, p, q]·weight[k, c, r, s] over all that meet (h, w)}. */
    NdArray inputGradient(NdArray cotangent, NdArray input) {
        double[] g = cotangent.toDoubleArray();
        double[] dx = new double[x.length];
        for (int n = 0; n < batch; n++) {
            for (int channel = 0; channel < groups * channels; channel++) {
                for (int h = 0; h < rows.size(); h++) {
                    for (int v = 0; v < columns.size(); v++) {
                        dx[input(n, channel, h, v)] = inputGradient(g, n, channel, h, v);
                    }
                }
            }
        }
        return NdArray.of(input.shape(), dx).to(input.dtype());
    }

    private double inputGradient(double[] g, int n, int channel, int h, int v) {
        int group = channel / channels;
        double sum = 0;
        for (int k = group * filters; k < (group + 1) * filters; k++) {
            for (int r = 0; r < rows.kernel(); r++) {
                for (int s = 0; s < columns.kernel(); s++) {
                    int p = window(rows, h, r);
                    int q = window(columns, v, s);
                    if (p >= 0 && q >= 0) {
                        sum += g[output(n, k, p, q)] * w[weight(k, channel % channels, r, s)];
                    }
                }
            }
        }
        return sum;
    }

    /** The window whose tap meets an index, or -1 if there is none. */
    private static int window(WindowAxis axis, int index, int tap) {
        int distance = index - axis.index(0, tap);
        boolean exists = distance >= 0 && distance % axis.stride() == 0 && distance / axis.stride() < axis.count();
        return exists ? distance / axis.stride() : -1;
    }

    private double pixel(int n, int channel, int h, int v) {
        return rows.contains(h) && columns.contains(v) ? x[input(n, channel, h, v)] : 0;
    }

    private int input(int n, int channel, int h, int v) {
        return ((n * groups * channels + channel) * rows.size() + h) * columns.size() + v;
    }

    private int weight(int k, int c, int r, int s) {
        return ((k * channels + c) * rows.kernel() + r) * columns.kernel() + s;
    }

    private int output(int n, int k, int p, int q) {
        return ((n * groups * filters + k) * rows.count() + p) * columns.count() + q;
    }
}
