package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** {@code float} loops in plain Java, written so that C2 turns the costly ones into vector instructions. */
class PlainKernels implements Kernels<float[]> {

    /** Elements of a stretch that is worth a thread: small, so that each thread meets the images again that it has in its cache. */
    static final int STRETCH = 8_192;

    /** The same where each element costs more than its way to memory. */
    static final int COSTLY_STRETCH = 4_096;

    private final SharedProduct product;
    private final BlockProduct blockProduct;
    private final ImageConvolution convolution;
    private final PlainRowQuads rowQuads;
    private final WinogradLoops winograd;

    PlainKernels() {
        this(PlainProduct::multiply, SharedProduct.inWideTiles(PlainProduct::multiply));
    }

    /** Plain loops around another product of blocks. */
    PlainKernels(BlockProduct blockProduct, SharedProduct sharedProduct) {
        product = sharedProduct;
        this.blockProduct = blockProduct;
        convolution = new ImageConvolution(blockProduct);
        rowQuads = new PlainRowQuads(blockProduct);
        winograd = new PlainWinogradLoops(blockProduct);
    }

    @Override
    public String name() {
        return "plain";
    }

    @Override
    public int vectorBits() {
        return 0;
    }

    @Override
    public float[] allocate(int size) {
        return new float[size];
    }

    @Override
    public Buffers<float[]> buffers() {
        return Buffers.FLOATS;
    }

    @Override
    public int length(float[] values) {
        return values.length;
    }

    @Override
    public double get(float[] values, int index) {
        return values[index];
    }

    @Override
    public void set(float[] values, int index, double value) {
        values[index] = (float) value;
    }

    @Override
    public void fill(float[] values, int from, int to, double value) {
        Arrays.fill(values, from, to, (float) value);
    }

    @Override
    public void copy(float[] from, int fromOffset, float[] to, int toOffset, int count) {
        System.arraycopy(from, fromOffset, to, toOffset, count);
    }

    @Override
    public void widen(int count, float[] x, int xOffset, double[] y, int yOffset, int yStep) {
        for (int i = 0; i < count; i++) {
            y[yOffset + i * yStep] = x[xOffset + i];
        }
    }

    @Override
    public void narrow(int count, double[] x, int xOffset, int xStep, float[] y, int yOffset) {
        for (int i = 0; i < count; i++) {
            y[yOffset + i] = (float) x[xOffset + i * xStep];
        }
    }

