package dev.crema.core.kernel;

import java.util.Arrays;

/** Sums and extrema over the middle axis of {@code [outer, count, inner]} in plain Java. */
final class PlainReductions {

    /** Elements of a piece that is worth a thread. */
    private static final int STRETCH = 32_768;

    /** The least number of columns that a piece has, and what it has is a multiple: whole cache lines, and whole vectors. */
    private static final int COLUMNS = 64;

    private PlainReductions() {}

    static void sum(int outer, int count, int inner, float[] x, float[] y) {
        if (inner == 1) {
            eachLine(outer, count, (from, to) -> {
                for (int o = from; o < to; o++) {
                    y[o] = (float) PlainSums.sum(x, o * count, count);
                }
            });
        } else {
            eachPart(
                    outer,
                    count,
                    inner,
                    (start, from, to, out) -> sumColumns(x, start, count, inner, from, to, y, out));
        }
    }

    private static void sumColumns(float[] x, int start, int count, int inner, int from, int to, float[] y, int out) {
        double[] sums = Scratch.SUMS.doubles(to - from);
        Arrays.fill(sums, 0, to - from, 0);
        for (int n = 0; n < count; n++) {
            int row = start + n * inner + from;
            for (int i = 0; i < to - from; i++) {
                sums[i] += x[row + i];
            }
        }
        for (int i = from; i < to; i++) {
            y[out + i] = (float) sums[i - from];
        }
    }

    static void extremum(boolean max, int outer, int count, int inner, float[] x, float[] y) {
        float sign = max ? 1 : -1;
        if (inner == 1) {
            eachLine(outer, count, (from, to) -> {
                for (int o = from; o < to; o++) {
                    y[o] = extremum(sign, x, o * count, count);
                }
            });
        } else {
            eachPart(outer, count, inner, (start, from, to, out) -> {
                for (int i = from; i < to; i++) {
                    y[out + i] = sign * x[start + i];
                }
                for (int n = 1; n < count; n++) {
                    largerOfRows(sign, x, start + n * inner + from, y, out + from, to - from);
                }
                for (int i = from; i < to; i++) {
                    y[out + i] *= sign;
                }
            });
        }
    }

    private static void largerOfRows(float sign, float[] x, int row, float[] y, int out, int count) {
        for (int i = 0; i < count; i++) {
            y[out + i] = Math.max(y[out + i], sign * x[row + i]);
        }
    }

    /** The largest element of a stretch; the smallest if {@code sign} is -1 instead of 1. */
    static float extremum(float sign, float[] x, int from, int count) {
        float best = sign * x[from];
        for (int i = from + 1; i < from + count; i++) {
            best = Math.max(best, sign * x[i]);
        }
        return sign * best;
    }

    /** Runs {@code range} over {@code lines} lines, each {@code length} long, on all threads. */
    static void eachLine(int lines, int length, Workers.Range range) {
        Workers.runStretches(lines, Math.max(1, STRETCH / Math.max(1, length)), range);
    }

    /** Runs {@code part} over all columns, a number of neighbouring ones of one matrix at a time, on all threads. */
    static void eachPart(int outer, int count, int inner, Part part) {
        int columns = Math.max(COLUMNS, STRETCH / Math.max(1, count) / COLUMNS * COLUMNS);
        int parts = (int) (((long) inner + columns - 1) / columns);
        int elements = count * Math.min(inner, columns);
        Workers.runStretches(outer * parts, Math.max(1, STRETCH / Math.max(1, elements)), (first, end) -> {
            for (int i = first; i < end; i++) {
                int matrix = i / parts;
                int from = i % parts * columns;
                part.run(matrix * count * inner, from, Math.min(inner, from + columns), matrix * inner);
            }
        });
    }

    /** What happens to the columns {@code from .. to - 1} of a matrix that starts at {@code start}; its results are at {@code out}. */
    @FunctionalInterface
    interface Part {
        void run(int start, int from, int to, int out);
    }
}
