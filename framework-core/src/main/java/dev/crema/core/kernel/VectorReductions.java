package dev.crema.core.kernel;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums and extrema over axes with the Vector API, in the order of {@link PlainKernels}.
 *
 * <p>Where the elements of a sum stand side by side, they go to its eight lanes. Else a vector holds neighbouring columns, and a loop
 * walks down the rows. The last vector of a row starts early enough to end with it. Columns fewer than a vector spill into the next row,
 * whose sums nobody reads; where there is no next row, plain loops go on.
 */
final class VectorReductions {

    private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Double> DOUBLES = DoubleVector.SPECIES_PREFERRED;
    private static final int WIDTH = FLOATS.length();
    private static final int STEP = DOUBLES.length();
    private static final int LANES = PlainSums.LANES;

    private VectorReductions() {}

    static void sum(int outer, int count, int inner, float[] x, float[] y) {
        if (inner == 1) {
            PlainReductions.eachLine(outer, count, (from, to) -> sumLines(x, count, from, to, y));
        } else {
            PlainReductions.eachPart(outer, count, inner, (start, from, to, out) -> {
                sumColumns(x, start, count, inner, from, to, y, out);
            });
        }
    }

    private static void sumLines(float[] x, int count, int from, int to, float[] y) {
        for (int o = from; o < to; o++) {
            y[o] = (float) sum(x, o * count, count);
        }
    }

    /** {@link PlainSums#sum}. */
    static double sum(float[] x, int from, int count) {
        if (count < 2 * WIDTH) {
            return PlainSums.sum(x, from, count);
        }
        double[] lanes = Scratch.SUMS.doubles(LANES);
        int summed = count / WIDTH * WIDTH / LANES * LANES;
        if (STEP == LANES) {
            intoOneVector(x, from, from + summed, lanes);
        } else {
            for (int lane = 0; lane < LANES; lane += WIDTH) {
                intoTwoVectors(x, from + lane, from + summed, lanes, lane);
            }
        }
        return PlainSums.sum(x, from + summed, count - summed, lanes);
    }

    /**
     * For vectors of eight {@code double}: one of {@code float} holds two groups of eight. The sum starts from numbers that are read, because
     * JDK 17 allocates a vector of zeros that goes into an inner loop.
     */
    private static void intoOneVector(float[] x, int from, int end, double[] lanes) {
        FloatVector first = FloatVector.fromArray(FLOATS, x, from);
        DoubleVector sum = VectorWidening.lower(first).add(0).add(VectorWidening.upper(first));
        for (int i = from + WIDTH; i < end; i += WIDTH) {
            FloatVector values = FloatVector.fromArray(FLOATS, x, i);
            sum = sum.add(VectorWidening.lower(values)).add(VectorWidening.upper(values));
        }
        sum.intoArray(lanes, 0);
    }

    /** For smaller vectors: one of {@code float} holds a group of eight or a half of it. */
    private static void intoTwoVectors(float[] x, int from, int end, double[] lanes, int lane) {
        FloatVector first = FloatVector.fromArray(FLOATS, x, from);
        DoubleVector front = VectorWidening.lower(first).add(0);
        DoubleVector back = VectorWidening.upper(first).add(0);
        for (int i = from + LANES; i < end; i += LANES) {
            FloatVector values = FloatVector.fromArray(FLOATS, x, i);
            front = front.add(VectorWidening.lower(values));
            back = back.add(VectorWidening.upper(values));
        }
        front.intoArray(lanes, lane);
        back.intoArray(lanes, lane + STEP);
    }

