package dev.crema.core.kernel;

import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The loops of one element type: everything that touches array elements many times goes through here.
 *
 * <p>{@code A} is {@code float[]}, {@code double[]}, or {@code short[]} for {@link Float16}. Arrays are row-major and contiguous. The
 * plain implementations define every result to the bit; the others must reproduce it, except where their class says that they do not.
 *
 * <p>Products accumulate along the summed index in ascending order, one fused multiply-add per term. Sums of {@code float}
 * are accumulated in {@code double}. Work is divided into pieces by size alone, so the number of threads never shows.
 *
 * <p>A loop writes each element of its result, which may hold anything before, save where it says that it adds to what is there.
 *
 * @param <A> the primitive array type
 */
public interface Kernels<A> {

    /** The name by which these loops are chosen and reported, such as {@code plain}. */
    String name();

    /** The vector width in bits that the loops are written for, or 0 where that is left to the JIT compiler. */
    int vectorBits();

    /** A new array of {@code size} zeros. */
    A allocate(int size);

    /** The arrays of this type that are kept for reuse. */
    Buffers<A> buffers();

    int length(A values);

    double get(A values, int index);

    void set(A values, int index, double value);

    void fill(A values, int from, int to, double value);

    void copy(A from, int fromOffset, A to, int toOffset, int count);

    /** {@code y[yOffset + i·yStep] = x[xOffset + i]} for {@code count} elements, on the calling thread. */
    default void widen(int count, A x, int xOffset, double[] y, int yOffset, int yStep) {
        for (int i = 0; i < count; i++) {
            y[yOffset + i * yStep] = get(x, xOffset + i);
        }
    }

    /** {@code y[yOffset + i] = x[xOffset + i·xStep]}, rounded, for {@code count} elements, on the calling thread. */
    default void narrow(int count, double[] x, int xOffset, int xStep, A y, int yOffset) {
        for (int i = 0; i < count; i++) {
            set(y, yOffset + i, x[xOffset + i * xStep]);
        }
    }

    /** {@code y[i] = f(x[i])}, computed in double precision and rounded once. */
    void map(A x, A y, DoubleUnaryOperator f);

    /** {@code y[i] = f(a[i], b[i])}, computed in double precision and rounded once. */
    void zip(A a, A b, A y, DoubleBinaryOperator f);

    /** {@code y[yOffset + i] = a[aOffset + i] ∘ b[bOffset + i]} for {@code count} elements, on the calling thread. */
    void binary(Binary operation, int count, A a, int aOffset, A b, int bOffset, A y, int yOffset);

    /** {@code y[i] = max(x[i], 0)}; a NaN stays a NaN. */
    void relu(A x, A y);

    /** {@code dx[i] = g[i]} where {@code y[i]} is not 0, else 0; {@code y} is the value of {@link #relu}. */
    void reluGradient(A y, A g, A dx);

    /** {@code next[from .. to - 1]} by an optimizer's rule, which changes its memories there; on the calling thread. */
    void update(UpdateRule rule, A value, A gradient, List<A> memories, A next, int from, int to);

    /** {@code y[i] = f(x[i])}, computed in double precision and rounded once. */
    void map(Formula formula, double parameter, A x, A y);

    /** {@code dx[i] = g[i]·f'(x[i])}, computed in double precision and rounded once. */
    void mapGradient(Formula formula, double parameter, A x, A g, A dx);

    /** {@code y[i] = exp(x[i])} for {@code count} numbers in double precision, on the calling thread. */
    default void exp(int count, double[] x, double[] y) {
        PlainPointwise.exp(count, x, y);
    }

    /** {@code to[i] = from[map(i)]} with {@code fill} where the map has no source. */
    void gather(GatherMap map, A from, A to, double fill);

    /** {@code to[map(i)] += from[i]} in ascending order of {@code i}: the adjoint of {@link #gather}. */
    void scatterAdd(GatherMap map, A from, A to);

    /**
     * {@code y[o, i] = sum over n of x[o, n, i]} for {@code x} seen as {@code [outer, count, inner]}: in ascending order of
     * {@code n}, or in lanes (see {@link PlainSums}) where {@code inner} is 1; pairwise for {@code double}.
     */
    void sum(int outer, int count, int inner, A x, A y);

    /** {@code y[o, i] = max (or min) over n of x[o, n, i]}; a NaN wins. */
    void extremum(boolean max, int outer, int count, int inner, A x, A y);

    /** {@code c = a·b}, or {@code c = c + a·b} if {@code accumulate}. */
    void product(Matrix<A> a, Matrix<A> b, Matrix<A> c, boolean accumulate);

    /** {@code y = conv(x, w) + bias}; see {@link ConvolutionSizes} for the layouts. */
    default void convolution(ConvolutionSizes sizes, A x, A w, @Nullable A bias, A y) {
        convolution(sizes, x, w, new PackedWeights(), bias, y);
    }

    /** The same with weights that may come again: {@code weights} is what was made of {@code w} before. */
    void convolution(ConvolutionSizes sizes, A x, A w, PackedWeights weights, @Nullable A bias, A y);

