package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * Copies of an image's planes in which the outputs of every tap are one stretch of memory, as long as an output plane and in its
 * order.
 *
 * <p>Each column tap has a copy of its own, as wide as the outputs, with zeros beside the image. Row taps share it: their stretches
 * start a few rows apart. With a stride, rows of equal remainder stand together. So a copy is as large as the image times the
 * kernel's width, divided by the vertical stride, and no patch matrix is needed for any geometry.
 */
final class TapPlanes {

    /** What a vector may read or write beyond the last copy. */
    static final int SLACK = 64;

    private final int planes;
    private final TapAxis rows;
    private final TapAxis columns;
    private final LineCopy copies;

    /** Remainders of the row taps, each once, and for each row tap which of them is its own. */
    private final int[] remainders;

    private final int[] kind;
    private final int firstStep;
    private final int blockRows;

    TapPlanes(int planes, TapAxis rows, TapAxis columns, LineCopy copies) {
        this.planes = planes;
        this.rows = rows;
        this.columns = columns;
        this.copies = copies;
        int[] found = new int[rows.taps()];
        kind = new int[rows.taps()];
        int kinds = 0;
        int least = Integer.MAX_VALUE;
        int most = Integer.MIN_VALUE;
        for (int tap = 0; tap < rows.taps(); tap++) {
            int known = 0;
            while (known < kinds && found[known] != rows.remainder(tap)) {
                known++;
            }
            found[known] = rows.remainder(tap);
            kinds = Math.max(kinds, known + 1);
            kind[tap] = known;
            least = Math.min(least, rows.steps(tap));
            most = Math.max(most, rows.steps(tap));
        }
        remainders = Arrays.copyOf(found, kinds);
        firstStep = least;
        blockRows = rows.taps() == 0 ? 0 : rows.outputs + most - least;
    }

    /**
     * Whether the copies that convolutions and {@link TapLayout weight gradients} make of an image are no larger than an array can be, which
     * only a padding of thousands prevents; else {@link ImageConvolution} serves, to the same bits.
     */
    static boolean fit(ConvolutionSizes sizes) {
        double height = extent(sizes.rows());
        double width = extent(sizes.columns()) + SLACK;
        double planes = Math.max(sizes.channels(), sizes.filters()) + SLACK;
        return 2 * planes * sizes.kernelWidth() * height * width < Integer.MAX_VALUE;
    }

    private static double extent(ConvolutionAxis axis) {
        double span = axis.kernel() * (double) axis.dilation();
        return Math.max(axis.size(), axis.outputs()) + 2.0 * axis.padding() + 2 * span;
    }

    /** Where in {@code [K, C, R, S]}, from one channel's first weight on, the taps stand that meet these inputs. */
    static int[] weightsByChannel(ConvolutionSizes sizes, int firstRow, int firstColumn) {
        int[] down = TapAxis.tapsAt(sizes.rows(), firstRow);
        int[] across = TapAxis.tapsAt(sizes.columns(), firstColumn);
        int[] weights = new int[sizes.filters() * down.length * across.length];
        int at = 0;
        for (int k = 0; k < sizes.filters(); k++) {
            for (int r : down) {
                for (int s : across) {
                    weights[at++] = (k * sizes.channels() * sizes.kernelHeight() + r) * sizes.kernelWidth() + s;
                }
            }
        }
        return weights;
    }

    /** Taps of all planes. */
    int taps() {
        return planes * tapsOfPlane();
    }

    int tapsOfPlane() {
        return rows.taps() * columns.taps();
    }

    /** Outputs of a tap. */
    int positions() {
        return rows.outputs * columns.outputs;
    }

    /** Whether the image is its own copy: one column tap, no padding, no stride. */
    boolean isImage() {
        return columns.taps() == 1
                && columns.step == 1
                && columns.start(0) == 0
                && columns.outputs == columns.size
                && rows.step == 1
                && firstStep == 0
                && blockRows == rows.size;
    }

    /** Where the stretch of each tap starts, by plane, row tap and column tap. */
    int[] starts() {
        int[] starts = new int[taps()];
        int at = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int r = 0; r < rows.taps(); r++) {
                for (int s = 0; s < columns.taps(); s++) {
                    int block = (plane * columns.taps() + s) * remainders.length + kind[r];
                    starts[at++] = (block * blockRows + rows.steps(r) - firstStep) * columns.outputs;
                }
            }
        }
        return starts;
    }

    /** Size of the copies. */
    int size() {
        long size = (long) planes * columns.taps() * remainders.length * blockRows * columns.outputs;
        if (size > Integer.MAX_VALUE - SLACK) {
            throw new IllegalArgumentException(
                    "conv2d: expected an image whose copies for each column of the kernel have at most "
                            + (Integer.MAX_VALUE - SLACK) + " elements, got " + size
                            + "; use a smaller image or kernel");
        }
        return (int) size;
    }

    /**
     * Makes the copies of the planes that start at {@code from[start]}, from {@code to[toStart]} on, where there is room for
     * {@link #SLACK} more. Everything is written in ascending order, so what a copied line leaves behind it is overwritten.
     *
     * <p>The lines of a plane get their margins once; then the copy of each tap is a block of lines of one width.
     */
    void copy(float[] from, int start, float[] to, int toStart) {
        if (blockRows == 0) {
            return;
        }
        int left = columns.marginBefore();
        int line = left + columns.size + columns.marginAfter();
        boolean padded = line > columns.size;
        float[] lines = padded ? Scratch.LINES.floats(left + line * rows.size + SLACK) : from;
        int at = toStart;
        for (int plane = 0; plane < planes; plane++) {
            int first = start + plane * rows.size * columns.size;
            if (padded) {
                Arrays.fill(lines, 0, left, 0);
                copies.run(from, first, columns.size, 1, lines, left, line, columns.size, rows.size);
                first = 0;
            }
            for (int s = 0; s < columns.taps(); s++) {
                for (int remainder : remainders) {
                    copyBlock(lines, first + left + columns.start(s), line, remainder, to, at);
                    at += blockRows * columns.outputs;
                }
            }
        }
    }

    /** The lines that row taps of one remainder meet, zeros where they lie above or below the plane. */
    private void copyBlock(float[] lines, int first, int line, int remainder, float[] to, int at) {
        int width = columns.outputs;
        int top = firstStep * rows.step + remainder;
        int begin = rows.firstInside(top, blockRows);
        int end = rows.endInside(top, blockRows);
        Arrays.fill(to, at, at + begin * width, 0);
        if (begin < end) {
            int source = first + (top + begin * rows.step) * line;
            copies.run(
                    lines, source, rows.step * line, columns.step, to, at + begin * width, width, width, end - begin);
        }
        Arrays.fill(to, at + end * width, at + blockRows * width, 0);
    }
}
