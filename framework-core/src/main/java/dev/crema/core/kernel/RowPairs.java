package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * Winograd's minimal filtering F(2, 3) along the rows of a convolution with three row taps and unit strides: two output rows for four
 * products instead of six (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016, equation 5).
 *
 * <p>The output rows {@code 2p} and {@code 2p + 1} meet four input rows {@code d0 .. d3} and three rows of weights
 * {@code g0 .. g2}. Four convolutions over {@code (c, s)}, one fused multiply-add for each term in ascending order, multiply
 *
 * <pre>
 *   point   inputs     weights
 *     0     d0 - d2    g0
 *     1     d1 + d2    (g0 + g2)/2 + g1/2
 *     2     d2 - d1    (g0 + g2)/2 - g1/2
 *     3     d1 - d3    g2
 * </pre>
 *
 * and their sums {@code m0 .. m3}, of which {@code m1} starts from the bias, give the outputs {@code (m0 + m1) + m2} and
 * {@code (m1 - m2) - m3}. The weight gradient is the transpose: it multiplies the same differences of the inputs with the cotangents
 * {@code h0}, {@code h0 + h1}, {@code h0 - h1} and {@code h1} of the two rows, and its rows are {@code m0 + (m1 + m2)/2},
 * {@code (m1 - m2)/2} and {@code (m1 + m2)/2 - m3}.
 *
 * <p>All factors are whole numbers and halves, so small whole numbers give exact results. What is infinite makes NaN of results that
 * would be infinite.
 */
final class RowPairs {

    /** Products in place of three row taps. */
    static final int POINTS = 4;

    /** Elements that a vector may read or write beyond the last one in use. */
    static final int SLACK = 32;

    static final int TAPS = 3;

    /** Channels and filters from which the products saved are worth the sums and differences, as measured. */
    private static final int LEAST_PLANES = 32;

    private static final int LEAST_ROWS = 4;

    /** Partial sums of a weight gradient that are in memory at a time. */
    private static final int MOST_PARTIAL_SUMS = 8;

    /** Of the inputs of each point, the first one, and the one that is added to it or taken from it. */
    private static final int[] FIRST = {0, 1, 2, 1};

    private static final int[] OTHER = {2, 2, 1, 3};

    private final ConvolutionSizes sizes;

    /** Planes that are read and planes that are written. */
    private final int planes;

    private final int rows;
    private final TapAxis down;
    private final TapAxis across;

    /** Distances between the weights of neighbouring filters, channels and row taps, the first in the order of the input rows. */
    private final int rowStep;

    private final int planeStep;
    private final int firstTap;
    private final int tapStep;

    private final PairLoops loops;

    private RowPairs(
            ConvolutionSizes sizes,
            int planes,
            int rows,
            TapAxis down,
            TapAxis across,
            int rowStep,
            int planeStep,
            boolean reversed,
            PairLoops loops) {
        this.sizes = sizes;
        this.planes = planes;
        this.rows = rows;
        this.down = down;
        this.across = across;
        this.rowStep = rowStep;
        this.planeStep = planeStep;
        firstTap = reversed ? (TAPS - 1) * sizes.kernelWidth() : 0;
        tapStep = reversed ? -sizes.kernelWidth() : sizes.kernelWidth();
        this.loops = loops;
    }

    /** Whether all kernels compute this convolution and its gradients so; it does not depend on the batch. */
    static boolean fit(ConvolutionSizes sizes) {
        return sizes.kernelHeight() == TAPS
                && sizes.hasUnitStride()
                && sizes.dilationHeight() == 1
                && Math.min(sizes.channels(), sizes.filters()) >= LEAST_PLANES
                && Math.min(sizes.height(), sizes.outHeight()) >= LEAST_ROWS
                && Math.min(sizes.width(), sizes.outWidth()) > 0
                && copiesFit(sizes);
    }

    /** Whether the copies of an image, and the partial sums of a weight gradient, are no more than an array can hold. */
    private static boolean copiesFit(ConvolutionSizes sizes) {
        double planes = Math.max(sizes.channels(), sizes.filters());
        double height = Math.max(sizes.height(), sizes.outHeight()) + 2.0 * sizes.padTop() + TAPS + 2;
        double width = Math.max(sizes.width(), sizes.outWidth())
                + 2.0 * sizes.padLeft()
                + 2.0 * sizes.kernelWidth() * sizes.dilationWidth();
        double weights = (double) sizes.groups() * (planes + SLACK) * (planes + SLACK) * sizes.kernelWidth();
        return 2 * (planes + SLACK) * sizes.kernelWidth() * height * (width + SLACK) < Integer.MAX_VALUE
                && MOST_PARTIAL_SUMS * POINTS * weights < Integer.MAX_VALUE;
    }

    /** From inputs to outputs. */
    static RowPairs ofInput(ConvolutionSizes sizes, PairLoops loops) {
        return new RowPairs(
                sizes,
                sizes.channels(),
                sizes.filters(),
                TapAxis.ofInput(sizes.rows()),
                TapAxis.ofInput(sizes.columns()),
                sizes.taps(),
                TAPS * sizes.kernelWidth(),
                false,
                loops);
    }

    /** From output cotangents to input gradients. */
    static RowPairs ofCotangent(ConvolutionSizes sizes, PairLoops loops) {
        return new RowPairs(
                sizes,
                sizes.filters(),
                sizes.channels(),
                TapAxis.ofCotangent(sizes.rows(), 0),
                TapAxis.ofCotangent(sizes.columns(), 0),
                TAPS * sizes.kernelWidth(),
                sizes.taps(),
                true,
                loops);
    }