    /** {@code y[out + i] = sum over n of x[start + n·inner + i]} for {@code i} from {@code from} to {@code to - 1}. */
    private static void sumColumns(float[] x, int start, int count, int inner, int from, int to, float[] y, int out) {
        double[] sums = Scratch.SUMS.doubles(4 * WIDTH);
        int whole = (to - from) / (4 * WIDTH) * (4 * WIDTH);
        columnsByFourVectors(x, start, count, inner, from, from + whole, sums, y, out);
        int last = Math.max(from, to - WIDTH);
        for (int i = from + whole; i < to; i += WIDTH) {
            int column = Math.min(i, last);
            int width = Math.min(WIDTH, to - column);
            int rows = rowsInside(x, start + column, count, inner);
            vectorOfColumns(x, start + column, rows, inner, sums);
            for (int n = rows; n < count; n++) {
                for (int k = 0; k < width; k++) {
                    sums[k] += x[start + column + n * inner + k];
                }
            }
            VectorWidening.narrow(sums, y, out + column, width);
        }
    }

    /** How many rows have a whole vector from this column on. */
    private static int rowsInside(float[] x, int first, int count, int inner) {
        return Math.max(0, Math.min(count, Math.floorDiv(x.length - WIDTH - first, inner) + 1));
    }

    /** {@link #sumColumns} of columns that are whole vectors by four. One long method (ADR 0023). */
    private static void columnsByFourVectors(
            float[] x, int start, int count, int inner, int from, int to, double[] sums, float[] y, int out) {
        for (int column = from; column < to; column += 4 * WIDTH) {
            DoubleVector sum0 = DoubleVector.zero(DOUBLES);
            DoubleVector sum1 = sum0;
            DoubleVector sum2 = sum0;
            DoubleVector sum3 = sum0;
            DoubleVector sum4 = sum0;
            DoubleVector sum5 = sum0;
            DoubleVector sum6 = sum0;
            DoubleVector sum7 = sum0;
            for (int n = 0, i = start + column; n < count; n++, i += inner) {
                FloatVector values0 = FloatVector.fromArray(FLOATS, x, i);
                FloatVector values1 = FloatVector.fromArray(FLOATS, x, i + WIDTH);
                FloatVector values2 = FloatVector.fromArray(FLOATS, x, i + 2 * WIDTH);
                FloatVector values3 = FloatVector.fromArray(FLOATS, x, i + 3 * WIDTH);
                sum0 = sum0.add(VectorWidening.lower(values0));
                sum1 = sum1.add(VectorWidening.upper(values0));
                sum2 = sum2.add(VectorWidening.lower(values1));
                sum3 = sum3.add(VectorWidening.upper(values1));
                sum4 = sum4.add(VectorWidening.lower(values2));
                sum5 = sum5.add(VectorWidening.upper(values2));
                sum6 = sum6.add(VectorWidening.lower(values3));
                sum7 = sum7.add(VectorWidening.upper(values3));
            }
            sum0.intoArray(sums, 0);
            sum1.intoArray(sums, STEP);
            sum2.intoArray(sums, 2 * STEP);
            sum3.intoArray(sums, 3 * STEP);
            sum4.intoArray(sums, 4 * STEP);
            sum5.intoArray(sums, 5 * STEP);
            sum6.intoArray(sums, 6 * STEP);
            sum7.intoArray(sums, 7 * STEP);
            VectorWidening.narrow(sums, y, out + column, 4 * WIDTH);
        }
    }

    private static void vectorOfColumns(float[] x, int first, int rows, int inner, double[] sums) {
        DoubleVector front = DoubleVector.zero(DOUBLES);
        DoubleVector back = front;
        for (int n = 0, i = first; n < rows; n++, i += inner) {
            FloatVector values = FloatVector.fromArray(FLOATS, x, i);
            front = front.add(VectorWidening.lower(values));
            back = back.add(VectorWidening.upper(values));
        }
        front.intoArray(sums, 0);
        back.intoArray(sums, STEP);
    }

    static void extremum(boolean max, int outer, int count, int inner, float[] x, float[] y) {
        float sign = max ? 1 : -1;
        if (inner == 1) {
            PlainReductions.eachLine(outer, count, (from, to) -> extremaOfLines(sign, x, count, from, to, y));
        } else {
            PlainReductions.eachPart(outer, count, inner, (start, from, to, out) -> {
                extremaOfColumns(sign, x, start, count, inner, from, to, y, out);
            });
        }
    }

