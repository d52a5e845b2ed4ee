package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Loops over {@link Float16} numbers: what is more than one operation is computed by the loops over {@code float} and rounded once at
 * the end. There to store numbers in half the memory, not for speed: each loop widens all its operands.
 */
final class HalfKernels implements Kernels<short[]> {

    private static final int STRETCH = 16_384;

    private static Kernels<float[]> floats() {
        return KernelChoice.floats();
    }

    private static float[] widened(short[] values) {
        float[] result = new float[values.length];
        Workers.runStretches(values.length, STRETCH, (from, to) -> {
            for (int i = from; i < to; i++) {
                result[i] = Float16.toFloat(values[i]);
            }
        });
        return result;
    }

    private static void narrow(float[] values, short[] result) {
        Workers.runStretches(result.length, STRETCH, (from, to) -> {
            for (int i = from; i < to; i++) {
                result[i] = Float16.of(values[i]);
            }
        });
    }

    @Override
    public String name() {
        return floats().name();
    }

    @Override
    public int vectorBits() {
        return floats().vectorBits();
    }

    @Override
    public short[] allocate(int size) {
        return new short[size];
    }

    @Override
    public Buffers<short[]> buffers() {
        return Buffers.HALVES;
    }

    @Override
    public int length(short[] values) {
        return values.length;
    }

    @Override
    public double get(short[] values, int index) {
        return Float16.toFloat(values[index]);
    }

    @Override
    public void set(short[] values, int index, double value) {
        values[index] = Float16.of(value);
    }

    @Override
    public void fill(short[] values, int from, int to, double value) {
        Arrays.fill(values, from, to, Float16.of(value));
    }

    @Override
    public void copy(short[] from, int fromOffset, short[] to, int toOffset, int count) {
        System.arraycopy(from, fromOffset, to, toOffset, count);
    }