    int rows() {
        return rows;
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

    /** Pairs of output rows; the last may be half of one. */
    int pairs() {
        return (down.outputs + 1) / 2;
    }

    int width() {
        return across.outputs;
    }

    int outputsOfRow() {
        return down.outputs * width();
    }

    /** Sums of each row and point. */
    int positions() {
        return pairs() * width();
    }

    /** From one padded line of a plane to the next one. */
    int line() {
        return across.marginBefore() + across.size + across.marginAfter();
    }

    /** Padded lines of a plane: each pair meets two of its own and the two that follow. */
    private int lines() {
        return 2 * pairs() + 2;
    }

    /** Of a padded plane: a left margin, the lines, and what the last vector of a copy writes beyond. */
    private int planeSize() {
        return across.marginBefore() + lines() * line() + SLACK;
    }

    /** Size of the padded planes. */
    int paddedSize() {
        return planes * planeSize();
    }

    int planeStart(int plane) {
        return plane * planeSize();
    }

    /** Where in the padded planes the inputs of a term start that the first line of the first pair meets. */
    int start(int term) {
        return planeStart(term / across.taps()) + across.marginBefore() + across.start(term % across.taps());
    }

    /**
     * Writes the weights of the products for {@code count} rows of a group and all terms: those of a term side by side, from
     * {@code to[at]} on.
     *
     * @param termStep from one term's weights to the next one's
     * @param pointStep from one point's weights to the next one's
     */
    void weights(float[] w, int group, int row, int count, float[] to, int at, int termStep, int pointStep) {
        int first = sizes.weightOffset(group) + row * rowStep + firstTap;
        for (int term = 0; term < terms(); term++) {
            int from = first + term / across.taps() * planeStep + term % across.taps();
            int target = at + term * termStep;
            for (int i = 0; i < count; i++) {
                float g0 = w[from + i * rowStep];
                float g1 = w[from + i * rowStep + tapStep];
                float g2 = w[from + i * rowStep + 2 * tapStep];
                float outer = (g0 + g2) * 0.5f;
                float inner = g1 * 0.5f;
                to[target + i] = g0;
                to[target + i + pointStep] = outer + inner;
                to[target + i + 2 * pointStep] = outer - inner;
                to[target + i + 3 * pointStep] = g2;
            }
        }
    }

    /** Copies the planes {@code first .. end - 1} of the image at {@code from[start]} with zeros around them. */
    void pad(float[] from, int start, int first, int end, float[] padded) {
        int left = across.marginBefore();
        int line = line();
        LineCopy copies = loops.copies();
        int top = Math.min(down.start(0), down.start(TAPS - 1));
        int above = Math.min(lines(), Math.max(0, -top));
        int inside = Math.max(0, Math.min(lines() - above, down.size - Math.max(0, top)));
        for (int plane = first; plane < end; plane++) {
            int at = plane * planeSize();
            int source = start + (plane * down.size + Math.max(0, top)) * across.size;
            Arrays.fill(padded, at, at + left + above * line, 0);
            copies.run(from, source, across.size, 1, padded, at + left + above * line, line, across.size, inside);
            Arrays.fill(padded, at + left + (above + inside) * line, at + planeSize(), 0);
        }
    }

    /**
     * Writes the outputs of one row and some pairs, from {@code to[at]} on, from its sums at {@code sums[from]}.
     *
     * @param step from one point's sums to the next one's
     */
    void outputs(float[] sums, int from, int step, int firstPair, int count, float[] to, int at) {
        int width = width();
        int first = at + 2 * firstPair * width;
        int size = Math.min(2 * count, down.outputs - 2 * firstPair) * width;
        if (loops.writesWhole(width) && size == 2 * count * width) {
            loops.outputs(sums, from, step, to, first, width, count);
            return;
        }
        float[] wide = Scratch.EDGE.floats(2 * count * width + SLACK);
        loops.outputs(sums, from, step, wide, 0, width, count);
        System.arraycopy(wide, 0, to, first, size);
    }

    /** The line, of the four that a pair meets, from which a point's differences start. */
    static int first(int point) {
        return FIRST[point];
    }

    /** The line that is added to the first or taken from it. */
    static int other(int point) {
        return OTHER[point];
    }

    /** Of the other line. */
    static float sign(int point) {
        return point == 1 ? 1 : -1;
    }

    /**
     * Writes the three row taps of {@code count} weight gradients, {@code step} apart, from the sums of each point.
     *
     * @param sumStep from one sum to the next
     * @param pointStep from one point's sums to the next one's
     * @param tapStep from one row tap to the next
     */
    static void weightGradients(
            float[] sums, int from, int sumStep, int pointStep, int count, float[] dw, int to, int step, int tapStep) {
        for (int k = 0; k < count; k++) {
            int at = from + k * sumStep;
            int target = to + k * step;
            float m1 = sums[at + pointStep];
            float m2 = sums[at + 2 * pointStep];
            float outer = (m1 + m2) * 0.5f;
            dw[target] = sums[at] + outer;
            dw[target + tapStep] = (m1 - m2) * 0.5f;
            dw[target + 2 * tapStep] = outer - sums[at + 3 * pointStep];
        }
    }
}
