package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The weight gradient of a one by one convolution with the Vector API, to the bits of {@link VectorWeightGradient}: of channels and filters the more
 * numerous are rows of the product, whose planes are read as they stand, and only the planes of the others are transposed.
 */
final class VectorPointwiseGradient {

    /** Where the panel of the columns' planes starts. */
    private static final int PANEL = Scratch.START;

    /** Rows come in tiles of so many or a multiple, so that no tile reads beyond the planes of an image. */
    private static final int ROWS = 4;

    private final ConvolutionSizes sizes;
    private final int positions;

    /** Whether rows are filters, and columns channels. */
    private final boolean rowsAreFilters;

    private final int rows;
    private final int columns;
    private final int paddedColumns;

    private VectorPointwiseGradient(ConvolutionSizes sizes) {
        this.sizes = sizes;
        positions = sizes.positions();
        rowsAreFilters = rowsAreFilters(sizes);
        rows = rowsAreFilters ? sizes.filters() : sizes.channels();
        columns = rowsAreFilters ? sizes.channels() : sizes.filters();
        paddedColumns = VectorTiles.paddedColumns(columns);
    }

    private static boolean rowsAreFilters(ConvolutionSizes sizes) {
        return sizes.filters() >= sizes.channels();
    }

    static boolean fits(ConvolutionSizes sizes) {
        int most = Math.max(sizes.filters(), sizes.channels());
        int least = Math.min(sizes.filters(), sizes.channels());
        return sizes.kernelHeight() == 1
                && sizes.kernelWidth() == 1
                && sizes.hasUnitStride()
                && sizes.positions() == sizes.pixels()
                && most % ROWS == 0
                && VectorTiles.paddedColumns(least) % VectorTiles.COLUMNS == 0;
    }

    static void run(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        VectorPointwiseGradient own = new VectorPointwiseGradient(sizes);
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        int size = own.rows * own.paddedColumns;
        float[] sums = Scratch.SUMS.aligned(Math.multiplyExact(chunks * sizes.groups(), size));
        Workers.run(chunks * sizes.groups(), piece -> {
            int group = piece % sizes.groups();
            int first = piece / sizes.groups() * images;
            int at = Scratch.START + piece * size;
            Arrays.fill(sums, at, at + size, 0);
            for (int image = first; image < Math.min(sizes.batch(), first + images); image++) {
                int in = sizes.inputOffset(image, group);
                int out = sizes.outputOffset(image, group);
                if (own.rowsAreFilters) {
                    own.addImage(g, out, x, in, sums, at);
                } else {
                    own.addImage(x, in, g, out, sums, at);
                }
            }
        });
        own.combine(sums, chunks, dw);
    }

    /** Adds the product of the planes of rows with those of columns. */
    private void addImage(float[] a, int aAt, float[] b, int bAt, float[] sums, int at) {
        ReadAhead.image(b, bAt, columns * positions);
        ReadAhead.image(a, aAt, rows * positions);
        float[] panel = Scratch.PADDED.aligned(positions * VectorTiles.COLUMNS);
        for (int column = 0; column < columns; column += VectorTiles.COLUMNS) {
            int some = Math.min(VectorTiles.COLUMNS, columns - column);
            PlaneTransposition.together(
                    b,
                    bAt + column * positions,
                    positions,
                    some,
                    positions,
                    panel,
                    PANEL,
                    VectorTiles.COLUMNS,
                    VectorTiles.COLUMNS);
            for (int row = 0; row < rows; ) {
                int from = aAt + row * positions;
                int to = at + row * paddedColumns + column;
                if (VectorTiles.TALL == 12 && rows - row >= 12) {
                    VectorPlaneTiles.twelve(positions, a, from, positions, panel, PANEL, sums, to, paddedColumns);
                    row += 12;
                } else {
                    VectorPlaneTiles.four(positions, a, from, positions, panel, PANEL, sums, to, paddedColumns);
                    row += ROWS;
                }
            }
        }
    }

    /** Adds the partial sums in the order of the images and puts them into {@code [G, K, C]}. */
    private void combine(float[] sums, int chunks, float[] dw) {
        int size = rows * paddedColumns;
        if (chunks == 0) {
            Arrays.fill(dw, 0, sizes.weightSize(), 0);
            return;
        }
        Workers.run(sizes.groups() * rows, piece -> {
            int group = piece / rows;
            int row = piece % rows;
            float[] total = Scratch.WIDE.floats(columns);
            Arrays.fill(total, 0, columns, 0);
            for (int chunk = 0; chunk < chunks; chunk++) {
                int from = Scratch.START + (chunk * sizes.groups() + group) * size + row * paddedColumns;
                for (int i = 0; i < columns; i++) {
                    total[i] += sums[from + i];
                }
            }
            int to = sizes.weightOffset(group) + (rowsAreFilters ? row * columns : row);
            int step = rowsAreFilters ? 1 : rows;
            for (int i = 0; i < columns; i++) {
                dw[to + i * step] = total[i];
            }
        });
    }
}
