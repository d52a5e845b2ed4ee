package dev.crema.core.kernel;

import java.util.Arrays;

/** Pooling in plain Java, a plane at a time. */
final class PlainPooling {

    /** Elements of a stretch that is worth a thread. */
    private static final int STRETCH = 16_384;

    private PlainPooling() {}

    static void max(PoolingSizes sizes, float[] x, float[] y) {
        boolean halves = sizes.halves();
        eachPlane(sizes, (in, out) -> {
            if (halves) {
                largestOfFours(sizes, x, in, y, out, sizes.rows().count());
            } else {
                largestOfWindows(sizes, x, in, y, out);
            }
        });
    }

    /** The usual windows, two by two, in {@code pairs} pairs of rows. */
    static void largestOfFours(PoolingSizes sizes, float[] x, int in, float[] y, int out, int pairs) {
        int width = sizes.width();
        int columns = sizes.columns().count();
        for (int p = 0; p < pairs; p++) {
            int upper = in + 2 * p * width;
            int lower = upper + width;
            for (int q = 0; q < columns; q++) {
                y[out + p * columns + q] = Math.max(
                        Math.max(x[upper + 2 * q], x[upper + 2 * q + 1]),
                        Math.max(x[lower + 2 * q], x[lower + 2 * q + 1]));
            }
        }
    }

    private static void largestOfWindows(PoolingSizes sizes, float[] x, int in, float[] y, int out) {
        Windows rows = sizes.rows();
        Windows columns = sizes.columns();
        for (int p = 0, to = out; p < rows.count(); p++) {
            for (int q = 0; q < columns.count(); q++, to++) {
                float best = Float.NEGATIVE_INFINITY;
                for (int h = rows.begin[p]; h < rows.end[p]; h += rows.step) {
                    int line = in + h * sizes.width();
                    for (int w = columns.begin[q]; w < columns.end[q]; w += columns.step) {
                        best = Math.max(best, x[line + w]);
                    }
                }
                y[to] = best;
            }
        }
    }

    static void maxGradient(PoolingSizes sizes, float[] x, float[] g, float[] dx) {
        boolean halves = sizes.halves();
        eachPlane(sizes, (in, out) -> {
            if (halves) {
                int pairs = sizes.rows().count();
                placeInFours(sizes, x, in, g, out, dx, pairs);
                Arrays.fill(dx, in + 2 * pairs * sizes.width(), in + sizes.pixels(), 0);
            } else {
                placeInWindows(sizes, x, in, g, out, dx);
            }
        });
    }

    /** The cotangents of {@link #largestOfFours}, each in its place, and zeros elsewhere. */
    static void placeInFours(PoolingSizes sizes, float[] x, int in, float[] g, int out, float[] dx, int pairs) {
        int width = sizes.width();
        int columns = sizes.columns().count();
        Arrays.fill(dx, in, in + 2 * pairs * width, 0);
        for (int p = 0; p < pairs; p++) {
            for (int q = 0; q < columns; q++) {
                dx[firstLargestOfFour(x, in + 2 * p * width + 2 * q, width)] = g[out + p * columns + q];
            }
        }
    }

    /**
     * Which one is largest is a coin toss that no branch predictor learns, so the comparisons are sign bits of differences; a NaN or an
     * infinity makes their sum one too, and takes the long way.
     */
    private static int firstLargestOfFour(float[] x, int first, int width) {
        int second = first + width;
        float sum = x[first] + x[first + 1] + x[second] + x[second + 1];
        if (!(Math.abs(sum) < Float.POSITIVE_INFINITY)) {
            return firstLarger(x, firstLarger(x, first, first + 1), firstLarger(x, second, second + 1));
        }
        int upper = first - isLess(x[first], x[first + 1]);
        int lower = second - isLess(x[second], x[second + 1]);
        return upper + ((lower - upper) & isLess(x[upper], x[lower]));
    }

