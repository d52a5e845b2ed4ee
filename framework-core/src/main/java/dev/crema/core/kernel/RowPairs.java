package dev.crema.core.kernel;

/**
 * Winograd's minimal filtering F(3, 2) along the rows of the weight gradient of a convolution with three row taps and unit strides: the
 * gradients of three row taps from two output rows for four products instead of six (Lavin and Gray, "Fast Algorithms for Convolutional
 * Neural Networks", 2016).
 *
 * <p>The output rows {@code 2p} and {@code 2p + 1} with the cotangents {@code h0} and {@code h1} meet four input rows
 * {@code d0 .. d3}. Four sums over all pairs and columns, one fused multiply-add for each term in ascending order, multiply
 *
 * <pre>
 *   point   inputs     cotangents
 *     0     d0 - d2    h0
 *     1     d1 + d2    h0 + h1
 *     2     d2 - d1    h0 - h1
 *     3     d1 - d3    h1
 * </pre>
 *
 * and the gradients of the three taps are {@code m0 + (m1 + m2)/2}, {@code (m1 - m2)/2} and {@code (m1 + m2)/2 - m3}. Outputs and input
 * gradients of the same convolutions take four rows together: {@link RowQuads}.
 *
 * <p>All factors are whole numbers and halves, so small whole numbers give exact results. What is infinite makes NaN of results that
 * would be infinite.
 */
final class RowPairs {

    /** Products in place of three row taps. */
    static final int POINTS = 4;

    /** Output rows that go together. */
    static final int ROWS = 2;

    /** Of the inputs of each point, the first one, and the one that is added to it or taken from it. */
    private static final int[] FIRST = {0, 1, 2, 1};

    private static final int[] OTHER = {2, 2, 1, 3};

    private RowPairs() {}

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