    @Override
    public void map(float[] x, float[] y, DoubleUnaryOperator f) {
        Workers.runStretches(y.length, STRETCH, (from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] = (float) f.applyAsDouble(x[i]);
            }
        });
    }

    @Override
    public void zip(float[] a, float[] b, float[] y, DoubleBinaryOperator f) {
        Workers.runStretches(y.length, STRETCH, (from, to) -> {
            for (int i = from; i < to; i++) {
                y[i] = (float) f.applyAsDouble(a[i], b[i]);
            }
        });
    }

    @Override
    public void binary(
            Binary operation, int count, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        PlainBinary.run(operation, count, a, aOffset, b, bOffset, y, yOffset);
    }

    @Override
    public void relu(float[] x, float[] y) {
        Workers.runStretches(y.length, STRETCH, (from, to) -> PlainPointwise.relu(x, y, from, to));
    }

    @Override
    public void reluGradient(float[] y, float[] g, float[] dx) {
        Workers.runStretches(y.length, STRETCH, (from, to) -> PlainPointwise.reluGradient(y, g, dx, from, to));
    }

    @Override
    public void map(Formula formula, double parameter, float[] x, float[] y) {
        Workers.runStretches(
                y.length, COSTLY_STRETCH, (from, to) -> PlainPointwise.map(formula, parameter, x, y, from, to));
    }

    @Override
    public void mapGradient(Formula formula, double parameter, float[] x, float[] g, float[] dx) {
        Workers.runStretches(
                dx.length,
                COSTLY_STRETCH,
                (from, to) -> PlainPointwise.mapGradient(formula, parameter, x, g, dx, from, to));
    }

    @Override
    public void update(
            UpdateRule rule, float[] value, float[] gradient, List<float[]> memories, float[] next, int from, int to) {
        rule.run(value, gradient, memories, next, from, to);
    }

    @Override
    public void gather(GatherMap map, float[] from, float[] to, double fill) {
        int[] inner = map.innermost();
        boolean contiguous = map.innermostIsContiguous();
        Workers.runStretches(map.runs(), Math.max(1, STRETCH / Math.max(1, inner.length)), (first, end) -> {
            for (int run = first; run < end; run++) {
                int start = map.runStart(run);
                int at = run * inner.length;
                if (start == GatherMap.NOWHERE) {
                    Arrays.fill(to, at, at + inner.length, (float) fill);
                } else if (contiguous && inner.length > 0) {
                    System.arraycopy(from, start + inner[0], to, at, inner.length);
                } else {
                    for (int i = 0; i < inner.length; i++) {
                        to[at + i] = inner[i] == GatherMap.NOWHERE ? (float) fill : from[start + inner[i]];
                    }
                }
            }
        });
    }

    @Override
    public void scatterAdd(GatherMap map, float[] from, float[] to) {
        int[] inner = map.innermost();
        for (int run = 0, at = 0; run < map.runs(); run++, at += inner.length) {
            int start = map.runStart(run);
            for (int i = 0; start != GatherMap.NOWHERE && i < inner.length; i++) {
                if (inner[i] != GatherMap.NOWHERE) {
                    to[start + inner[i]] += from[at + i];
                }
            }
        }
    }

    @Override
    public void sum(int outer, int count, int inner, float[] x, float[] y) {
        PlainReductions.sum(outer, count, inner, x, y);
    }

    @Override
    public void extremum(boolean max, int outer, int count, int inner, float[] x, float[] y) {
        PlainReductions.extremum(max, outer, count, inner, x, y);
    }

    @Override
    public void product(Matrix<float[]> a, Matrix<float[]> b, Matrix<float[]> c, boolean accumulate) {
        product.run(a, b, c, accumulate);
    }

    @Override
    public void convolution(
            ConvolutionSizes sizes, float[] x, float[] w, PackedWeights weights, float @Nullable [] bias, float[] y) {
        if (Winograd.fitsOutputs(sizes)) {
            WinogradOutputs.forward(winograd, sizes, x, w, weights, bias, y, (filter, from, to) -> {});
        } else if (RowBlocks.fit(sizes)) {
            rowQuads.forward(sizes, x, w, weights, bias, y);
        } else {
            convolution.forward(sizes, x, w, bias, y);
        }
    }

    @Override
    public void convolutionInputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        if (Winograd.fitsInputGradient(sizes)) {
            WinogradOutputs.inputGradient(winograd, sizes, g, w, dx);
        } else if (RowBlocks.fit(sizes)) {
            rowQuads.inputGradient(sizes, g, w, dx);
        } else {
            convolution.inputGradient(sizes, g, w, dx);
        }
    }

    @Override
    public void convolutionWeightGradient(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        if (Winograd.fitsWeightGradient(sizes)) {
            WinogradWeightGradient.run(winograd, sizes, x, g, dw);
        } else if (RowBlocks.fit(sizes)) {
            PlainRowQuadGradient.run(blockProduct, sizes, x, g, dw);
        } else {
            convolution.weightGradient(sizes, x, g, dw);
        }
    }

    @Override
    public void maxPool(PoolingSizes sizes, float[] x, float[] y) {
        PlainPooling.max(sizes, x, y);
    }

    @Override
    public void maxPoolGradient(PoolingSizes sizes, float[] x, float[] g, float[] dx) {
        PlainPooling.maxGradient(sizes, x, g, dx);
    }

    @Override
    public void averagePool(PoolingSizes sizes, float[] x, float[] y) {
        PlainPooling.average(sizes, PlainSums::sum, x, y);
    }

    @Override
    public void averagePoolGradient(PoolingSizes sizes, float[] g, float[] dx) {
        PlainPooling.averageGradient(sizes, g, dx);
    }

    @Override
    public void channelSums(Channels channels, float[] x, double[] sums) {
        ChannelSums.run(channels, (c, from, to, lanes) -> PlainChannels.sum(channels, x, c, from, to, 0, lanes), sums);
    }

    @Override
    public void channelMoments(Channels channels, float[] x, double[] mean, double[] variance) {
        double[] center = ChannelSums.firstElements(channels, x);
        ChannelSums.run(
                channels,
                (c, from, to, lanes) -> PlainChannels.moments(channels, x, center[c], c, from, to, 0, lanes),
                mean,
                variance);
        ChannelSums.toMoments(channels, center, mean, variance);
    }

    @Override
    public void channelProducts(
            Channels channels, float[] g, float[] x, double[] center, double[] sums, double[] products) {
        ChannelSums.run(
                channels,
                (c, from, to, lanes) -> PlainChannels.products(channels, g, x, center[c], c, from, to, 0, lanes),
                sums,
                products);
    }

    @Override
    public void channelAffine(Channels channels, float[] x, ChannelLines lines, float[] y) {
        channels.eachPlane((c, from, to) ->
                PlainChannels.affine(x, lines.floatScale(c), lines.floatCenter(c), lines.floatShift(c), y, from, to));
    }

    @Override
    public void channelAffine(Channels channels, float[] g, double[] gScale, float[] x, ChannelLines lines, float[] y) {
        channels.eachPlane((c, from, to) -> PlainChannels.affine(
                g, (float) gScale[c], x, lines.floatScale(c), lines.floatCenter(c), lines.floatShift(c), y, from, to));
    }

    @Override
    public void channelRelu(Channels channels, float[] x, ChannelLines lines, float[] y) {
        channels.eachPlane((c, from, to) -> PlainChannelRelu.values(x, lines, c, y, from, to));
    }

    @Override
    public void channelAddRelu(Channels channels, float[] x, ChannelLines lines, float[] other, float[] y) {
        channels.eachPlane((c, from, to) -> PlainChannelRelu.sums(x, lines, c, other, y, from, to));
    }

    @Override
    public void channelReluProducts(
            Channels channels,
            float[] g,
            float[] x,
            ChannelLines lines,
            double[] center,
            double[] sums,
            double[] products) {
        ChannelSums.run(
                channels,
                (c, from, to, lanes) ->
                        PlainChannelRelu.products(channels, g, x, lines, center[c], c, from, to, 0, lanes),
                sums,
                products);
    }

    @Override
    public void channelReluGradient(
            Channels channels, float[] g, float[] x, ChannelLines lines, ChannelLines ofCotangent, float[] dx) {
        channels.eachPlane((c, from, to) -> PlainChannelRelu.gradient(g, x, lines, ofCotangent, c, dx, from, to));
    }

    @Override
    public void channelReluGradient(
            Channels channels,
            float[] g,
            double[] gScale,
            float[] x,
            ChannelLines lines,
            ChannelLines ofInput,
            float[] dx) {
        channels.eachPlane(
                (c, from, to) -> PlainChannelRelu.gradient(g, (float) gScale[c], x, lines, ofInput, c, dx, from, to));
    }
}
