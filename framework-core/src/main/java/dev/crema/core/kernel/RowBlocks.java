package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The lines that blocks of two or four output rows of a convolution with three row taps meet, its own and the two that follow, in planes
 * with zeros around them.
 */
final class RowBlocks {

    /** Planes that are read. */
    private final int planes;

    private final TapAxis down;
    private final TapAxis across;

    /** Output rows of a block. */
    private final int height;

    private final LineCopy copies;

    private RowBlocks(int planes, TapAxis down, TapAxis across, int height, LineCopy copies) {
        this.planes = planes;
        this.down = down;
        this.across = across;
        this.height = height;
        this.copies = copies;
    }

    /** Of inputs that meet output rows. */
    static RowBlocks ofInput(ConvolutionSizes sizes, int height, LineCopy copies) {
        TapAxis across = TapAxis.ofInput(sizes.columns());
        return new RowBlocks(sizes.channels(), TapAxis.ofInput(sizes.rows()), across, height, copies);
    }

    /** Of cotangents that meet rows of the input gradient. */
    static RowBlocks ofCotangent(ConvolutionSizes sizes, int height, LineCopy copies) {
        TapAxis across = TapAxis.ofCotangent(sizes.columns(), 0);
        return new RowBlocks(sizes.filters(), TapAxis.ofCotangent(sizes.rows(), 0), across, height, copies);
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
        return (down.outputs + height - 1) / height;
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
        return across.marginBefore() + across.size + across.marginAfter();
    }

    /** From the lines of one block to those of the next. */
    int step() {
        return height * line();
    }

    /** Padded lines of a plane. */
    private int lines() {
        return height * count() + RowPairs.TAPS - 1;
    }

    /** Of a padded plane: a left margin, the lines, and what the last vector of a copy writes beyond. */
    private int planeSize() {
        return across.marginBefore() + lines() * line() + RowPairs.SLACK;
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
        return planeStart(term / across.taps()) + across.marginBefore() + across.start(term % across.taps());
    }

    /** Copies the planes {@code first .. end - 1} of the image at {@code from[start]} to {@code padded[to]}, with zeros around them. */
    void pad(float[] from, int start, int first, int end, float[] padded, int to) {
        int left = across.marginBefore();
        int line = line();
        int top = Math.min(down.start(0), down.start(RowPairs.TAPS - 1));
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
