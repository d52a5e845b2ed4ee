package dev.crema.core.kernel;

/** The loops of {@link RowPairs} over lines of {@code width} elements; they may write up to a vector beyond the last line. */
interface PairLoops {

    /** Copies of the lines of a plane. */
    LineCopy copies();

    /**
     * Two lines of outputs, one after the other from {@code to[at]} on, for each line of sums from {@code sums[from]} on.
     *
     * @param step from one point's sums to the next one's
     */
    void outputs(float[] sums, int from, int step, float[] to, int at, int width, int pairs);

    /** Whether lines of {@code width} end where their last vector ends. */
    boolean writesWhole(int width);
}
