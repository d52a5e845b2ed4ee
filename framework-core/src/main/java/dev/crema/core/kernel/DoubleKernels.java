package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code double} loops in plain Java: there for precision, in gradient checks above all, so they are written to be short.
 *
 * <p>Long sums are pairwise (Higham, The Accuracy of Floating Point Summation, 1993).
 */
final class DoubleKernels implements Kernels<double[]> {

    private static final int PAIRWISE_LEAF = 32;

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public int vectorBits() {
        return 0;
    }

    @Override
    public double[] allocate(int size) {
        return new double[size];
    }

    @Override
    public Buffers<double[]> buffers() {
        return Buffers.DOUBLES;
    }

    @Override
    public int length(double[] values) {
        return values.length;
    }

    @Override
    public double get(double[] values, int index) {
        return values[index];
    }

    @Override
    public void set(double[] values, int index, double value) {
        values[index] = value;
    }

    @Override
    public void fill(double[] values, int from, int to, double value) {
        Arrays.fill(values, from, to, value);
    }

    @Override
    public void copy(double[] from, int fromOffset, double[] to, int toOffset, int count) {
        System.arraycopy(from, fromOffset, to, toOffset, count);
    }

    @Override
    public void map(double[] x, double[] y, DoubleUnaryOperator f) {
        Arrays.setAll(y, i -> f.applyAsDouble(x[i]));
    }

    @Override
    public void zip(double[] a, double[] b, double[] y, DoubleBinaryOperator f) {
        Arrays.setAll(y, i -> f.applyAsDouble(a[i], b[i]));
    }

    @Override
    public void binary(
            Binary operation, int count, double[] a, int aOffset, double[] b, int bOffset, double[] y, int yOffset) {
        DoubleBinaryOperator f = switch (operation) {
            case ADD -> Double::sum;
            case ADD_RELU -> (u, v) -> Math.max(u + v, 0);
            case SUBTRACT -> (u, v) -> u - v;
            case MULTIPLY -> (u, v) -> u * v;
            case DIVIDE -> (u, v) -> u / v;
            case MAXIMUM -> Math::max;
            case MINIMUM -> Math::min;
        };
        for (int i = 0; i < count; i++) {
            y[yOffset + i] = f.applyAsDouble(a[aOffset + i], b[bOffset + i]);
        }
    }

    @Override
    public void relu(double[] x, double[] y) {
        map(x, y, value -> Math.max(value, 0));
    }

    @Override
    public void reluGradient(double[] y, double[] g, double[] dx) {
        zip(y, g, dx, (value, cotangent) -> value != 0 ? cotangent : 0);
    }

    @Override
    public void update(
            UpdateRule rule,
            double[] value,
            double[] gradient,
            List<double[]> memories,
            double[] next,
            int from,
            int to) {
        rule.run(value, gradient, memories, next, from, to);
    }

    @Override
    public void map(Formula formula, double parameter, double[] x, double[] y) {
        map(x, y, value -> formula.value(value, parameter));
    }

    @Override
    public void mapGradient(Formula formula, double parameter, double[] x, double[] g, double[] dx) {
        zip(x, g, dx, (value, cotangent) -> cotangent * formula.slope(value, parameter));
    }

    @Override
    public void gather(GatherMap map, double[] from, double[] to, double fill) {
        int[] inner = map.innermost();
        for (int run = 0, at = 0; run < map.runs(); run++) {
            int start = map.runStart(run);
            for (int offset : inner) {
                boolean nowhere = start == GatherMap.NOWHERE || offset == GatherMap.NOWHERE;
                to[at++] = nowhere ? fill : from[start + offset];
            }
        }
    }

    @Override
    public void scatterAdd(GatherMap map, double[] from, double[] to) {
        int[] inner = map.innermost();
        for (int run = 0, at = 0; run < map.runs(); run++) {
            int start = map.runStart(run);
            for (int i = 0; i < inner.length; i++, at++) {
                if (start != GatherMap.NOWHERE && inner[i] != GatherMap.NOWHERE) {
                    to[start + inner[i]] += from[at];
                }
            }
        }
    }