    @Override
    public void map(short[] x, short[] y, DoubleUnaryOperator f) {
        Workers.runStretches(y.length, STRETCH, (from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] = Float16.of(f.applyAsDouble(Float16.toFloat(x[i])));
            }
        });
    }

    @Override
    public void zip(short[] a, short[] b, short[] y, DoubleBinaryOperator f) {
        Workers.runStretches(y.length, STRETCH, (from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] = Float16.of(f.applyAsDouble(Float16.toFloat(a[i]), Float16.toFloat(b[i])));
            }
        });
    }

    @Override
    public void map(Formula formula, double parameter, short[] x, short[] y) {
        float[] result = new float[y.length];
        floats().map(formula, parameter, widened(x), result);
        narrow(result, y);
    }

    @Override
    public void mapGradient(Formula formula, double parameter, short[] x, short[] g, short[] dx) {
        float[] result = new float[dx.length];
        floats().mapGradient(formula, parameter, widened(x), widened(g), result);
        narrow(result, dx);
    }

    @Override
    public void binary(
            Binary operation, int count, short[] a, int aOffset, short[] b, int bOffset, short[] y, int yOffset) {
        float[] left = widened(Arrays.copyOfRange(a, aOffset, aOffset + count));
        float[] right = widened(Arrays.copyOfRange(b, bOffset, bOffset + count));
        float[] result = new float[count];
        floats().binary(operation, count, left, 0, right, 0, result, 0);
        for (int i = 0; i < count; i++) {
            y[yOffset + i] = Float16.of(result[i]);
        }
    }

    @Override
    public void relu(short[] x, short[] y) {
        map(x, y, value -> Math.max(value, 0));
    }

    @Override
    public void reluGradient(short[] y, short[] g, short[] dx) {
        zip(y, g, dx, (value, cotangent) -> value != 0 ? cotangent : 0);
    }

    @Override
    public void update(
            UpdateRule rule, short[] value, short[] gradient, List<short[]> memories, short[] next, int from, int to) {
        List<float[]> wide =
                memories.stream().map(memory -> widened(memory, from, to)).toList();
        float[] result = new float[to - from];
        floats().update(rule, widened(value, from, to), widened(gradient, from, to), wide, result, 0, to - from);
        for (int i = 0; i < wide.size(); i++) {
            narrow(wide.get(i), memories.get(i), from);
        }
        narrow(result, next, from);
    }

    private static float[] widened(short[] values, int from, int to) {
        float[] result = new float[to - from];
        for (int i = 0; i < result.length; i++) {
            result[i] = Float16.toFloat(values[from + i]);
        }
        return result;
    }

    private static void narrow(float[] values, short[] result, int at) {
        for (int i = 0; i < values.length; i++) {
            result[at + i] = Float16.of(values[i]);
        }
    }

    @Override
    public void exp(int count, double[] x, double[] y) {
        floats().exp(count, x, y);
    }

    @Override
    public void gather(GatherMap map, short[] from, short[] to, double fill) {
        short nothing = Float16.of(fill);
        int[] inner = map.innermost();
        for (int run = 0, at = 0; run < map.runs(); run++) {
            int start = map.runStart(run);
            for (int offset : inner) {
                boolean nowhere = start == GatherMap.NOWHERE || offset == GatherMap.NOWHERE;
                to[at++] = nowhere ? nothing : from[start + offset];
            }
        }
    }

    @Override
    public void scatterAdd(GatherMap map, short[] from, short[] to) {
        float[] sums = widened(to);
        floats().scatterAdd(map, widened(from), sums);
        narrow(sums, to);
    }

    @Override
    public void sum(int outer, int count, int inner, short[] x, short[] y) {
        float[] result = new float[y.length];
        floats().sum(outer, count, inner, widened(x), result);
        narrow(result, y);
    }

    @Override
    public void extremum(boolean max, int outer, int count, int inner, short[] x, short[] y) {
        float[] result = new float[y.length];
        floats().extremum(max, outer, count, inner, widened(x), result);
        narrow(result, y);
    }

    @Override
    public void product(Matrix<short[]> a, Matrix<short[]> b, Matrix<short[]> c, boolean accumulate) {
        Matrix<float[]> result = widened(c);
        floats().product(widened(a), widened(b), result, accumulate);
        for (int i = 0; i < c.rows; i++) {
            for (int j = 0; j < c.columns; j++) {
                c.values[c.index(i, j)] = Float16.of(result.values[result.index(i, j)]);
            }
        }
    }

    /** The elements of a matrix, which may be a small part of its array. */
    private static Matrix<float[]> widened(Matrix<short[]> matrix) {
        Matrix<float[]> result =
                Matrix.rowMajor(new float[matrix.rows * matrix.columns], 0, matrix.rows, matrix.columns);
        for (int i = 0; i < matrix.rows; i++) {
            for (int j = 0; j < matrix.columns; j++) {
                result.values[result.index(i, j)] = Float16.toFloat(matrix.values[matrix.index(i, j)]);
            }
        }
        return result;
    }

    @Override
    public void convolution(
            ConvolutionSizes sizes, short[] x, short[] w, PackedWeights weights, short @Nullable [] bias, short[] y) {
        float[] result = new float[y.length];
        floats().convolution(sizes, widened(x), widened(w), weights, bias == null ? null : widened(bias), result);
        narrow(result, y);
    }

    @Override
    public void convolutionInputGradient(ConvolutionSizes sizes, short[] g, short[] w, short[] dx) {
        float[] result = new float[dx.length];
        floats().convolutionInputGradient(sizes, widened(g), widened(w), result);
        narrow(result, dx);
    }

    @Override
    public void convolutionWeightGradient(ConvolutionSizes sizes, short[] x, short[] g, short[] dw) {
        float[] result = new float[dw.length];
        floats().convolutionWeightGradient(sizes, widened(x), widened(g), result);
        narrow(result, dw);
    }

    @Override
    public void maxPool(PoolingSizes sizes, short[] x, short[] y) {
        float[] result = new float[y.length];
        floats().maxPool(sizes, widened(x), result);
        narrow(result, y);
    }

    @Override
    public void maxPoolGradient(PoolingSizes sizes, short[] x, short[] g, short[] dx) {
        float[] result = new float[dx.length];
        floats().maxPoolGradient(sizes, widened(x), widened(g), result);
        narrow(result, dx);
    }

    @Override
    public void averagePool(PoolingSizes sizes, short[] x, short[] y) {
        float[] result = new float[y.length];
        floats().averagePool(sizes, widened(x), result);
        narrow(result, y);
    }

    @Override
    public void averagePoolGradient(PoolingSizes sizes, short[] g, short[] dx) {
        float[] result = new float[dx.length];
        floats().averagePoolGradient(sizes, widened(g), result);
        narrow(result, dx);
    }

    @Override
    public void channelSums(Channels channels, short[] x, double[] sums) {
        floats().channelSums(channels, widened(x), sums);
    }

    @Override
    public void channelMoments(Channels channels, short[] x, double[] mean, double[] variance) {
        floats().channelMoments(channels, widened(x), mean, variance);
    }

    @Override
    public void channelProducts(
            Channels channels, short[] g, short[] x, double[] center, double[] sums, double[] products) {
        floats().channelProducts(channels, widened(g), widened(x), center, sums, products);
    }

    @Override
    public void channelAffine(Channels channels, short[] x, ChannelLines lines, short[] y) {
        float[] result = new float[y.length];
        floats().channelAffine(channels, widened(x), lines, result);
        narrow(result, y);
    }

    @Override
    public void channelAffine(Channels channels, short[] g, double[] gScale, short[] x, ChannelLines lines, short[] y) {
        float[] result = new float[y.length];
        floats().channelAffine(channels, widened(g), gScale, widened(x), lines, result);
        narrow(result, y);
    }

    @Override
    public void channelRelu(Channels channels, short[] x, ChannelLines lines, short[] y) {
        float[] result = new float[y.length];
        floats().channelRelu(channels, widened(x), lines, result);
        narrow(result, y);
    }

    @Override
    public void channelReluProducts(
            Channels channels,
            short[] g,
            short[] x,
            ChannelLines lines,
            double[] center,
            double[] sums,
            double[] products) {
        floats().channelReluProducts(channels, widened(g), widened(x), lines, center, sums, products);
    }

    @Override
    public void channelReluGradient(
            Channels channels, short[] g, short[] x, ChannelLines lines, ChannelLines ofCotangent, short[] dx) {
        float[] result = new float[dx.length];
        floats().channelReluGradient(channels, widened(g), widened(x), lines, ofCotangent, result);
        narrow(result, dx);
    }

    @Override
    public void channelReluGradient(
            Channels channels,
            short[] g,
            double[] gScale,
            short[] x,
            ChannelLines lines,
            ChannelLines ofInput,
            short[] dx) {
        float[] result = new float[dx.length];
        floats().channelReluGradient(channels, widened(g), gScale, widened(x), lines, ofInput, result);
        narrow(result, dx);
    }
}