    /** -1 if {@code a < b}, else 0, for finite numbers; the zero added last makes -0 - 0 a positive zero. */
    private static int isLess(float a, float b) {
        return Float.floatToRawIntBits((a - b) + 0f) >> 31;
    }

    private static int firstLarger(float[] x, int first, int second) {
        return isLarger(x[second], x[first]) ? second : first;
    }

    private static boolean isLarger(float value, float best) {
        return value > best || (Float.isNaN(value) && !Float.isNaN(best));
    }

    static void placeInWindows(PoolingSizes sizes, float[] x, int in, float[] g, int out, float[] dx) {
        Arrays.fill(dx, in, in + sizes.pixels(), 0);
        Windows rows = sizes.rows();
        Windows columns = sizes.columns();
        for (int p = 0, from = out; p < rows.count(); p++) {
            for (int q = 0; q < columns.count(); q++, from++) {
                int best = in + rows.begin[p] * sizes.width() + columns.begin[q];
                for (int h = rows.begin[p]; h < rows.end[p]; h += rows.step) {
                    int line = in + h * sizes.width();
                    for (int w = columns.begin[q]; w < columns.end[q]; w += columns.step) {
                        best = firstLarger(x, best, line + w);
                    }
                }
                dx[best] += g[from];
            }
        }
    }

    static void average(PoolingSizes sizes, Sum sum, float[] x, float[] y) {
        if (sizes.halves()) {
            eachPlane(
                    sizes,
                    (in, out) ->
                            averageOfFours(sizes, x, in, y, out, sizes.rows().count()));
            return;
        }
        boolean spanRows = sizes.spanRows();
        Windows rows = sizes.rows();
        Windows columns = sizes.columns();
        eachPlane(sizes, (in, out) -> {
            for (int p = 0, to = out; p < rows.count(); p++) {
                int first = in + rows.begin[p] * sizes.width();
                int count = (rows.end[p] - rows.begin[p]) * sizes.width();
                for (int q = 0; q < columns.count(); q++, to++) {
                    double total = spanRows ? sum.of(x, first, count) : sumOfWindow(sizes, x, in, p, q);
                    y[to] = (float) (total / sizes.divisor(p, q));
                }
            }
        });
    }

    /** The usual windows, two by two, in {@code pairs} pairs of rows; a sum of nothing but -0 is 0. */
    static void averageOfFours(PoolingSizes sizes, float[] x, int in, float[] y, int out, int pairs) {
        int width = sizes.width();
        int columns = sizes.columns().count();
        double divisor = sizes.divisorOfHalves();
        for (int p = 0; p < pairs; p++) {
            int upper = in + 2 * p * width;
            int lower = upper + width;
            for (int q = 0; q < columns; q++) {
                double sum = (double) x[upper + 2 * q] + x[upper + 2 * q + 1] + x[lower + 2 * q] + x[lower + 2 * q + 1];
                y[out + p * columns + q] = (float) ((sum + 0.0) / divisor);
            }
        }
    }

    private static double sumOfWindow(PoolingSizes sizes, float[] x, int in, int p, int q) {
        Windows rows = sizes.rows();
        Windows columns = sizes.columns();
        double sum = 0;
        for (int h = rows.begin[p]; h < rows.end[p]; h += rows.step) {
            int line = in + h * sizes.width();
            for (int w = columns.begin[q]; w < columns.end[q]; w += columns.step) {
                sum += x[line + w];
            }
        }
        return sum;
    }

    static void averageGradient(PoolingSizes sizes, float[] g, float[] dx) {
        if (sizes.halves()) {
            eachPlane(sizes, (in, out) -> {
                int pairs = sizes.rows().count();
                spreadInFours(sizes, g, out, dx, in, pairs);
                Arrays.fill(dx, in + 2 * pairs * sizes.width(), in + sizes.pixels(), 0);
            });
        } else if (sizes.slideByOne()) {
            eachPlane(sizes, (in, out) -> spreadByTaps(sizes, g, out, dx, in));
        } else {
            spreadByWindows(sizes, g, dx);
        }
    }

