package dev.crema.core.kernel;

/**
 * The loops of {@link WinogradOutputs} and {@link WinogradWeightGradient}, to the same bits in plain Java and in vectors.
 *
 * <p>Transforms read some lines {@code step} apart, from {@code from[at]} on, and write others {@code toStep} apart, along one axis as {@link Winograd}
 * defines them.
 */
interface WinogradLoops {

    /** Planes that stand side by side in a factor: all of {@code planes}, or as many as a vector has lanes. */
    int block(int planes);

    /** Columns that stand side by side in the right factor of {@link #product}. */
    int columns(int columns);

    /** From six lines of inputs to six points. */
    void inputs(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep);

    /** From three lines of weights to six points. */
    void weights(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep);

    /** From four lines of cotangents to six points. */
    void cotangents(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep);

    /** From the sums of six points to four lines of outputs. */
    void outputs(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep);

    /** From the sums of six points to the gradients of three lines of weights. */
    void taps(WinogradWalk walk, float[] from, int at, int step, float[] to, int toAt, int toStep);

    /**
     * Writes {@code [rows, columns]} sums over {@code terms}: of a left factor {@code [terms / block, rows, block]} and a right one
     * {@code [columns / side, terms, side]}, where {@code block} and {@code side} are what {@link #block} and {@link #columns} give. There is room for
     * rows up to whole fours.
     *
     * @param blockStep from one block of the left factor to the next
     */
    void product(
            int rows,
            int terms,
            int columns,
            float[] left,
            int leftAt,
            int blockStep,
            float[] right,
            int rightAt,
            float[] to,
            int toAt);

    /**
     * Writes {@code [rows, columns]} sums over {@code terms}, or adds to them: of a left factor {@code [rows / block, terms, block]} and a right one
     * {@code [columns / block, terms, block]}.
     *
     * @param blockStep from one block of a factor to the next
     */
    void gradient(
            int rows,
            int terms,
            int columns,
            float[] left,
            int leftAt,
            float[] right,
            int rightAt,
            int blockStep,
            float[] to,
            int toAt,
            boolean accumulate);
}
