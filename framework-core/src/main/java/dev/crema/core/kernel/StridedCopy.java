package dev.crema.core.kernel;

/** Copies every {@code step}-th element: {@code to[at + i] = from[source + i·step]} for {@code i < count}. */
@FunctionalInterface
interface StridedCopy {

    /** Elements after the last copied one that may be overwritten, so that whole vectors can be written. */
    int SLACK = 16;

    /** May write up to {@link #SLACK} elements beyond the last one. */
    void run(float[] from, int source, int step, float[] to, int at, int count);
}
