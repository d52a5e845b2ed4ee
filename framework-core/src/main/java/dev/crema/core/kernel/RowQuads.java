package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * Winograd's minimal filtering F(4, 3) along the rows of a convolution with three row taps and unit strides: four output rows for six
 * products instead of twelve (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016), at the points 0, ±3/4,
 * ±3/2 and infinity.
 *
 * <p>The output rows {@code 4p .. 4p + 3} meet six input rows {@code d0 .. d5} and three rows of weights {@code g0 .. g2}. Six
 * convolutions over {@code (c, s)}, one fused multiply-add for each term in ascending order, multiply
 *
 * <pre>
 *   point   inputs                                        weights
 *     0     d4 - 45/16 d2 + 81/64 d0                      g0
 *    ±3/4   (d4 - 9/4 d2) ± 3/4 (d3 - 9/4 d1)             (g0 + 9/16 g2) ± 3/4 g1
 *    ±3/2   (d4 - 9/16 d2) ± 3/2 (d3 - 9/16 d1)           (g0 + 9/4 g2) ± 3/2 g1
 *     ∞     d5 - 45/16 d3 + 81/64 d1                      g2
 * </pre>
 *
 * and from their sums {@code m0 .. m5}, with {@code s1 = m1 + m2}, {@code d1 = m1 - m2}, {@code s2 = m3 + m4} and
 * {@code d2 = m3 - m4}, come the outputs {@code (s2 - 4 s1 + 6 m0) / (243/32)}, {@code (d2 - 2 d1) / (81/16)},
 * {@code (s2 - s1) / (27/8)} and {@code (2 d2 - d1) / (9/2) + m5}, to each of which the bias is added.
 *
 * <p>These points have rounding errors a third to a half above those of the direct sums; the usual ±1 and ±2 have twice as large ones. All
 * factors are fractions of a power of two and each output is divided once, so small whole numbers give exact results. What is infinite makes NaN
 * of results that would be infinite.
 */
final class RowQuads {

    /** Products in place of three row taps. */
    static final int POINTS = 6;

    /** Output rows that go together. */
    static final int ROWS = 4;

    /** The points, but for signs, and their squares. */
    static final float NEAR = 0.75f;

    static final float FAR = 1.5f;
    static final float NEAR_SQUARE = NEAR * NEAR;
    static final float FAR_SQUARE = FAR * FAR;

    /** Of the polynomial with all four of them as its zeros. */
    static final float SQUARES = NEAR_SQUARE + FAR_SQUARE;

    static final float PRODUCT = NEAR_SQUARE * FAR_SQUARE;

    /** What the outputs are divided by. */
    static final float[] DIVISORS = {243 / 32f, 81 / 16f, 27 / 8f, 9 / 2f};

    private final ConvolutionSizes sizes;
    private final RowBlocks blocks;

    /** Rows of the product: filters, or channels of the input gradient. */
    private final int rows;

    private final int rowStep;
    private final int[] termSteps;
    private final int tapStep;

    private RowQuads(ConvolutionSizes sizes, RowBlocks blocks, int rows, int rowStep, int planeStep, boolean reversed) {
        this.sizes = sizes;
        this.blocks = blocks;
        this.rows = rows;
        this.rowStep = rowStep;
        int firstTap = reversed ? (RowBlocks.TAPS - 1) * sizes.kernelWidth() : 0;
        int columnTaps = blocks.columnTaps();
        termSteps = new int[blocks.terms()];
        Arrays.setAll(termSteps, k -> firstTap + k / columnTaps * planeStep + k % columnTaps);
        tapStep = reversed ? -sizes.kernelWidth() : sizes.kernelWidth();
    }

    /** From inputs to outputs. */
    static RowQuads ofInput(ConvolutionSizes sizes, LineCopy copies) {
        RowBlocks blocks = RowBlocks.ofInput(sizes, copies);
        return new RowQuads(sizes, blocks, sizes.filters(), sizes.taps(), area(sizes), false);
    }

    /** From output cotangents to input gradients. */
    static RowQuads ofCotangent(ConvolutionSizes sizes, LineCopy copies) {
        RowBlocks blocks = RowBlocks.ofCotangent(sizes, copies);
        return new RowQuads(sizes, blocks, sizes.channels(), area(sizes), sizes.taps(), true);
    }

    private static int area(ConvolutionSizes sizes) {
        return RowBlocks.TAPS * sizes.kernelWidth();
    }

    /** The input rows and what they meet. */
    RowBlocks blocks() {
        return blocks;
    }

    int rows() {
        return rows;
    }

    /** Where the weights of a group stand. */
    int weightOffset(int group) {
        return sizes.weightOffset(group);
    }

    /** From one row's weights to the next one's. */
    int rowStep() {
        return rowStep;
    }

    /** From the weights of a row to the first tap of each term. */
    int[] termSteps() {
        return termSteps;
    }

    /** From a term's first row tap to its second, and from that to its third: in the order of the input rows. */
    int tapStep() {
        return tapStep;
    }

    /**
     * Writes the weights of the products for {@code count} rows of a group and the terms from {@code first} on: those of a term side by
     * side, the ones of term 0 from {@code to[at]} on.
     *
     * @param termStep from one term's weights to the next one's
     * @param pointStep from one point's weights to the next one's
     */
    void weights(float[] w, int group, int row, int count, int first, float[] to, int at, int termStep, int pointStep) {
        int start = weightOffset(group) + row * rowStep;
        for (int term = first; term < termSteps.length; term++) {
            int from = start + termSteps[term];
            int target = at + term * termStep;
            for (int i = 0; i < count; i++) {
                float g0 = w[from + i * rowStep];
                float g1 = w[from + i * rowStep + tapStep];
                float g2 = w[from + i * rowStep + 2 * tapStep];
                float near = Math.fma(NEAR_SQUARE, g2, g0);
                float far = Math.fma(FAR_SQUARE, g2, g0);
                to[target + i] = g0;
                to[target + i + pointStep] = Math.fma(NEAR, g1, near);
                to[target + i + 2 * pointStep] = Math.fma(-NEAR, g1, near);
                to[target + i + 3 * pointStep] = Math.fma(FAR, g1, far);
                to[target + i + 4 * pointStep] = Math.fma(-FAR, g1, far);
                to[target + i + 5 * pointStep] = g2;
            }
        }
    }

    /**
     * Writes the outputs of one row and some quads, from {@code to[at]} on, from its sums at {@code sums[from]}.
     *
     * @param step from one point's sums to the next one's
     */
    void outputs(
            QuadLoops loops,
            float[] sums,
            int from,
            int step,
            float bias,
            int firstQuad,
            int count,
            float[] to,
            int at) {
        int width = blocks.width();
        int first = at + ROWS * firstQuad * width;
        int size = Math.min(ROWS * count, blocks.outputLines() - ROWS * firstQuad) * width;
        boolean fits = loops.writesWhole(width) && size == ROWS * count * width;
        float[] target = fits ? to : Scratch.EDGE.floats(ROWS * count * width + RowBlocks.SLACK);
        // one call, not one for each target: with the loop inlined twice, C2 is at its limit of nodes and allocates
        // vectors
        loops.outputs(sums, from, step, bias, target, fits ? first : 0, width, count);
        if (!fits) {
            System.arraycopy(target, 0, to, first, size);
        }
    }
}
