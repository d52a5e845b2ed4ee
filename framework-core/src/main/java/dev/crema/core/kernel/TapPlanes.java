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
    private final StridedCopy strided;

    /** Remainders of the row taps, each once, and for each row tap which of them is its own. */
    private final int[] remainders;

    private final int[] kind;
    private final int firstStep;
    private final int blockRows;

    TapPlanes(int planes, TapAxis rows, TapAxis columns, StridedCopy strided) {
        this.planes = planes;
        this.rows = rows;
        this.columns = columns;
        this.strided = strided;
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

    /** Taps of all planes. */
    int taps() {
        return planes * rows.taps() * columns.taps();
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
     * {@link #SLACK} more. Everything is written in ascending order, so what a copied row leaves behind it is overwritten.
     */
    void copy(float[] from, int start, float[] to, int toStart) {
        int at = toStart;
        for (int plane = 0; plane < planes; plane++) {
            int image = start + plane * rows.size * columns.size;
            for (int s = 0; s < columns.taps(); s++) {
                int first = columns.firstInside(columns.start(s));
                int end = columns.endInside(columns.start(s));
                int offset = columns.start(s) + first * columns.step;
                for (int remainder : remainders) {
                    for (int i = 0; i < blockRows; i++, at += columns.outputs) {
                        int row = (firstStep + i) * rows.step + remainder;
                        if (row < 0 || row >= rows.size || first == end) {
                            Arrays.fill(to, at, at + columns.outputs, 0);
                        } else {
                            int source = image + row * columns.size + offset;
                            clear(to, at, at + first);
                            strided.run(from, source, columns.step, to, at + first, end - first);
                            clear(to, at + end, at + columns.outputs);
                        }
                    }
                }
            }
        }
    }

    private static void clear(float[] to, int from, int end) {
        for (int i = from; i < end; i++) {
            to[i] = 0;
        }
    }
}
