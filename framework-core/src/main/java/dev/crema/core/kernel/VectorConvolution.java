package dev.crema.core.kernel;

import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Convolution outputs and input gradients with the Vector API, for every geometry and without a patch matrix; each sum takes its terms
 * in the order that {@link ImageConvolution} defines, so the bits are the same.
 *
 * <p>Both are products of packed filters with an image read through {@link TapPlanes}: vectors run over positions. The input gradient
 * of a strided convolution is one such product for each remainder of the input's rows and columns.
 */
final class VectorConvolution {

    /** Positions that are computed for all filters before the next ones, so that what the taps meet there stays in the cache. */
    private static final int BLOCK_COLUMNS = 512;

    private static final int COLUMNS = VectorTiles.COLUMNS;

    /** Rows for which columns of an image as it stands are copied to a packed panel first, of so many terms at most. */
    private static final int ROWS_WORTH_A_COPY = 32;

    private static final int MOST_COPIED_TERMS = 512;

    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);

    private final ConvolutionSizes sizes;
    private final TapPlanes planes;
    private final int rows;
    private final int[] starts;
    private final VectorWeights left;

    /** Position of each tap's weight in those of a row. */
    private final int[] weights;

    private final int rowStep;

    /** Of the outputs, or of the inputs that stand {@code stride} apart from {@code firstRow} and {@code firstColumn} on. */
    private VectorConvolution(ConvolutionSizes sizes, TapPlanes planes, int rows, int rowStep, int[] weights) {
        this.sizes = sizes;
        this.planes = planes;
        this.rows = rows;
        this.rowStep = rowStep;
        this.weights = weights;
        starts = planes.starts();
        left = new VectorWeights(rows, starts.length);
    }

    /** Runs {@code next} over the outputs of each plane as soon as they are computed, on the thread that did it. */
    static void forward(
            ConvolutionSizes sizes,
            float[] x,
            float[] w,
            PackedWeights weights,
            float @Nullable [] bias,
            float[] y,
            Channels.PlaneLoop next) {
        TapPlanes planes = new TapPlanes(
                sizes.channels(), TapAxis.ofInput(sizes.rows()), TapAxis.ofInput(sizes.columns()), VectorLineCopy::run);
        VectorConvolution own =
                new VectorConvolution(sizes, planes, sizes.filters(), sizes.taps(), Steps.of(1, sizes.taps()));
        float[] packed = own.packed(w, weights);
        own.eachPiece(x, sizes::inputOffset, (image, group, row, end, planesOfImage) -> {
            float[] from = own.left.firstSums(bias, group * sizes.filters());
            int start = sizes.outputOffset(image, group);
            own.multiply(packed, group, row, end, planesOfImage, from, y, start);
            int positions = planes.positions();
            for (int k = row; k < end; k++) {
                next.run(group * sizes.filters() + k, start + k * positions, start + (k + 1) * positions);
            }
        });
    }

    static void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        for (int a = 0; a < Math.min(sizes.strideHeight(), sizes.height()); a++) {
            for (int b = 0; b < Math.min(sizes.strideWidth(), sizes.width()); b++) {
                inputGradient(sizes, g, w, dx, a, b);
            }
        }
    }

    private static void inputGradient(
            ConvolutionSizes sizes, float[] g, float[] w, float[] dx, int firstRow, int firstColumn) {
        TapAxis down = TapAxis.ofCotangent(sizes.rows(), firstRow);
        TapAxis across = TapAxis.ofCotangent(sizes.columns(), firstColumn);
        TapPlanes planes = new TapPlanes(sizes.filters(), down, across, VectorLineCopy::run);
        VectorConvolution own = new VectorConvolution(
                sizes,
                planes,
                sizes.channels(),
                sizes.kernelHeight() * sizes.kernelWidth(),
                TapPlanes.weightsByChannel(sizes, firstRow, firstColumn));
        float[] packed = own.packed(w, new PackedWeights());
        own.eachPiece(g, sizes::outputOffset, (image, group, row, end, planesOfImage) -> {
            float[] from = own.left.firstSums(null, 0);
            int in = sizes.inputOffset(image, group);
            boolean isDense = sizes.hasUnitStride();
            float[] dense =
                    isDense ? dx : Scratch.WIDE.floats(sizes.channels() * planes.positions() + VectorTiles.LANES);
            // one call for both (ADR 0023)
            own.multiply(packed, group, row, end, planesOfImage, from, dense, isDense ? in : 0);
            if (isDense) {
                return;
            }
            for (int c = row; c < end; c++) {
                int to = in + (c * sizes.height() + firstRow) * sizes.width() + firstColumn;
                VectorLineSpread.run(
                        dense,
                        c * planes.positions(),
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

    private float[] packed(float[] w, PackedWeights kept) {
        return kept.get(
                PackedWeights.Order.of(VectorConvolution.class, sizes),
                sizes.groups() * left.packedSize(),
                into -> left.pack(w, sizes.groups(), sizes.weightOffset(1), rowStep, weights, into));
    }

    private void eachPiece(float[] from, IntBinaryOperator offset, VectorPieces.Piece piece) {
        long work = (long) rows * starts.length * planes.positions();
        VectorPieces.run(sizes, rows, work, (image, group) -> planesOf(from, offset.applyAsInt(image, group)), piece);
    }

    /** Whether images are read as they stand. */
    private boolean readsImage() {
        return planes.isImage() && planes.positions() % VectorTiles.LANES == 0;
    }

    private VectorPieces.Planes planesOf(float[] image, int start) {
        if (readsImage()) {
            return new VectorPieces.Planes(image, start);
        }
        float[] copies = Scratch.PADDED.floats(planes.size() + TapPlanes.SLACK);
        planes.copy(image, start, copies, 0);
        return new VectorPieces.Planes(copies, 0);
    }

    /**
     * Writes the rows {@code row .. end - 1} of the product of a group's filters with an image, from {@code to[start]} on. One long method
     * (ADR 0023).
     */
    private void multiply(
            float[] packed,
            int group,
            int row,
            int end,
            VectorPieces.Planes image,
            float[] from,
            float[] to,
            int start) {
        int positions = planes.positions();
        boolean asItStands = readsImage();
        if (asItStands) {
            ReadAhead.image(image.values, image.start, planes.size());
            ReadAhead.image(to, start + row * positions, (end - row) * positions);
        }
        VectorTiles tiles = TILES.get().terms(starts.length).startingFrom(from).to(to, positions);
        int panels = group * left.packedSize();
        // an image as it stands may serve several row taps, in a strided input gradient
        boolean isProduct = asItStands && planes.tapsOfPlane() == 1;
        boolean isCopied = isProduct && end - row >= ROWS_WORTH_A_COPY && starts.length <= MOST_COPIED_TERMS;
        int terms = starts.length;
        int width = isCopied ? COLUMNS : BLOCK_COLUMNS;
        float[] panel = isCopied ? Scratch.LINES.aligned(terms * COLUMNS + VectorTiles.LANES) : image.values;
        if (isCopied) {
            tiles.rightPanel(panel, terms);
        } else {
            tiles.right(panel, starts);
        }
        for (int column = 0; column < positions; column += width) {
            int columns = Math.min(width, positions - column);
            if (isCopied) {
                // as they stand, the image's planes apart, columns come slowly from memory
                int at = Scratch.START;
                VectorLineCopy.run(
                        image.values, image.start + column, positions, 1, panel, at, COLUMNS, columns, terms);
                tiles.sweep(packed, panels, rows, row, end, 0, columns, at, start + column);
            } else {
                tiles.sweep(packed, panels, rows, row, end, column, column + columns, image.start, start);
            }
        }
        tiles.forget();
    }
}
