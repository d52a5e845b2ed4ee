package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The weight gradient of a convolution with the Vector API, to the bits that {@link ImageConvolution} defines.
 *
 * <p>It is the product, summed over positions, of the inputs that the taps meet with the output cotangent. Both are laid out with
 * their channels innermost: then the inputs of neighbouring channels and column taps stand side by side at each position, where
 * {@link VectorTiles} broadcasts them, and the vectors hold filters.
 */
final class VectorWeightGradient {

    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);

    private final ConvolutionSizes sizes;
    private final int paddedHeight;
    private final int paddedWidth;

    /** Rows of the gradient whose inputs stand side by side: channels, times column taps unless these are dilated. */
    private final int sideBySide;

    /** Such stretches in one row of taps. */
    private final int stretches;

    private final int stretchRows;
    private final int filterStride;

    /** For each position where the input of its first tap stands. */
    private final int[] positions;

    private VectorWeightGradient(ConvolutionSizes sizes) {
        this.sizes = sizes;
        paddedHeight = sizes.height() + 2 * sizes.padTop();
        paddedWidth = sizes.width() + 2 * sizes.padLeft();
        boolean joined = sizes.dilationWidth() == 1;
        sideBySide = joined ? sizes.channels() * sizes.kernelWidth() : sizes.channels();
        stretches = joined ? 1 : sizes.kernelWidth();
        stretchRows = VectorTiles.paddedRows(sideBySide);
        filterStride = VectorTiles.paddedColumns(sizes.filters());
        positions = new int[sizes.positions()];
        Arrays.setAll(positions, i -> {
            int row = i / sizes.outWidth() * sizes.strideHeight();
            return (row * paddedWidth + i % sizes.outWidth() * sizes.strideWidth()) * sizes.channels();
        });
    }

    static void run(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        VectorWeightGradient own = new VectorWeightGradient(sizes);
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        int size = own.sumSize();
        float[] sums = Scratch.SUMS.floats(Math.multiplyExact(chunks * sizes.groups(), size));
        Workers.run(chunks * sizes.groups(), piece -> {
            int group = piece % sizes.groups();
            int first = piece / sizes.groups() * images;
            Arrays.fill(sums, piece * size, (piece + 1) * size, 0);
            for (int image = first; image < Math.min(sizes.batch(), first + images); image++) {
                own.addImage(
                        x, sizes.inputOffset(image, group), g, sizes.outputOffset(image, group), sums, piece * size);
            }
        });
        own.combine(sums, chunks, dw);
    }

    /** Of one partial sum: {@code [R, stretches, stretchRows, filterStride]}. */
    private int sumSize() {
        return sizes.kernelHeight() * stretches * stretchRows * filterStride;
    }

    private void addImage(float[] x, int in, float[] g, int out, float[] sums, int sumStart) {
        int taps = sizes.kernelHeight() * stretches;
        float[] inputs = Scratch.PADDED.floats(paddedHeight * paddedWidth * sizes.channels()
                + (sizes.kernelWidth() + 1) * sizes.channels()
                + stretchRows);
        channelsInnermost(x, in, inputs);
        float[] cotangents = Scratch.WIDE.floats(sizes.positions() * filterStride);
        Transposition.run(g, out, sizes.filters(), sizes.positions(), cotangents, 0, filterStride);
        VectorTiles tiles = TILES.get()
                .terms(sizes.positions())
                .left(inputs, positions)
                .right(cotangents, Steps.of(filterStride, sizes.positions()))
                .to(sums, filterStride)
                .accumulating();
        for (int tap = 0; tap < taps; tap++) {
            int row = tap / stretches * sizes.dilationHeight() * paddedWidth;
            int meets = (row + tap % stretches * sizes.dilationWidth()) * sizes.channels();
            tiles.sweepInPlace(sideBySide, filterStride, meets, sumStart + tap * stretchRows * filterStride);
        }
        tiles.forget();
    }

    /** {@code [C, H, W]} as zero-padded {@code [paddedHeight, paddedWidth, C]}. */
    private void channelsInnermost(float[] x, int start, float[] to) {
        int channels = sizes.channels();
        int line = paddedWidth * channels;
        Arrays.fill(to, 0, sizes.padTop() * line, 0);
        int left = sizes.padLeft() * channels;
        for (int h = 0; h < sizes.height(); h++) {
            int at = (sizes.padTop() + h) * line;
            Arrays.fill(to, at, at + left, 0);
            Transposition.run(
                    x, start + h * sizes.width(), channels, sizes.pixels(), sizes.width(), to, at + left, channels);
            Arrays.fill(to, at + line - left, at + line, 0);
        }
        Arrays.fill(to, (sizes.padTop() + sizes.height()) * line, paddedHeight * line, 0);
    }

    /** Adds the partial sums in the order of the images and puts them into {@code [G, K, C, R, S]}. */
    private void combine(float[] sums, int chunks, float[] dw) {
        int size = sumSize();
        int rowsOfTaps = sizes.kernelHeight() * stretches;
        if (chunks == 0) {
            Arrays.fill(dw, 0, sizes.weightSize(), 0);
            return;
        }
        Workers.run(sizes.groups() * rowsOfTaps, piece -> {
            int group = piece / rowsOfTaps;
            int tap = piece % rowsOfTaps;
            int block = tap * stretchRows * filterStride;
            float[] total = Scratch.WIDE.floats(sideBySide * filterStride);
            Arrays.fill(total, 0, sideBySide * filterStride, 0);
            for (int chunk = 0; chunk < chunks; chunk++) {
                add(sums, (chunk * sizes.groups() + group) * size + block, total, sideBySide * filterStride);
            }
            int r = tap / stretches;
            for (int i = 0; i < sideBySide; i++) {
                int c = i % sizes.channels();
                int s = stretches == 1 ? i / sizes.channels() : tap % stretches;
                int to = sizes.weightOffset(group) + (c * sizes.kernelHeight() + r) * sizes.kernelWidth() + s;
                for (int k = 0; k < sizes.filters(); k++) {
                    dw[to + k * sizes.taps()] = total[i * filterStride + k];
                }
            }
        });
    }

    private static void add(float[] sums, int from, float[] total, int count) {
        for (int i = 0; i < count; i++) {
            total[i] += sums[from + i];
        }
    }
}
