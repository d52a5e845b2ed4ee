package dev.crema.core.kernel;

/** Copies lines of equal width: {@code to[at + j·toStride + i] = from[source + j·fromStride + i·step]}, zeros up to the next line. */
@FunctionalInterface
interface LineCopy {

    /**
     * Writes in ascending order, and perhaps up to a vector beyond the last line.
     *
     * @param fromStride from one line to the next
     * @param step from one element of a line to the next
     * @param toStride from one copied line to the next, at least {@code width}
     * @param width elements of a line
     */
    void run(
            float[] from, int source, int fromStride, int step, float[] to, int at, int toStride, int width, int lines);
}
