package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The lines that blocks of four output rows of a convolution with three row taps meet, its own and the two that follow, in planes
 * with zeros around them.
 */
final class RowBlocks {

    static final int TAPS = 3;

    /** Elements that a vector may read or write beyond the last one in use. */
    static final int SLACK = 32;

    /** Channels and filters from which the products saved are worth the sums and differences, and the larger errors, as measured. */
    private static final int LEAST_PLANES = 16;

    private static final int LEAST_LINES = 4;

    /** Partial sums of a weight gradient that are in memory at a time. */
    private static final int MOST_PARTIAL_SUMS = 8;

    /** Planes that are read. */
    private final int planes;

    private final TapAxis down;
    private final TapAxis across;
    private final LineCopy copies;
    private final int marginBefore;
    private final int line;

    private RowBlocks(int planes, TapAxis down, TapAxis across, LineCopy copies) {
        this.planes = planes;
        this.down = down;
        this.across = across;
        this.copies = copies;
        marginBefore = across.marginBefore();
        line = marginBefore + across.size + across.marginAfter();
    }

    /**
     * Whether all kernels compute this convolution and its input gradient by {@link RowQuads}, and its weight gradient by
     * {@link RowQuadGradient}, unless {@link Winograd} does; it does not depend on the batch.
     */
    static boolean fit(ConvolutionSizes sizes) {
        return sizes.kernelHeight() == TAPS
                && sizes.hasUnitStride()
                && sizes.dilationHeight() == 1
                && Math.min(sizes.channels(), sizes.filters()) >= LEAST_PLANES
                && Math.min(sizes.height(), sizes.outHeight()) >= LEAST_LINES
                && Math.min(sizes.width(), sizes.outWidth()) > 0
                && copiesFit(sizes);
    }

    /** Whether the copies of an image, and the partial sums of a weight gradient, are no more than an array can hold. */
    private static boolean copiesFit(ConvolutionSizes sizes) {
        double planes = Math.max(sizes.channels(), sizes.filters());
        double height = Math.max(sizes.height(), sizes.outHeight()) + 2.0 * sizes.padTop() + TAPS + RowQuads.ROWS;
        double width = Math.max(sizes.width(), sizes.outWidth())
                + 2.0 * sizes.padLeft()
                + 2.0 * sizes.kernelWidth() * sizes.dilationWidth();
        double weights = (double) sizes.groups() * (planes + SLACK) * (planes + SLACK) * sizes.kernelWidth();
        return 2 * (planes + SLACK) * sizes.kernelWidth() * height * (width + SLACK) < Integer.MAX_VALUE
                && MOST_PARTIAL_SUMS * TAPS * weights < Integer.MAX_VALUE;
    }

    /** Of inputs that meet output rows. */
    static RowBlocks ofInput(ConvolutionSizes sizes, LineCopy copies) {
        TapAxis across = TapAxis.ofInput(sizes.columns());
        return new RowBlocks(sizes.channels(), TapAxis.ofInput(sizes.rows()), across, copies);
    }

    /** Of cotangents that meet rows of the input gradient. */
    static RowBlocks ofCotangent(ConvolutionSizes sizes, LineCopy copies) {
        TapAxis across = TapAxis.ofCotangent(sizes.columns(), 0);
        return new RowBlocks(sizes.filters(), TapAxis.ofCotangent(sizes.rows(), 0), across, copies);
    }

    int planes() {
        return planes;
    }

    int columnTaps() {
        return across.taps();
    }

    /** Terms of each sum. */
    int terms() {
        return planes * across.taps();
    }

    /** Blocks of output rows; the last may be a part of one. */
    int count() {
        return (down.outputs + RowQuads.ROWS - 1) / RowQuads.ROWS;
    }

    int width() {
        return across.outputs;
    }

    int outputLines() {
        return down.outputs;
    }

    /** Sums of each row and point. */
    int positions() {
        return count() * width();
    }

    /** From one padded line of a plane to the next one. */
    int line() {
        return line;
    }

    /** From the lines of one block to those of the next. */
    int step() {
        return RowQuads.ROWS * line;
    }

    /** Padded lines of a plane. */
    private int lines() {
        return RowQuads.ROWS * count() + TAPS - 1;
    }

    /** Of a padded plane: a left margin, the lines, and what the last vector of a copy writes beyond. */
    private int planeSize() {
        return marginBefore + lines() * line + SLACK;
    }

    /** Size of the padded planes. */
    int paddedSize() {
        return planes * planeSize();
    }

    int planeStart(int plane) {
        return plane * planeSize();
    }

    /** Where in the padded planes the inputs of a term start that the first line of the first block meets. */
    int start(int term) {
        return planeStart(term / across.taps()) + marginBefore + across.start(term % across.taps());
    }

    /** Of a line of an image. */
    int imageWidth() {
        return across.size;
    }

    int imageHeight() {
        return down.size;
    }

    int marginBefore() {
        return marginBefore;
    }

    /** The image's line that is the first of a block, perhaps before the image. */
    int firstLine(int block) {
        return top() + block * RowQuads.ROWS;
    }

    private int top() {
        return Math.min(down.start(0), down.start(TAPS - 1));
    }

    /** Copies the planes {@code first .. end - 1} of the image at {@code from[start]} to {@code padded[to]}, with zeros around them. */
    void pad(float[] from, int start, int first, int end, float[] padded, int to) {
        int left = marginBefore;
        int top = top();
        int above = Math.min(lines(), Math.max(0, -top));
        int inside = Math.max(0, Math.min(lines() - above, down.size - Math.max(0, top)));
        for (int plane = first; plane < end; plane++) {
            int at = to + plane * planeSize();
            int source = start + (plane * down.size + Math.max(0, top)) * across.size;
            Arrays.fill(padded, at, at + left + above * line, 0);
            copies.run(from, source, across.size, 1, padded, at + left + above * line, line, across.size, inside);
            Arrays.fill(padded, at + left + (above + inside) * line, at + planeSize(), 0);
        }
    }
}
