package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The weight gradient of a convolution with the Vector API, to the bits that {@link ImageConvolution} defines.
 *
 * <p>It is the product, summed over positions, of the inputs that the taps meet with the output cotangent, both as
 * {@link TapLayout} has them: {@link VectorTiles} broadcasts the inputs, and its vectors run over filters, or the other way round where
 * that leaves fewer lanes empty and fewer vectors alone.
 */
final class VectorWeightGradient {

    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);

    /** Sums one vector wide take so much longer for each multiply-add, in percent, as measured: they load a number for each. */
    private static final int ALONE = 30;

    private final ConvolutionSizes sizes;
    private final TapLayout layout;
    private final int paddedHeight;

    /** Whether vectors run over inputs. */
    private final boolean alongInputs;

    /** Rows and columns of the sums of a stretch; rows are padded to whole tiles, and columns to whole vectors. */
    private final int rows;

    private final int columns;

    /** Where the right factor of each position starts. */
    private final int[] starts;

    private VectorWeightGradient(ConvolutionSizes sizes) {
        this.sizes = sizes;
        layout = new TapLayout(sizes, VectorTiles.paddedColumns(sizes.filters()));
        paddedHeight = sizes.height() + 2 * sizes.padTop();
        alongInputs = work(sizes.filters(), layout.sideBySide) < work(layout.sideBySide, sizes.filters())
                && VectorTiles.paddedRows(sizes.filters()) <= layout.filterStride;
        rows = alongInputs ? sizes.filters() : layout.sideBySide;
        columns = VectorTiles.paddedColumns(alongInputs ? layout.sideBySide : sizes.filters());
        int down = sizes.strideHeight() * layout.line;
        int across = sizes.strideWidth() * sizes.channels();
        starts = alongInputs ? new int[sizes.positions()] : Steps.of(layout.filterStride, sizes.positions());
        for (int i = 0; alongInputs && i < starts.length; i++) {
            starts[i] = i / sizes.outWidth() * down + i % sizes.outWidth() * across;
        }
    }

    /** Multiply-adds in vectors for a position, in percent. */
    private static long work(int rows, int columns) {
        long vectors = VectorTiles.paddedColumns(columns) / VectorTiles.LANES;
        return VectorTiles.paddedRows(rows) * (100 * vectors + vectors % 2 * ALONE);
    }

    static void run(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        VectorWeightGradient own = new VectorWeightGradient(sizes);
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        int size = own.sumSize();
        float[] sums = Scratch.SUMS.aligned(Math.multiplyExact(chunks * sizes.groups(), size));
        Workers.run(chunks * sizes.groups(), piece -> {
            int group = piece % sizes.groups();
            int first = piece / sizes.groups() * images;
            int at = Scratch.START + piece * size;
            Arrays.fill(sums, at, at + size, 0);
            for (int image = first; image < Math.min(sizes.batch(), first + images); image++) {
                own.addImage(x, sizes.inputOffset(image, group), g, sizes.outputOffset(image, group), sums, at);
            }
        });
        own.combine(sums, chunks, dw);
    }

    /** Of one partial sum: {@code [R, stretches, rows, columns]}. */
    private int sumSize() {
        return sizes.kernelHeight() * layout.stretches * stretchSize();
    }

    /** Size of the sums of one stretch, with room for whole tiles. */
    private int stretchSize() {
        return VectorTiles.paddedRows(rows) * columns;
    }

    /** What tiles may read beyond the inputs of the last position. */
    private int slack() {
        int more = alongInputs ? columns : VectorTiles.paddedRows(rows);
        return (sizes.kernelWidth() + 1) * sizes.channels() + more;
    }

    private void addImage(float[] x, int in, float[] g, int out, float[] sums, int sumStart) {
        int taps = sizes.kernelHeight() * layout.stretches;
        int filterStride = layout.filterStride;
        float[] inputs = Scratch.PADDED.aligned(paddedHeight * layout.line + slack());
        layout.inputs(x, in, paddedHeight, inputs, Scratch.START);
        float[] cotangents = Scratch.WIDE.aligned(sizes.positions() * filterStride);
        layout.cotangents(g, out, cotangents, Scratch.START);
        VectorTiles tiles =
                TILES.get().terms(sizes.positions()).to(sums, columns).accumulating();
        if (alongInputs) {
            tiles.left(cotangents, filterStride, sizes.positions(), 0).right(inputs, starts);
        } else {
            int step = sizes.strideWidth() * sizes.channels();
            int gap = sizes.strideHeight() * layout.line - sizes.outWidth() * step;
            tiles.left(inputs, step, sizes.outWidth(), gap).right(cotangents, starts);
        }
        for (int tap = 0; tap < taps; tap++) {
            int row = tap / layout.stretches * sizes.dilationHeight() * layout.line;
            int meets = row + layout.inputsOf(tap % layout.stretches);
            int leftAt = Scratch.START + (alongInputs ? 0 : meets);
            int rightAt = Scratch.START + (alongInputs ? meets : 0);
            tiles.sweepInPlace(rows, columns, leftAt, rightAt, sumStart + tap * stretchSize());
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
            int count = rows * columns;
            float[] total = Scratch.WIDE.floats(count);
            Arrays.fill(total, 0, count, 0);
            for (int chunk = 0; chunk < chunks; chunk++) {
                add(sums, Scratch.START + (chunk * sizes.groups() + group) * size + tap * stretchSize(), total, count);
            }
            int first = sizes.weightOffset(group) + tap / layout.stretches * sizes.kernelWidth();
            for (int i = 0; i < layout.sideBySide; i++) {
                int to = first + layout.weightOf(tap % layout.stretches, i);
                for (int k = 0; k < sizes.filters(); k++) {
                    dw[to + k * sizes.taps()] = total[alongInputs ? k * columns + i : i * columns + k];
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
