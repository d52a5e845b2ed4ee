package dev.crema.core.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Convolution as products whose right factor is read from the image row by row; the products themselves are plain or vectorized.
 *
 * <p>Order of summation, which the other kernels keep: the output over {@code (c, r, s)} starting from the bias; the input
 * gradient over {@code (k, r, s)}; the weight gradient over {@code (n, p, q)} within consecutive images, an eighth of the batch but at
 * least eight, and these partial sums in ascending order.
 * A weight gradient of few weights has an order of its own, see {@link LaneWeightGradient}, and so have the convolutions of
 * {@link RowQuads}, the weight gradients of {@link RowQuadGradient} and what {@link Winograd} computes, which do not come here.
 */
final class ImageConvolution {

    private static final int LEAST_PIECE_IMAGES = 8;

    /** Partial sums of a weight gradient that are in memory at a time. */
    private static final int MOST_PIECES = 8;

    private static final StridedDepthwise STRIDED =
            new StridedDepthwise(PlainLineCopy::run, PaddedDepthwise::sumTaps, PlainLineSpread::run);

    private final BlockProduct product;

    ImageConvolution(BlockProduct product) {
        this.product = product;
    }

    void forward(ConvolutionSizes sizes, float[] x, float[] w, float @Nullable [] bias, float[] y) {
        if (StridedDepthwise.fits(sizes)) {
            STRIDED.forward(sizes, x, w, bias, y);
            return;
        }
        if (!sizes.isDepthwise() && TapPlanes.fit(sizes)) {
            PlainConvolution.forward(product, sizes, x, w, bias, y);
            return;
        }
        PaddedLayout layout = PaddedLayout.ofInput(sizes);
        Workers.run(sizes.batch() * sizes.groups(), piece -> {
            int image = piece / sizes.groups();
            int group = piece % sizes.groups();
            int in = sizes.inputOffset(image, group);
            int out = sizes.outputOffset(image, group);
            startFromBias(sizes, group, bias, y, out);
            int weights = sizes.weightOffset(group);
            if (!sizes.isDepthwise()) {
                Matrix<float[]> filters = Matrix.rowMajor(w, weights, sizes.filters(), sizes.taps());
                Matrix<float[]> output = Matrix.rowMajor(y, out, sizes.filters(), sizes.positions());
                product.multiply(filters, new PatchRows(sizes, x, in), output, true);
            } else if (sizes.hasUnitStride()) {
                PaddedDepthwise.add(
                        layout, x, in, w, weights, sizes.filters(), y, out, sizes.outHeight(), sizes.outWidth());
            } else {
                PlainDepthwise.forward(sizes, x, in, w, weights, y, out);
            }
        });
    }

    private static void startFromBias(ConvolutionSizes sizes, int group, float @Nullable [] bias, float[] y, int out) {
        int positions = sizes.positions();
        for (int k = 0; k < sizes.filters(); k++) {
            float start = bias == null ? 0 : bias[group * sizes.filters() + k];
            Arrays.fill(y, out + k * positions, out + (k + 1) * positions, start);
        }
    }

    void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        if (StridedDepthwise.fits(sizes)) {
            STRIDED.inputGradient(sizes, g, w, dx);
            return;
        }
        if (!sizes.isDepthwise() && TapPlanes.fit(sizes)) {
            PlainConvolution.inputGradient(product, sizes, g, w, dx);
            return;
        }
        float[] byChannel = sizes.isDepthwise() ? w : filtersByChannel(sizes, w);
        PaddedLayout layout = PaddedLayout.ofCotangent(sizes);
        Workers.run(sizes.batch() * sizes.groups(), piece -> {
            int image = piece / sizes.groups();
            int group = piece % sizes.groups();
            int in = sizes.inputOffset(image, group);
            int out = sizes.outputOffset(image, group);
            int weights = sizes.weightOffset(group);
            if (!sizes.isDepthwise()) {
                int taps = sizes.filters() * sizes.kernelHeight() * sizes.kernelWidth();
                Matrix<float[]> channels = Matrix.rowMajor(byChannel, weights, sizes.channels(), taps);
                Matrix<float[]> gradient = Matrix.rowMajor(dx, in, sizes.channels(), sizes.pixels());
                product.multiply(channels, new CotangentRows(sizes, g, out), gradient, false);
            } else if (sizes.hasUnitStride()) {
                Arrays.fill(dx, in, in + sizes.pixels(), 0);
                PaddedDepthwise.add(layout, g, out, w, weights, 1, dx, in, sizes.height(), sizes.width());
            } else {
                PlainDepthwise.inputGradient(sizes, g, out, w, weights, dx, in);
            }
        });
    }

    /** {@code [G, K, C, R·S]} as {@code [G, C, K, R·S]}. */
    static float[] filtersByChannel(ConvolutionSizes sizes, float[] w) {
        int area = sizes.kernelHeight() * sizes.kernelWidth();
        float[] result = new float[w.length];
        int at = 0;
        for (int group = 0; group < sizes.groups(); group++) {
            for (int c = 0; c < sizes.channels(); c++) {
                for (int k = 0; k < sizes.filters(); k++, at += area) {
                    System.arraycopy(
                            w, sizes.weightOffset(group) + (k * sizes.channels() + c) * area, result, at, area);
                }
            }
        }
        return result;
    }

    void weightGradient(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        if (sizes.isDepthwise()) {
            PlainDepthwise.weightGradient(sizes, x, g, dw);
        } else if (LaneWeightGradient.fits(sizes)) {
            PlainLaneGradient.run(sizes, x, g, dw);
        } else if (TapPlanes.fit(sizes)) {
            PlainWeightGradient.run(product, sizes, x, g, dw);
        } else {
            weightGradientByPositions(sizes, x, g, dw);
        }
    }

    private void weightGradientByPositions(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        int images = pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        float[][] partial = new float[chunks * sizes.groups()][];
        Workers.run(partial.length, piece -> {
            int group = piece % sizes.groups();
            int first = piece / sizes.groups() * images;
            float[] sum = new float[sizes.filters() * sizes.taps()];
            for (int image = first; image < Math.min(sizes.batch(), first + images); image++) {
                addImage(sizes, image, group, x, g, sum);
            }
            partial[piece] = sum;
        });
        Arrays.fill(dw, 0);
        for (int piece = 0; piece < partial.length; piece++) {
            int start = sizes.weightOffset(piece % sizes.groups());
            for (int i = 0; i < partial[piece].length; i++) {
                dw[start + i] += partial[piece][i];
            }
        }
    }

    private void addImage(ConvolutionSizes sizes, int image, int group, float[] x, float[] g, float[] dw) {
        int in = sizes.inputOffset(image, group);
        int out = sizes.outputOffset(image, group);
        Matrix<float[]> cotangent = Matrix.rowMajor(g, out, sizes.filters(), sizes.positions());
        Matrix<float[]> gradient = Matrix.rowMajor(dw, 0, sizes.filters(), sizes.taps());
        product.multiply(cotangent, new PositionRows(sizes, x, in), gradient, true);
    }

    /** Images whose part of the weight gradient is one partial sum. */
    static int pieceImages(int batch) {
        return Math.max(LEAST_PIECE_IMAGES, (batch + MOST_PIECES - 1) / MOST_PIECES);
    }
}