    /** {@link #convolution} and then {@link #channelAffine} of its outputs, to the same bits. */
    default void convolutionAffine(
            ConvolutionSizes sizes, A x, A w, PackedWeights weights, @Nullable A bias, ChannelLines lines, A y) {
        convolution(sizes, x, w, weights, bias, y);
        channelAffine(Channels.ofOutputs(sizes), y, lines, y);
    }

    /** {@link #convolution} and then {@link #channelRelu} of its outputs, to the same bits. */
    default void convolutionRelu(
            ConvolutionSizes sizes, A x, A w, PackedWeights weights, @Nullable A bias, ChannelLines lines, A y) {
        convolution(sizes, x, w, weights, bias, y);
        channelRelu(Channels.ofOutputs(sizes), y, lines, y);
    }

    /** {@link #convolution} and then {@link #channelAddRelu} of its outputs, to the same bits. */
    default void convolutionAddRelu(
            ConvolutionSizes sizes,
            A x,
            A w,
            PackedWeights weights,
            @Nullable A bias,
            ChannelLines lines,
            A other,
            A y) {
        convolution(sizes, x, w, weights, bias, y);
        channelAddRelu(Channels.ofOutputs(sizes), y, lines, other, y);
    }

    /** {@code dx} such that {@code <dx, x> = <g, conv(x, w)>} for every {@code x}. */
    void convolutionInputGradient(ConvolutionSizes sizes, A g, A w, A dx);

    /** {@code dw} such that {@code <dw, w> = <g, conv(x, w)>} for every {@code w}. */
    void convolutionWeightGradient(ConvolutionSizes sizes, A x, A g, A dw);

    /** Largest element of each window, as {@link Math#max} has it. */
    void maxPool(PoolingSizes sizes, A x, A y);

    /**
     * {@code dx[i] = sum of g over the windows whose largest element is x[i]}: the first one of equals, a NaN before all; in ascending
     * order of the windows.
     */
    void maxPoolGradient(PoolingSizes sizes, A x, A g, A dx);

    /**
     * Sum of each window in {@code double}, divided by the window's divisor: row by row, or in lanes (see {@link PlainSums}) where
     * windows span whole rows.
     */
    void averagePool(PoolingSizes sizes, A x, A y);

    /** The adjoint of {@link #averagePool}. */
    void averagePoolGradient(PoolingSizes sizes, A g, A dx);

    /** {@code sums[c] = sum over n, i of x[n, c, i]}, in the order of {@link ChannelSums}; pairwise for {@code double}. */
    void channelSums(Channels channels, A x, double[] sums);

    /**
     * The mean of each channel and its mean squared distance from it: in one pass around the first element, in the order of
     * {@link ChannelSums}; in two passes for {@code double}.
     */
    void channelMoments(Channels channels, A x, double[] mean, double[] variance);

    /**
     * {@code sums[c] = sum over n, i of g[n, c, i]} and {@code products[c] = sum over n, i of g[n, c, i]·(x[n, c, i] - center[c])}, in
     * one pass and the order of {@link #channelSums}.
     */
    void channelProducts(Channels channels, A g, A x, double[] center, double[] sums, double[] products);

    /**
     * {@code y[n, c, i] = scale·(x[n, c, i] - center) + shift} with the lines of the channels, a subtraction and one fused multiply-add
     * each.
     */
    void channelAffine(Channels channels, A x, ChannelLines lines, A y);

    /** {@code y[n, c, i] = gScale[c]·g[n, c, i] + (scale·(x[n, c, i] - center) + shift)}, with two fused multiply-adds each. */
    void channelAffine(Channels channels, A g, double[] gScale, A x, ChannelLines lines, A y);

    /** {@link #channelAffine(Channels, Object, ChannelLines, Object)} and then {@link #relu} in one pass, to the same bits. */
    void channelRelu(Channels channels, A x, ChannelLines lines, A y);

    /** {@link #channelAffine(Channels, Object, ChannelLines, Object)} and then {@link Binary#ADD_RELU} with {@code other}, to the same bits. */
    default void channelAddRelu(Channels channels, A x, ChannelLines lines, A other, A y) {
        channelAffine(channels, x, lines, y);
        binary(Binary.ADD_RELU, length(y), y, 0, other, 0, y, 0);
    }

    /** {@link #channelProducts} with what {@link #reluGradient} leaves of {@code g} where {@code x} went through {@link #channelRelu}. */
    void channelReluProducts(
            Channels channels, A g, A x, ChannelLines lines, double[] center, double[] sums, double[] products);

    /** {@code dx[i] = line(h[i])} by a second set of lines, where {@code h} is what {@link #channelReluProducts} sums. */
    void channelReluGradient(Channels channels, A g, A x, ChannelLines lines, ChannelLines ofCotangent, A dx);

    /** {@code dx[i] = gScale[c]·h[i] + line(x[i])} by a second set of lines, where {@code h} is what {@link #channelReluProducts} sums. */
    void channelReluGradient(
            Channels channels, A g, double[] gScale, A x, ChannelLines lines, ChannelLines ofInput, A dx);
}
