package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;

/** Loops written with the Vector API, to the same bits as {@link PlainKernels}; what it does not override is plain. */
final class VectorKernels extends PlainKernels {

    private static final WinogradLoops WINOGRAD = new VectorWinogradLoops();

    private static final StridedDepthwise STRIDED_DEPTHWISE =
            new StridedDepthwise(VectorLineCopy::run, VectorDepthwise::sumTaps, VectorLineSpread::run);

    static {
        VectorOperatorKinds.meetAll();
    }

    VectorKernels() {
        super(VectorProduct::multiply, SharedProduct.inHighTiles(VectorProduct::multiply));
    }

    @Override
    public String name() {
        return "vector";
    }

    @Override
    public int vectorBits() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }

    @Override
    public void product(Matrix<float[]> a, Matrix<float[]> b, Matrix<float[]> c, boolean accumulate) {
        if (VectorSharedProduct.fits(a, c)) {
            VectorSharedProduct.run(a, b, c, accumulate);
        } else {
            super.product(a, b, c, accumulate);
        }
    }

    @Override
    public void convolution(
            ConvolutionSizes sizes, float[] x, float[] w, PackedWeights weights, float @Nullable [] bias, float[] y) {
        outputs(sizes, x, w, weights, bias, y, (filter, from, to) -> {});
    }

    @Override
    public void convolutionAffine(
            ConvolutionSizes sizes,
            float[] x,
            float[] w,
            PackedWeights weights,
            float @Nullable [] bias,
            ChannelLines lines,
            float[] y) {
        convolution(
                sizes,
                x,
                w,
                weights,
                bias,
                y,
                (c, from, to) -> VectorChannels.affine(
                        y, lines.floatScale(c), lines.floatCenter(c), lines.floatShift(c), y, from, to));
    }

    @Override
    public void convolutionRelu(
            ConvolutionSizes sizes,
            float[] x,
            float[] w,
            PackedWeights weights,
            float @Nullable [] bias,
            ChannelLines lines,
            float[] y) {
        convolution(sizes, x, w, weights, bias, y, (c, from, to) -> VectorChannelRelu.values(y, lines, c, y, from, to));
    }

    @Override
    public void convolutionAddRelu(
            ConvolutionSizes sizes,
            float[] x,
            float[] w,
            PackedWeights weights,
            float @Nullable [] bias,
            ChannelLines lines,
            float[] other,
            float[] y) {
        convolution(
                sizes,
                x,
                w,
                weights,
                bias,
                y,
                (c, from, to) -> VectorChannelRelu.sums(y, lines, c, other, y, from, to));
    }

    /** Runs {@code next} over stretches of outputs once they are computed: at once, on the thread that did it, or else in a pass of its own. */
    private void convolution(
            ConvolutionSizes sizes,
            float[] x,
            float[] w,
            PackedWeights weights,
            float @Nullable [] bias,
            float[] y,
            Channels.PlaneLoop next) {
        if (!outputs(sizes, x, w, weights, bias, y, next)) {
            Channels.ofOutputs(sizes).eachPlane(next);
        }
    }

    /** Computes outputs, and says whether {@code next} has run over them. */
    private boolean outputs(
            ConvolutionSizes sizes,
            float[] x,
            float[] w,
            PackedWeights weights,
            float @Nullable [] bias,
            float[] y,
            Channels.PlaneLoop next) {
        if (Winograd.fitsOutputs(sizes)) {
            WinogradOutputs.forward(WINOGRAD, sizes, x, w, weights, bias, y, next);
            return true;
        }
        if (RowBlocks.fit(sizes)) {
            VectorRowQuads.forward(sizes, x, w, weights, bias, y, next);
            return true;
        }
        if (VectorDepthwise.fits(sizes)) {
            VectorDepthwise.forward(sizes, x, w, bias, y);
        } else if (StridedDepthwise.fits(sizes)) {
            STRIDED_DEPTHWISE.forward(sizes, x, w, bias, y);
        } else if (sizes.isDepthwise() || !TapPlanes.fit(sizes)) {
            super.convolution(sizes, x, w, weights, bias, y);
        } else if (VectorFewChannels.fitsOutput(sizes)) {
            VectorFewChannels.forward(sizes, x, w, bias, y);
        } else if (VectorImageLanes.fitsOutput(sizes) && VectorImageLanes.isExact(sizes, w, bias)) {
            VectorImageLanes.forward(sizes, x, w, weights, bias, y);
        } else if (VectorLineConvolution.fitsOutput(sizes)) {
            VectorLineConvolution.forward(sizes, x, w, weights, bias, y);
        } else {
            VectorConvolution.forward(sizes, x, w, weights, bias, y, next);
            return true;
        }
        return false;
    }

    @Override
    public void convolutionInputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        if (StridedPointwise.fits(sizes)) {
            new StridedPointwise(sizes).inputGradient(this, g, w, dx);
        } else if (Winograd.fitsInputGradient(sizes)) {
            WinogradOutputs.inputGradient(WINOGRAD, sizes, g, w, dx);
        } else if (RowBlocks.fit(sizes)) {
            VectorRowQuads.inputGradient(sizes, g, w, dx);
        } else if (VectorDepthwise.fits(sizes)) {
            VectorDepthwise.inputGradient(sizes, g, w, dx);
        } else if (StridedDepthwise.fits(sizes)) {
            STRIDED_DEPTHWISE.inputGradient(sizes, g, w, dx);
        } else if (sizes.isDepthwise() || !TapPlanes.fit(sizes)) {
            super.convolutionInputGradient(sizes, g, w, dx);
        } else if (VectorFewChannels.fitsInputGradient(sizes)) {
            VectorFewChannels.inputGradient(sizes, g, w, dx);
        } else if (VectorImageLanes.fitsInputGradient(sizes) && VectorImageLanes.isExact(sizes, w, null)) {
            VectorImageLanes.inputGradient(sizes, g, w, dx);
        } else if (VectorLineConvolution.fitsInputGradient(sizes)) {
            VectorLineConvolution.inputGradient(sizes, g, w, dx);
        } else {
            VectorConvolution.inputGradient(sizes, g, w, dx);
        }
    }

    @Override
    public void convolutionWeightGradient(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        if (StridedPointwise.fits(sizes)) {
            new StridedPointwise(sizes).weightGradient(this, x, g, dw);
        } else if (Winograd.fitsWeightGradient(sizes)) {
            WinogradWeightGradient.run(WINOGRAD, sizes, x, g, dw);
        } else if (RowBlocks.fit(sizes)) {
            VectorRowQuadGradient.run(sizes, x, g, dw);
        } else if (VectorDepthwise.fits(sizes) || StridedDepthwise.fits(sizes)) {
            VectorDepthwiseGradient.run(sizes, x, g, dw);
        } else if (!TapPlanes.fit(sizes)) {
            super.convolutionWeightGradient(sizes, x, g, dw);
        } else if (LaneWeightGradient.fits(sizes)) {
            VectorLaneGradient.run(sizes, x, g, dw);
        } else if (VectorPointwiseGradient.fits(sizes)) {
            VectorPointwiseGradient.run(sizes, x, g, dw);
        } else {
            VectorWeightGradient.run(sizes, x, g, dw);
        }
    }

    @Override
    public void binary(
            Binary operation, int count, float[] a, int aOffset, float[] b, int bOffset, float[] y, int yOffset) {
        if (operation == Binary.ADD_RELU) {
            VectorPointwise.addRelu(count, a, aOffset, b, bOffset, y, yOffset);
        } else {
            super.binary(operation, count, a, aOffset, b, bOffset, y, yOffset);
        }
    }

    @Override
    public void reluGradient(float[] y, float[] g, float[] dx) {
        Workers.runStretches(y.length, STRETCH, (from, to) -> VectorPointwise.reluGradient(y, g, dx, from, to));
    }

    @Override
    public void map(Formula formula, double parameter, float[] x, float[] y) {
        Workers.runStretches(
                y.length, COSTLY_STRETCH, (from, to) -> VectorPointwise.map(formula, parameter, x, y, from, to));
    }

    @Override
    public void mapGradient(Formula formula, double parameter, float[] x, float[] g, float[] dx) {
        Workers.runStretches(
                dx.length,
                COSTLY_STRETCH,
                (from, to) -> VectorPointwise.mapGradient(formula, parameter, x, g, dx, from, to));
    }

    @Override
    public void exp(int count, double[] x, double[] y) {
        VectorPointwise.exp(count, x, y);
    }

    @Override
    public void sum(int outer, int count, int inner, float[] x, float[] y) {
        VectorReductions.sum(outer, count, inner, x, y);
    }

    @Override
    public void extremum(boolean max, int outer, int count, int inner, float[] x, float[] y) {
        VectorReductions.extremum(max, outer, count, inner, x, y);
    }

    @Override
    public void maxPool(PoolingSizes sizes, float[] x, float[] y) {
        if (VectorPooling.fits(sizes)) {
            VectorPooling.max(sizes, x, y);
        } else if (VectorMaxPooling.fits(sizes)) {
            VectorMaxPooling.forward(sizes, x, y);
        } else {
            super.maxPool(sizes, x, y);
        }
    }

    @Override
    public void maxPoolGradient(PoolingSizes sizes, float[] x, float[] g, float[] dx) {
        if (VectorPooling.fits(sizes)) {
            VectorPooling.maxGradient(sizes, x, g, dx);
        } else if (VectorMaxPooling.fits(sizes)) {
            VectorMaxPooling.gradient(sizes, x, g, dx);
        } else {
            super.maxPoolGradient(sizes, x, g, dx);
        }
    }

    @Override
    public void averagePool(PoolingSizes sizes, float[] x, float[] y) {
        if (VectorPooling.fits(sizes)) {
            VectorPooling.average(sizes, x, y);
        } else if (VectorAverages.fits(sizes)) {
            VectorAverages.forward(sizes, x, y);
        } else {
            PlainPooling.average(sizes, VectorReductions::sum, x, y);
        }
    }

    @Override
    public void averagePoolGradient(PoolingSizes sizes, float[] g, float[] dx) {
        if (VectorPooling.fits(sizes)) {
            VectorPooling.averageGradient(sizes, g, dx);
        } else if (VectorAverages.fitsGradient(sizes)) {
            VectorAverages.gradient(sizes, g, dx);
        } else {
            super.averagePoolGradient(sizes, g, dx);
        }
    }

    @Override
    public void channelSums(Channels channels, float[] x, double[] sums) {
        ChannelSums.run(channels, (c, from, to, lanes) -> VectorChannels.sum(channels, x, c, from, to, lanes), sums);
    }

    @Override
    public void channelMoments(Channels channels, float[] x, double[] mean, double[] variance) {
        double[] center = ChannelSums.firstElements(channels, x);
        ChannelSums.run(
                channels,
                (c, from, to, lanes) -> VectorChannels.moments(channels, x, center[c], c, from, to, lanes),
                mean,
                variance);
        ChannelSums.toMoments(channels, center, mean, variance);
    }

    @Override
    public void channelProducts(
            Channels channels, float[] g, float[] x, double[] center, double[] sums, double[] products) {
        ChannelSums.run(
                channels,
                (c, from, to, lanes) -> VectorChannels.products(channels, g, x, center[c], c, from, to, lanes),
                sums,
                products);
    }

    @Override
    public void channelAffine(Channels channels, float[] x, ChannelLines lines, float[] y) {
        channels.eachPlane((c, from, to) ->
                VectorChannels.affine(x, lines.floatScale(c), lines.floatCenter(c), lines.floatShift(c), y, from, to));
    }

    @Override
    public void channelAffine(Channels channels, float[] g, double[] gScale, float[] x, ChannelLines lines, float[] y) {
        channels.eachPlane((c, from, to) -> VectorChannels.affine(
                g, (float) gScale[c], x, lines.floatScale(c), lines.floatCenter(c), lines.floatShift(c), y, from, to));
    }

    @Override
    public void channelRelu(Channels channels, float[] x, ChannelLines lines, float[] y) {
        channels.eachPlane((c, from, to) -> VectorChannelRelu.values(x, lines, c, y, from, to));
    }

    @Override
    public void channelAddRelu(Channels channels, float[] x, ChannelLines lines, float[] other, float[] y) {
        channels.eachPlane((c, from, to) -> VectorChannelRelu.sums(x, lines, c, other, y, from, to));
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
                        VectorChannelRelu.products(channels, g, x, lines, center[c], c, from, to, lanes),
                sums,
                products);
    }

    @Override
    public void channelReluGradient(
            Channels channels, float[] g, float[] x, ChannelLines lines, ChannelLines ofCotangent, float[] dx) {
        channels.eachPlane((c, from, to) -> VectorChannelRelu.gradient(g, x, lines, ofCotangent, c, dx, from, to));
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
                (c, from, to) -> VectorChannelRelu.gradient(g, (float) gScale[c], x, lines, ofInput, c, dx, from, to));
    }
}
