package dev.crema.core.kernel;

/** The loops of {@link RowPairs} over lines of {@code width} elements; they may write up to a vector beyond the last line. */
interface PairLoops {

    /** Copies {@code lines} lines that follow each other {@code fromStride} apart, zeros up to the next. */
    void copy(float[] from, int source, int fromStride, float[] to, int at, int toStride, int width, int lines);

    /** Two lines of outputs, one after the other, for each line of sums. */
    void outputs(float[] sums, int from, int step, float[] to, int at, int width, int pairs);

    /** Whether lines of {@code width} end where their last vector ends. */
    boolean writesWhole(int width);
}
