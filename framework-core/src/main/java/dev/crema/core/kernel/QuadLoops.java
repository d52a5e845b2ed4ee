package dev.crema.core.kernel;

/** The loop that makes outputs of the sums of {@link RowQuads}. */
interface QuadLoops {

    /**
     * Writes four lines of {@code width} outputs, one after the other from {@code to[at]} on, for each line of sums from
     * {@code sums[from]} on, and perhaps up to a vector beyond the last one.
     *
     * @param step from one point's sums to the next one's
     */
    void outputs(float[] sums, int from, int step, float bias, float[] to, int at, int width, int quads);

    /** Whether lines of {@code width} end where their last vector ends. */
    boolean writesWhole(int width);
}
