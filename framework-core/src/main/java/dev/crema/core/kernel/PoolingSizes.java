package dev.crema.core.kernel;

/**
 * The windows of a 2-D pooling: the product of a list of row windows and a list of column windows, for each of
 * {@code planes} images of {@code height x width}.
 *
 * @param planes number of planes: batch times channels
 * @param height input rows
 * @param width input columns
 * @param rows the windows along the height
 * @param columns the windows along the width
 */
public record PoolingSizes(int planes, int height, int width, Windows rows, Windows columns) {

    /** Columns of a window up to which all windows are served tap by tap. */
    static final int MOST_SPAN = 128;

    int pixels() {
        return height * width;
    }

    int positions() {
        return rows.count() * columns.count();
    }

    /** Whether the windows are two by two, side by side, from the first pixel on: the usual ones. */
    boolean halves() {
        return columns.arePairs() && rows.arePairs();
    }

    /** What the sum of a window is divided by. */
    long divisor(int p, int q) {
        return (long) rows.divisor[p] * columns.divisor[q];
    }

    /** The divisor of all windows where they are {@link #halves}. */
    long divisorOfHalves() {
        return positions() == 0 ? 1 : divisor(0, 0);
    }

    /** Whether windows overlap and slide by one column, and are not so wide that most of their taps meet nothing. */
    boolean slideByOne() {
        return slide(1);
    }

    /** Whether windows slide by at most {@code most} columns, are not so wide that most of their taps meet nothing, and are no partition. */
    boolean slide(int most) {
        return columns.stride > 0 && columns.stride <= most && columns.span() <= MOST_SPAN && !partition();
    }

    /** Whether every window is a stretch of memory: all of the width, and rows next to each other. */
    boolean spanRows() {
        return rows.step == 1
                && columns.step == 1
                && columns.count() == 1
                && columns.begin[0] == 0
                && columns.end[0] == width;
    }

    /** Whether each pixel belongs to exactly one window. */
    boolean partition() {
        return rows.partition(height) && columns.partition(width);
    }
}