    @Override
    public void sum(int outer, int count, int inner, double[] x, double[] y) {
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int start = o * count * inner + i;
                y[o * inner + i] = pairwise(0, count, n -> x[start + n * inner]);
            }
        }
    }

    @Override
    public void extremum(boolean max, int outer, int count, int inner, double[] x, double[] y) {
        for (int o = 0; o < outer; o++) {
            for (int i = 0; i < inner; i++) {
                int at = o * count * inner + i;
                double best = x[at];
                for (int n = 1; n < count; n++) {
                    double value = x[at + n * inner];
                    best = max ? Math.max(best, value) : Math.min(best, value);
                }
                y[o * inner + i] = best;
            }
        }
    }

    @Override
    public void product(Matrix<double[]> a, Matrix<double[]> b, Matrix<double[]> c, boolean accumulate) {
        Workers.run(c.rows, i -> {
            for (int j = 0; j < c.columns; j++) {
                double sum = accumulate ? c.values[c.index(i, j)] : 0;
                for (int k = 0; k < a.columns; k++) {
                    sum = Math.fma(a.values[a.index(i, k)], b.values[b.index(k, j)], sum);
                }
                c.values[c.index(i, j)] = sum;
            }
        });
    }

    @Override
    public void convolution(
            ConvolutionSizes sizes,
            double[] x,
            double[] w,
            PackedWeights weights,
            double @Nullable [] bias,
            double[] y) {
        DoubleConvolution.forward(sizes, x, w, bias, y);
    }

    @Override
    public void convolutionInputGradient(ConvolutionSizes sizes, double[] g, double[] w, double[] dx) {
        DoubleConvolution.inputGradient(sizes, g, w, dx);
    }

    @Override
    public void convolutionWeightGradient(ConvolutionSizes sizes, double[] x, double[] g, double[] dw) {
        DoubleConvolution.weightGradient(sizes, x, g, dw);
    }

    @Override
    public void maxPool(PoolingSizes sizes, double[] x, double[] y) {
        Arrays.fill(y, Double.NEGATIVE_INFINITY);
        eachMember(sizes, (in, out, divisor) -> y[out] = Math.max(y[out], x[in]));
    }

    @Override
    public void maxPoolGradient(PoolingSizes sizes, double[] x, double[] g, double[] dx) {
        int[] best = new int[g.length];
        Arrays.fill(best, -1);
        eachMember(sizes, (in, out, divisor) -> {
            if (best[out] < 0 || x[in] > x[best[out]] || (Double.isNaN(x[in]) && !Double.isNaN(x[best[out]]))) {
                best[out] = in;
            }
        });
        Arrays.fill(dx, 0);
        for (int out = 0; out < g.length; out++) {
            dx[best[out]] += g[out];
        }
    }

    @Override
    public void averagePool(PoolingSizes sizes, double[] x, double[] y) {
        Arrays.fill(y, 0);
        eachMember(sizes, (in, out, divisor) -> y[out] += x[in] / divisor);
    }

    @Override
    public void averagePoolGradient(PoolingSizes sizes, double[] g, double[] dx) {
        Arrays.fill(dx, 0);
        eachMember(sizes, (in, out, divisor) -> dx[in] += g[out] / divisor);
    }

    private static void eachMember(PoolingSizes sizes, Member member) {
        Windows rows = sizes.rows();
        Windows columns = sizes.columns();
        for (int plane = 0, out = 0; plane < sizes.planes(); plane++) {
            for (int p = 0; p < rows.count(); p++) {
                for (int q = 0; q < columns.count(); q++, out++) {
                    for (int h = rows.begin[p]; h < rows.end[p]; h += rows.step) {
                        int line = plane * sizes.pixels() + h * sizes.width();
                        for (int w = columns.begin[q]; w < columns.end[q]; w += columns.step) {
                            member.take(line + w, out, (double) sizes.divisor(p, q));
                        }
                    }
                }
            }
        }
    }

    @Override
    public void channelSums(Channels channels, double[] x, double[] sums) {
        eachChannel(channels, sums, (c, at) -> x[at]);
    }

    @Override
    public void channelMoments(Channels channels, double[] x, double[] mean, double[] variance) {
        double count = channels.perChannel();
        channelSums(channels, x, mean);
        Arrays.setAll(mean, c -> mean[c] / count);
        eachChannel(channels, variance, (c, at) -> (x[at] - mean[c]) * (x[at] - mean[c]));
        Arrays.setAll(variance, c -> variance[c] / count);
    }

    @Override
    public void channelProducts(
            Channels channels, double[] g, double[] x, double[] center, double[] sums, double[] products) {
        channelSums(channels, g, sums);
        eachChannel(channels, products, (c, at) -> g[at] * (x[at] - center[c]));
    }

    private static void eachChannel(Channels channels, double[] sums, Term term) {
        int inner = channels.inner();
        Arrays.setAll(
                sums,
                c -> pairwise(0, channels.perChannel(), i -> term.at(c, channels.offset(i / inner, c) + i % inner)));
    }

    @Override
    public void channelAffine(Channels channels, double[] x, ChannelLines lines, double[] y) {
        Arrays.setAll(y, i -> affine(channels, x, lines, i));
    }

    @Override
    public void channelAffine(
            Channels channels, double[] g, double[] gScale, double[] x, ChannelLines lines, double[] y) {
        Arrays.setAll(y, i -> Math.fma(gScale[channel(channels, i)], g[i], affine(channels, x, lines, i)));
    }

    @Override
    public void channelRelu(Channels channels, double[] x, ChannelLines lines, double[] y) {
        Arrays.setAll(y, i -> Math.max(affine(channels, x, lines, i), 0));
    }

    @Override
    public void channelReluProducts(
            Channels channels,
            double[] g,
            double[] x,
            ChannelLines lines,
            double[] center,
            double[] sums,
            double[] products) {
        channelProducts(channels, passed(channels, g, x, lines), x, center, sums, products);
    }

    @Override
    public void channelReluGradient(
            Channels channels, double[] g, double[] x, ChannelLines lines, ChannelLines ofCotangent, double[] dx) {
        channelAffine(channels, passed(channels, g, x, lines), ofCotangent, dx);
    }

    @Override
    public void channelReluGradient(
            Channels channels,
            double[] g,
            double[] gScale,
            double[] x,
            ChannelLines lines,
            ChannelLines ofInput,
            double[] dx) {
        channelAffine(channels, passed(channels, g, x, lines), gScale, x, ofInput, dx);
    }

    /** What ReLU leaves of a cotangent. */
    private double[] passed(Channels channels, double[] g, double[] x, ChannelLines lines) {
        double[] result = new double[g.length];
        channelRelu(channels, x, lines, result);
        reluGradient(result, g, result);
        return result;
    }

    private static double affine(Channels channels, double[] x, ChannelLines lines, int i) {
        int c = channel(channels, i);
        return Math.fma(lines.scale(c), x[i] - lines.center(c), lines.shift(c));
    }

    private static int channel(Channels channels, int i) {
        return i / channels.inner() % channels.channels();
    }

    private static double pairwise(int from, int to, IntToDoubleFunction term) {
        if (to - from > PAIRWISE_LEAF) {
            int middle = (from + to) >>> 1;
            return pairwise(from, middle, term) + pairwise(middle, to, term);
        }
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += term.applyAsDouble(i);
        }
        return sum;
    }

    /** An input that belongs to the window of an output, by their indices. */
    @FunctionalInterface
    private interface Member {
        void take(int in, int out, double divisor);
    }

    /** What the value at an index of a channel adds to a sum. */
    @FunctionalInterface
    private interface Term {
        double at(int channel, int index);
    }
}