    /** The largest element of each line, or the smallest if {@code sign} is -1 instead of 1. */
    private static void extremaOfLines(float sign, float[] x, int count, int from, int to, float[] y) {
        for (int o = from; o < to; o++) {
            y[o] = count < WIDTH
                    ? PlainReductions.extremum(sign, x, o * count, count)
                    : extremumOfLine(sign, x, o * count, count);
        }
    }

    private static float extremumOfLine(float sign, float[] x, int from, int count) {
        int last = from + count - WIDTH;
        FloatVector best0 = FloatVector.fromArray(FLOATS, x, last).mul(sign);
        FloatVector best1 = best0;
        FloatVector best2 = best0;
        FloatVector best3 = best0;
        for (int i = from; i < last; i += 4 * WIDTH) {
            best0 = best0.max(FloatVector.fromArray(FLOATS, x, i).mul(sign));
            best1 = best1.max(
                    FloatVector.fromArray(FLOATS, x, Math.min(last, i + WIDTH)).mul(sign));
            best2 = best2.max(FloatVector.fromArray(FLOATS, x, Math.min(last, i + 2 * WIDTH))
                    .mul(sign));
            best3 = best3.max(FloatVector.fromArray(FLOATS, x, Math.min(last, i + 3 * WIDTH))
                    .mul(sign));
        }
        return sign * best0.max(best1).max(best2.max(best3)).reduceLanes(VectorOperators.MAX);
    }

    private static void extremaOfColumns(
            float sign, float[] x, int start, int count, int inner, int from, int to, float[] y, int out) {
        float[] best = Scratch.LINES.floats(WIDTH);
        int i = from;
        for (; i <= to - 4 * WIDTH; i += 4 * WIDTH) {
            extremaOfFourVectors(sign, x, start + i, count, inner, y, out + i);
        }
        int last = Math.max(from, to - WIDTH);
        for (; i < to; i += WIDTH) {
            int column = Math.min(i, last);
            int width = Math.min(WIDTH, to - column);
            int rows = rowsInside(x, start + column, count, inner);
            extremaOfVector(sign, x, start + column, rows, inner, best);
            for (int n = rows; n < count; n++) {
                for (int k = 0; k < width; k++) {
                    best[k] = Math.max(best[k], sign * x[start + column + n * inner + k]);
                }
            }
            for (int k = 0; k < width; k++) {
                y[out + column + k] = sign * best[k];
            }
        }
    }

    private static void extremaOfFourVectors(
            float sign, float[] x, int first, int rows, int inner, float[] y, int out) {
        FloatVector best0 = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        FloatVector best1 = best0;
        FloatVector best2 = best0;
        FloatVector best3 = best0;
        for (int n = 0, i = first; n < rows; n++, i += inner) {
            best0 = best0.max(FloatVector.fromArray(FLOATS, x, i).mul(sign));
            best1 = best1.max(FloatVector.fromArray(FLOATS, x, i + WIDTH).mul(sign));
            best2 = best2.max(FloatVector.fromArray(FLOATS, x, i + 2 * WIDTH).mul(sign));
            best3 = best3.max(FloatVector.fromArray(FLOATS, x, i + 3 * WIDTH).mul(sign));
        }
        best0.mul(sign).intoArray(y, out);
        best1.mul(sign).intoArray(y, out + WIDTH);
        best2.mul(sign).intoArray(y, out + 2 * WIDTH);
        best3.mul(sign).intoArray(y, out + 3 * WIDTH);
    }

    private static void extremaOfVector(float sign, float[] x, int first, int rows, int inner, float[] best) {
        FloatVector best0 = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        for (int n = 0, i = first; n < rows; n++, i += inner) {
            best0 = best0.max(FloatVector.fromArray(FLOATS, x, i).mul(sign));
        }
        best0.intoArray(best, 0);
    }
}
