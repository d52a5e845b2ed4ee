package dev.crema.core.kernel;

/** Sums over the taps of a plane: {@code to[at + p·width + q] = start + Σ w[weights + tap]·x[shifts[tap] + p·line + q]}. */
@FunctionalInterface
interface PlaneSums {

    /**
     * One fused multiply-add for each tap in ascending order; may read eight lines and a vector beyond the last position.
     *
     * @param line from one row of positions to the next in {@code x}
     */
    void run(
            float[] x,
            int[] shifts,
            int line,
            float[] w,
            int weights,
            float start,
            float[] to,
            int at,
            int height,
            int width);
}
