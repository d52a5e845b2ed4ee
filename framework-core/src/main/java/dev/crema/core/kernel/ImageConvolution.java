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
 * {@link RowQuads}, the weight gradients of {@link RowQuadGradient} and the gradients of {@link Winograd}, which do not come here.
 */
final class ImageConvolution {

    private static final int LEAST_PIECE_IMAGES = 8;

    /** Partial sums of a weight gradient that are in memory at a time. */
    private static final int MOST_PIECES = 8;

    private final BlockProduct product;

    ImageConvolution(BlockProduct product) {
        this.product = product;
    }

    void forward(ConvolutionSizes sizes, float[] x, float[] w, float @Nullable [] bias, float[] y) {
        PaddedLayout layout = PaddedLayout.ofInput(sizes);
        Workers.run(sizes.batch() * sizes.groups(), piece -> {
            int image = piece / sizes.groups();
            int group = piece % sizes.groups();
            int in = sizes.inputOffset(image, group);
            int out = sizes.outputOffset(image, group);
            startFromBias(sizes, group, bias, y, out);
            int weights = sizes.weightOffset(group);
            if (sizes.isDepthwise()) {
                if (sizes.hasUnitStride()) {
                    PaddedDepthwise.add(
                            layout, x, in, w, weights, sizes.filters(), y, out, sizes.outHeight(), sizes.outWidth());
                } else {
                    PlainDepthwise.forward(sizes, x, in, w, weights, y, out);
                }
                return;
            }
            Matrix<float[]> filters = Matrix.rowMajor(w, weights, sizes.filters(), sizes.taps());
            if (sizes.hasUnitStride()) {
                addShifted(filters, layout, x, in, y, out, sizes.outHeight(), sizes.outWidth());
            } else {
                Matrix<float[]> output = Matrix.rowMajor(y, out, sizes.filters(), sizes.positions());
                product.multiply(filters, new PatchRows(sizes, x, in), output, true);
            }
        });
    }

    /** Adds the product of {@code left} and the patches of an image to planes of {@code height x width}. */
    private void addShifted(
            Matrix<float[]> left,
            PaddedLayout layout,
            float[] image,
            int imageStart,
            float[] planes,
            int start,
            int height,
            int width) {
        Rows patches = new ShiftedPlanes(layout, image, imageStart);
        int stride = layout.paddedWidth();
        int positions = Math.max(0, (height - 1) * stride + width);
        float[] wide = new float[left.rows * positions];
        for (int line = 0; line < left.rows * height; line++) {
            int at = line / height * positions + line % height * stride;
            System.arraycopy(planes, start + line * width, wide, at, width);
        }
        product.multiply(left, patches, Matrix.rowMajor(wide, 0, left.rows, positions), true);
        for (int line = 0; line < left.rows * height; line++) {
            int at = line / height * positions + line % height * stride;
            System.arraycopy(wide, at, planes, start + line * width, width);
        }
    }

    private static void startFromBias(ConvolutionSizes sizes, int group, float @Nullable [] bias, float[] y, int out) {
        int positions = sizes.positions();
        for (int k = 0; k < sizes.filters(); k++) {
            float start = bias == null ? 0 : bias[group * sizes.filters() + k];
            Arrays.fill(y, out + k * positions, out + (k + 1) * positions, start);
        }
    }

