package dev.crema.core.kernel;

/** Puts dense lines to every second, third, ... column of lines of a plane: {@code to[at + line·toStride + i·step] = from[source + line·fromStride + i]}. */
@FunctionalInterface
interface LineSpread {

    /**
     * May read up to a vector beyond the last line, and put zeros beside what it writes for remainder 0 of step 2.
     *
     * @param fromStride from one dense line to the next
     * @param width elements of a line
     * @param toStride from one line of the plane that is written to the next
     * @param toWidth columns of the plane
     * @param step from one element of a line to the next
     * @param column the remainder of the columns by the step, which come in ascending order
     */
    void run(
            float[] from,
            int source,
            int fromStride,
            int width,
            float[] to,
            int at,
            int toStride,
            int toWidth,
            int step,
            int column,
            int lines);
}
