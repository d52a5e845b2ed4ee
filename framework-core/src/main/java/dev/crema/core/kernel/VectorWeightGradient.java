package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The weight gradient of a convolution with the Vector API, to the bits that {@link ImageConvolution} defines.
 *
 * <p>It is the product, summed over positions, of the inputs that the taps meet with the output cotangent, both as
 * {@link TapLayout} has them: {@link VectorTiles} broadcasts the inputs, and its vectors run over filters.
 */
final class VectorWeightGradient {

    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);

    private final ConvolutionSizes sizes;
    private final TapLayout layout;
    private final int paddedHeight;

    private VectorWeightGradient(ConvolutionSizes sizes) {
        this.sizes = sizes;
        layout = new TapLayout(sizes, VectorTiles.paddedColumns(sizes.filters()));
        paddedHeight = sizes.height() + 2 * sizes.padTop();
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

    /** Of one partial sum: {@code [R, stretches, rows of a stretch, filterStride]}. */
    private int sumSize() {
        return sizes.kernelHeight() * layout.stretches * stretchSize();
    }

    /** Size of the sums of one stretch, with room for whole tiles. */
    private int stretchSize() {
        return VectorTiles.paddedRows(layout.sideBySide) * layout.filterStride;
    }

    /** What tiles may read beyond the inputs of the last position. */
    private int slack() {
        return (sizes.kernelWidth() + 1) * sizes.channels() + VectorTiles.paddedRows(layout.sideBySide);
    }

    private void addImage(float[] x, int in, float[] g, int out, float[] sums, int sumStart) {
        int taps = sizes.kernelHeight() * layout.stretches;
        int filterStride = layout.filterStride;
        float[] inputs = Scratch.PADDED.floats(paddedHeight * layout.line + slack());
        layout.inputs(x, in, paddedHeight, inputs, 0);
        float[] cotangents = Scratch.WIDE.floats(sizes.positions() * filterStride);
        layout.cotangents(g, out, cotangents, 0);
        int step = sizes.strideWidth() * sizes.channels();
        VectorTiles tiles = TILES.get()
                .terms(sizes.positions())
                .left(inputs, step, sizes.outWidth(), sizes.strideHeight() * layout.line - sizes.outWidth() * step)
                .right(cotangents, Steps.of(filterStride, sizes.positions()))
                .to(sums, filterStride)
                .accumulating();
        for (int tap = 0; tap < taps; tap++) {
            int row = tap / layout.stretches * sizes.dilationHeight() * layout.line;
            int meets = row + layout.inputsOf(tap % layout.stretches);
            tiles.sweepInPlace(layout.sideBySide, filterStride, meets, sumStart + tap * stretchSize());
        }
        tiles.forget();
    }

    /** Adds the partial sums in the order of the images and puts them into {@code [G, K, C, R, S]}. */
    private void combine(float[] sums, int chunks, float[] dw) {
        int size = sumSize();
        int rowsOfTaps = sizes.kernelHeight() * layout.stretches;
        if (chunks == 0) {
            Arrays.fill(dw, 0, sizes.weightSize(), 0);
            return;
        }
        Workers.run(sizes.groups() * rowsOfTaps, piece -> {
            int group = piece / rowsOfTaps;
            int tap = piece % rowsOfTaps;
            int count = layout.sideBySide * layout.filterStride;
            float[] total = Scratch.WIDE.floats(count);
            Arrays.fill(total, 0, count, 0);
            for (int chunk = 0; chunk < chunks; chunk++) {
                add(sums, (chunk * sizes.groups() + group) * size + tap * stretchSize(), total, count);
            }
            int first = sizes.weightOffset(group) + tap / layout.stretches * sizes.kernelWidth();
            for (int i = 0; i < layout.sideBySide; i++) {
                int to = first + layout.weightOf(tap % layout.stretches, i);
                for (int k = 0; k < sizes.filters(); k++) {
                    dw[to + k * sizes.taps()] = total[i * layout.filterStride + k];
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