    void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        float[] byChannel = sizes.isDepthwise() ? w : filtersByChannel(sizes, w);
        PaddedLayout layout = PaddedLayout.ofCotangent(sizes);
        Workers.run(sizes.batch() * sizes.groups(), piece -> {
            int image = piece / sizes.groups();
            int group = piece % sizes.groups();
            int in = sizes.inputOffset(image, group);
            int out = sizes.outputOffset(image, group);
            int weights = sizes.weightOffset(group);
            if (sizes.isDepthwise()) {
                if (sizes.hasUnitStride()) {
                    Arrays.fill(dx, in, in + sizes.pixels(), 0);
                    PaddedDepthwise.add(layout, g, out, w, weights, 1, dx, in, sizes.height(), sizes.width());
                } else {
                    PlainDepthwise.inputGradient(sizes, g, out, w, weights, dx, in);
                }
                return;
            }
            int taps = sizes.filters() * sizes.kernelHeight() * sizes.kernelWidth();
            Matrix<float[]> channels = Matrix.rowMajor(byChannel, sizes.weightOffset(group), sizes.channels(), taps);
            if (sizes.hasUnitStride()) {
                Arrays.fill(dx, in, in + sizes.channels() * sizes.pixels(), 0);
                addShifted(channels, layout, g, out, dx, in, sizes.height(), sizes.width());
            } else {
                Matrix<float[]> gradient = Matrix.rowMajor(dx, in, sizes.channels(), sizes.pixels());
                product.multiply(channels, new CotangentRows(sizes, g, out), gradient, false);
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
        if (LaneWeightGradient.fits(sizes)) {
            byLanes(sizes, x, g, dw);
            return;
        }
        PaddedLayout layout = PaddedLayout.ofInput(sizes);
        int images = pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        float[][] partial = new float[chunks * sizes.groups()][];
        Workers.run(partial.length, piece -> {
            int group = piece % sizes.groups();
            int first = piece / sizes.groups() * images;
            float[] sum = new float[sizes.filters() * sizes.taps()];
            for (int image = first; image < Math.min(sizes.batch(), first + images); image++) {
                addImage(sizes, layout, image, group, x, g, sum);
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

    /** The products of each lane's positions, whose results stand lane by lane; of a depthwise convolution plane by plane. */
    private void byLanes(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        if (sizes.isDepthwise()) {
            LaneWeightGradient.run(sizes, dw, LaneWeightGradient.LANES, 1, 1, (image, end, group, lanes, at) -> {
                int in = sizes.inputOffset(image, group);
                PlainDepthwise.addWeightGradient(sizes, x, in, g, sizes.outputOffset(image, group), lanes, at);
            });
            return;
        }
        PaddedLayout layout = PaddedLayout.ofInput(sizes);
        int size = sizes.filters() * sizes.taps();
        LaneWeightGradient.run(sizes, dw, 1, size, 1, (image, end, group, lanes, at) -> {
            Rows rows = positionRows(sizes, layout, x, sizes.inputOffset(image, group));
            int out = sizes.outputOffset(image, group);
            for (int lane = 0; lane < Math.min(LaneWeightGradient.LANES, sizes.outWidth()); lane++) {
                Matrix<float[]> sums = Matrix.rowMajor(lanes, at + lane * size, sizes.filters(), sizes.taps());
                addLane(sizes, rows, lane, g, out, sums);
            }
        });
    }

    private void addLane(ConvolutionSizes sizes, Rows rows, int lane, float[] g, int out, Matrix<float[]> gradient) {
        int width = sizes.outWidth();
        int ofLine = (width - lane + LaneWeightGradient.LANES - 1) / LaneWeightGradient.LANES;
        int count = sizes.outHeight() * ofLine;
        int[] positions = new int[count];
        for (int p = 0, i = 0; p < sizes.outHeight(); p++) {
            for (int q = lane; q < width; q += LaneWeightGradient.LANES) {
                positions[i++] = p * width + q;
            }
        }
        float[] cotangents = Scratch.EDGE.floats(sizes.filters() * count);
        for (int k = 0; k < sizes.filters(); k++) {
            for (int i = 0; i < count; i++) {
                cotangents[k * count + i] = g[out + k * sizes.positions() + positions[i]];
            }
        }
        Rows ofLane = (row, from, taps, target, at) -> rows.read(positions[row], from, taps, target, at);
        product.multiply(Matrix.rowMajor(cotangents, 0, sizes.filters(), count), ofLane, gradient, true);
    }

    /** Images whose part of the weight gradient is one partial sum. */
    static int pieceImages(int batch) {
        return Math.max(LEAST_PIECE_IMAGES, (batch + MOST_PIECES - 1) / MOST_PIECES);
    }

    private void addImage(
            ConvolutionSizes sizes, PaddedLayout layout, int image, int group, float[] x, float[] g, float[] dw) {
        int in = sizes.inputOffset(image, group);
        int out = sizes.outputOffset(image, group);
        Matrix<float[]> cotangent = Matrix.rowMajor(g, out, sizes.filters(), sizes.positions());
        Matrix<float[]> gradient = Matrix.rowMajor(dw, 0, sizes.filters(), sizes.taps());
        product.multiply(cotangent, positionRows(sizes, layout, x, in), gradient, true);
    }

    private static Rows positionRows(ConvolutionSizes sizes, PaddedLayout layout, float[] x, int in) {
        if (!sizes.hasUnitStride()) {
            return new PositionRows(sizes, x, in);
        }
        ShiftedPlanes planes = new ShiftedPlanes(layout, x, in);
        int skipped = layout.paddedWidth() - sizes.outWidth();
        return (row, from, count, target, at) ->
                planes.readTaps(row + row / sizes.outWidth() * skipped, from, count, target, at);
    }
}
