package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Convolution outputs and input gradients in plain Java, for every geometry and without a patch matrix; each sum takes its terms in the
 * order that {@link ImageConvolution} defines.
 *
 * <p>Both are products of filters with images read through {@link TapPlanes}. Small images stand side by side: where columns are few, C2's
 * loops spend more time before and after their vectors than in them. The input gradient of a strided convolution is one such product for
 * each remainder of the input's rows and columns.
 */
final class PlainConvolution {

    /** Columns of a product up to which images go together. */
    private static final int COLUMNS = 512;

    /** Pieces of a batch, which threads share, that images going together leave. */
    private static final int LEAST_PIECES = 8;

    /** Pieces below which the rows of each are shared out. */
    private static final int MANY = 8;

    /** Rows that are worth reading all patches for. */
    private static final int LEAST_ROWS = 8;

    private final BlockProduct product;
    private final ConvolutionSizes sizes;
    private final TapPlanes planes;
    private final int[] starts;
    private final int rows;
    private final int imagesAtATime;

    private PlainConvolution(BlockProduct product, ConvolutionSizes sizes, TapPlanes planes, int rows) {
        this.product = product;
        this.sizes = sizes;
        this.planes = planes;
        this.rows = rows;
        starts = planes.starts();
        int most = Math.min(COLUMNS / Math.max(1, planes.positions()), sizes.batch() / LEAST_PIECES);
        imagesAtATime = Integer.highestOneBit(Math.max(1, most));
    }

    static void forward(
            BlockProduct product, ConvolutionSizes sizes, float[] x, float[] w, float @Nullable [] bias, float[] y) {
        TapAxis down = TapAxis.ofInput(sizes.rows());
        TapAxis across = TapAxis.ofInput(sizes.columns());
        TapPlanes planes = new TapPlanes(sizes.channels(), down, across, PlainLineCopy::run);
        PlainConvolution own = new PlainConvolution(product, sizes, planes, sizes.filters());
        int positions = sizes.positions();
        own.run(
                x,
                sizes::inputOffset,
                w,
                bias,
                (sums, from, image, group, k) ->
                        System.arraycopy(sums, from, y, sizes.outputOffset(image, group) + k * positions, positions));
    }

    static void inputGradient(BlockProduct product, ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        for (int a = 0; a < Math.min(sizes.strideHeight(), sizes.height()); a++) {
            for (int b = 0; b < Math.min(sizes.strideWidth(), sizes.width()); b++) {
                inputGradient(product, sizes, g, w, dx, a, b);
            }
        }
    }

    private static void inputGradient(
            BlockProduct product,
            ConvolutionSizes sizes,
            float[] g,
            float[] w,
            float[] dx,
            int firstRow,
            int firstColumn) {
        TapAxis down = TapAxis.ofCotangent(sizes.rows(), firstRow);
        TapAxis across = TapAxis.ofCotangent(sizes.columns(), firstColumn);
        TapPlanes planes = new TapPlanes(sizes.filters(), down, across, PlainLineCopy::run);
        PlainConvolution own = new PlainConvolution(product, sizes, planes, sizes.channels());
        float[] byChannel = byChannel(sizes, w, TapPlanes.weightsByChannel(sizes, firstRow, firstColumn));
        int first = firstRow * sizes.width() + firstColumn;
        own.run(g, sizes::outputOffset, byChannel, null, (sums, from, image, group, c) -> {
            int to = sizes.inputOffset(image, group) + c * sizes.pixels() + first;
            if (sizes.hasUnitStride()) {
                System.arraycopy(sums, from, dx, to, sizes.pixels());
            } else {
                PlainLineSpread.run(
                        sums,
                        from,
                        across.outputs,
                        across.outputs,
                        dx,
                        to,
                        sizes.strideHeight() * sizes.width(),
                        sizes.width(),
                        sizes.strideWidth(),
                        firstColumn,
                        down.outputs);
            }
        });
    }

    /** The weights of each group and channel that taps of all filters have there. */
    private static float[] byChannel(ConvolutionSizes sizes, float[] w, int[] weights) {
        int area = sizes.kernelHeight() * sizes.kernelWidth();
        float[] result = new float[sizes.groups() * sizes.channels() * weights.length];
        int at = 0;
        for (int group = 0; group < sizes.groups(); group++) {
            for (int c = 0; c < sizes.channels(); c++) {
                for (int weight : weights) {
                    result[at++] = w[sizes.weightOffset(group) + c * area + weight];
                }
            }
        }
        return result;
    }

    /** Multiplies {@code [G, rows, taps]} weights with the images that start at {@code from[offset]}. */
    private void run(float[] from, IntBinaryOperator offset, float[] weights, float @Nullable [] bias, Target target) {
        int pieces = (sizes.batch() + imagesAtATime - 1) / imagesAtATime * sizes.groups();
        if (pieces >= MANY) {
            Workers.run(pieces, piece -> multiply(from, offset, weights, bias, target, piece, Math.max(1, rows)));
            return;
        }
        for (int piece = 0; piece < pieces; piece++) {
            multiply(from, offset, weights, bias, target, piece, Math.max(LEAST_ROWS, rows / MANY));
        }
    }

    private void multiply(
            float[] from,
            IntBinaryOperator offset,
            float[] weights,
            float @Nullable [] bias,
            Target target,
            int piece,
            int rowsAtATime) {
        int group = piece % sizes.groups();
        int first = piece / sizes.groups() * imagesAtATime;
        int images = Math.min(imagesAtATime, sizes.batch() - first);
        int positions = planes.positions();
        int columns = images * positions;
        Rows patches = patches(from, offset, first, images, group);
        float[] sums = Scratch.WIDE.floats(rows * columns);
        int terms = starts.length;
        Workers.runStretches(rows, rowsAtATime, (top, end) -> {
            for (int row = top; bias != null && row < end; row++) {
                Arrays.fill(sums, row * columns, (row + 1) * columns, bias[group * rows + row]);
            }
            product.multiply(
                    Matrix.rowMajor(weights, (group * rows + top) * terms, end - top, terms),
                    patches,
                    Matrix.rowMajor(sums, top * columns, end - top, columns),
                    bias != null);
            for (int row = top; row < end; row++) {
                for (int i = 0; i < images; i++) {
                    target.take(sums, row * columns + i * positions, first + i, group, row);
                }
            }
        });
    }

    /** What each tap meets in some images. */
    private Rows patches(float[] from, IntBinaryOperator offset, int first, int images, int group) {
        int start = offset.applyAsInt(first, group);
        if (planes.isImage()) {
            return new TapRows(starts, planes.positions(), from, start, offset.applyAsInt(first + 1, group) - start);
        }
        int size = planes.size();
        float[] copies = Scratch.PADDED.floats(images * size + TapPlanes.SLACK);
        for (int i = 0; i < images; i++) {
            planes.copy(from, offset.applyAsInt(first + i, group), copies, i * size);
        }
        return new TapRows(starts, planes.positions(), copies, 0, size);
    }

    /** Takes the sums of one row of the result for one image. */
    @FunctionalInterface
    private interface Target {
        void take(float[] sums, int from, int image, int group, int row);
    }
}