    /** The shares of {@link #averageOfFours}, and zeros in the columns that no window has. */
    static void spreadInFours(PoolingSizes sizes, float[] g, int out, float[] dx, int in, int pairs) {
        int width = sizes.width();
        int columns = sizes.columns().count();
        float divisor = sizes.divisorOfHalves();
        for (int p = 0; p < pairs; p++) {
            int upper = in + 2 * p * width;
            for (int q = 0; q < columns; q++) {
                float share = g[out + p * columns + q] / divisor;
                dx[upper + 2 * q] = share;
                dx[upper + 2 * q + 1] = share;
            }
            Arrays.fill(dx, upper + 2 * columns, upper + width, 0);
            System.arraycopy(dx, upper, dx, upper + width, width);
        }
    }

    /**
     * The shares of a row of windows that slide by one column, one tap of all of them after the other, which C2 vectorizes. From the
     * last tap to the first, a pixel takes its shares in ascending order of the windows.
     */
    private static void spreadByTaps(PoolingSizes sizes, float[] g, int out, float[] dx, int in) {
        Windows rows = sizes.rows();
        Windows columns = sizes.columns();
        int width = sizes.width();
        float[] shares = Scratch.SHARES.floats(columns.count());
        Arrays.fill(dx, in, in + sizes.pixels(), 0);
        for (int p = 0; p < rows.count(); p++) {
            for (int q = 0; q < columns.count(); q++) {
                shares[q] = g[out + p * columns.count() + q] / sizes.divisor(p, q);
            }
            for (int h = rows.begin[p]; h < rows.end[p]; h += rows.step) {
                for (int tap = columns.taps - 1; tap >= 0; tap--) {
                    int to = in + h * width + columns.offset(tap);
                    int first = columns.firstWith(tap);
                    int end = columns.endWith(tap, width);
                    for (int q = first; q < end; q++) {
                        dx[to + q] += shares[q];
                    }
                }
            }
        }
    }

    private static void spreadByWindows(PoolingSizes sizes, float[] g, float[] dx) {
        boolean partition = sizes.partition();
        boolean spanRows = sizes.spanRows();
        Windows rows = sizes.rows();
        Windows columns = sizes.columns();
        eachPlane(sizes, (in, out) -> {
            if (!partition) {
                Arrays.fill(dx, in, in + sizes.pixels(), 0);
            }
            for (int p = 0, from = out; p < rows.count(); p++) {
                for (int q = 0; q < columns.count(); q++, from++) {
                    float share = g[from] / sizes.divisor(p, q);
                    if (partition && spanRows) {
                        int width = sizes.width();
                        Arrays.fill(dx, in + rows.begin[p] * width, in + rows.end[p] * width, share);
                    } else {
                        spread(sizes, share, partition, dx, in, p, q);
                    }
                }
            }
        });
    }

    /** Gives each member of a window its share: as its value, or on top of what other windows gave. */
    private static void spread(PoolingSizes sizes, float share, boolean only, float[] dx, int in, int p, int q) {
        Windows rows = sizes.rows();
        Windows columns = sizes.columns();
        for (int h = rows.begin[p]; h < rows.end[p]; h += rows.step) {
            int line = in + h * sizes.width();
            for (int w = columns.begin[q]; w < columns.end[q]; w += columns.step) {
                dx[line + w] = only ? share : dx[line + w] + share;
            }
        }
    }

    static void eachPlane(PoolingSizes sizes, Plane plane) {
        Workers.runStretches(sizes.planes(), Math.max(1, STRETCH / Math.max(1, sizes.pixels())), (first, end) -> {
            for (int i = first; i < end; i++) {
                plane.run(i * sizes.pixels(), i * sizes.positions());
            }
        });
    }

    /** The sum of a stretch of memory. */
    @FunctionalInterface
    interface Sum {
        double of(float[] x, int from, int count);
    }

    /** What happens to one plane, which starts at {@code in} and whose windows start at {@code out}. */
    @FunctionalInterface
    interface Plane {
        void run(int in, int out);
    }
}
