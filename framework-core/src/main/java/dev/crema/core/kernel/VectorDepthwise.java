package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Depthwise convolution with unit stride with the Vector API: where {@link VectorPlaneRows} cannot read a plane as it stands, it is copied
 * once into a padded one, along whose rows the vectors run. The order of each sum is that of {@link PlainDepthwise}.
 */
final class VectorDepthwise {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    /** Output rows that are computed at a time: as many sums as hide the latency of a multiply-add. */
    private static final int ROWS = 8;

    /** Whether two columns find registers: 512 bits come with 32 of them, narrower vectors with 16. */
    private static final boolean TAKES_PAIRS = SPECIES.vectorBitSize() >= 512;

    private VectorDepthwise() {}

    static boolean fits(ConvolutionSizes sizes) {
        return sizes.isDepthwise() && sizes.hasUnitStride();
    }

    static void forward(ConvolutionSizes sizes, float[] x, float[] w, float @Nullable [] bias, float[] y) {
        PaddedLayout layout = PaddedLayout.ofInput(sizes);
        VectorPlaneRows rows = VectorPlaneRows.fits(sizes) ? VectorPlaneRows.ofOutputs(sizes, x, w, y) : null;
        Workers.run(sizes.batch() * sizes.groups(), plane -> {
            int from = plane * sizes.pixels();
            int first = plane % sizes.groups() * sizes.filters();
            int to = plane * sizes.filters() * sizes.positions();
            if (rows != null && VectorPlaneRows.hasNeighbours(sizes, x, from)) {
                for (int k = 0; k < sizes.filters(); k++) {
                    float start = bias == null ? 0 : bias[first + k];
                    rows.convolve(from, (first + k) * sizes.taps(), start, to + k * sizes.positions());
                }
                return;
            }
            float[] padded = padded(layout, x, from);
            for (int k = 0; k < sizes.filters(); k++) {
                convolve(
                        layout,
                        padded,
                        layout.shifts().length,
                        w,
                        (first + k) * sizes.taps(),
                        bias == null ? 0 : bias[first + k],
                        y,
                        to + k * sizes.positions(),
                        sizes.outHeight(),
                        sizes.outWidth());
            }
        });
    }

    static void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        PaddedLayout layout = PaddedLayout.ofCotangent(sizes);
        boolean fits = VectorPlaneRows.fits(sizes) && sizes.filters() == 1;
        VectorPlaneRows rows = fits ? VectorPlaneRows.ofInputGradients(sizes, g, w, dx) : null;
        Workers.run(sizes.batch() * sizes.groups(), plane -> {
            int from = plane * sizes.filters() * sizes.positions();
            int to = plane * sizes.pixels();
            int weights = sizes.weightOffset(plane % sizes.groups());
            if (rows != null && VectorPlaneRows.hasNeighbours(sizes, g, from)) {
                rows.convolve(from, weights, 0, to);
                return;
            }
            float[] padded = padded(layout, g, from);
            convolve(layout, padded, layout.shifts().length, w, weights, 0, dx, to, sizes.height(), sizes.width());
        });
    }

    /** The copy of a group's planes in one image, with room for the vectors and rows that stick out. */
    static float[] padded(PaddedLayout layout, float[] from, int start) {
        int slack = ROWS * layout.paddedWidth() + LaneWeightGradient.LANES;
        float[] padded = Scratch.PADDED.floats(layout.size(slack));
        layout.copy(VectorLineCopy::run, from, start, padded);
        Arrays.fill(padded, layout.size(0), layout.size(slack), 0); // so that no number of an earlier image is met
        return padded;
    }

    /** Writes a plane of {@code height x width}: {@code start} plus a term for each tap. */
    private static void convolve(
            PaddedLayout layout,
            float[] padded,
            int taps,
            float[] w,
            int weights,
            float start,
            float[] to,
            int at,
            int height,
            int width) {
        int[] shifts = layout.shifts();
        boolean rolls = taps == 9 && Math.abs(shifts[3] - shifts[0]) == layout.paddedWidth();
        if (!rolls) {
            sumTaps(padded, shifts, layout.paddedWidth(), w, weights, start, to, at, height, width);
            return;
        }
        float[] edge = Scratch.EDGE.floats(height * LANES);
        int q = 0;
        for (; TAKES_PAIRS && q + 2 * LANES <= width; q += 2 * LANES) {
            pairOfThreeByThree(padded, shifts, q, height, w, weights, start, to, at + q, width);
        }
        for (; q < width; q += LANES) {
            if (q + LANES <= width) {
                threeByThree(padded, shifts, q, height, w, weights, start, to, at + q, width);
            } else {
                threeByThree(padded, shifts, q, height, w, weights, start, edge, 0, LANES);
                for (int p = 0; p < height; p++) {
                    System.arraycopy(edge, p * LANES, to, at + p * width + q, width - q);
                }
            }
        }
    }

    /**
     * A column of vectors with three sums under way: a row of input is the first for one output, the second for the one before and the
     * third for the one before that. Where the taps lead upwards, as in an input gradient, so does the walk.
     */
    private static void threeByThree(
            float[] x,
            int[] shifts,
            int column,
            int height,
            float[] w,
            int weights,
            float start,
            float[] to,
            int at,
            int stride) {
        FloatVector w00 = FloatVector.broadcast(SPECIES, w[weights]);
        FloatVector w01 = FloatVector.broadcast(SPECIES, w[weights + 1]);
        FloatVector w02 = FloatVector.broadcast(SPECIES, w[weights + 2]);
        FloatVector w10 = FloatVector.broadcast(SPECIES, w[weights + 3]);
        FloatVector w11 = FloatVector.broadcast(SPECIES, w[weights + 4]);
        FloatVector w12 = FloatVector.broadcast(SPECIES, w[weights + 5]);
        FloatVector w20 = FloatVector.broadcast(SPECIES, w[weights + 6]);
        FloatVector w21 = FloatVector.broadcast(SPECIES, w[weights + 7]);
        FloatVector w22 = FloatVector.broadcast(SPECIES, w[weights + 8]);
        FloatVector begin = FloatVector.broadcast(SPECIES, start);
        FloatVector young = begin;
        FloatVector old = begin;
        int line = shifts[3] - shifts[0];
        boolean down = line > 0;
        int row = shifts[0] + column - (down ? 0 : (height - 1) * line);
        int target = down ? at : at + (height - 1) * stride;
        int step = down ? stride : -stride;
        int one = shifts[1] - shifts[0];
        int two = shifts[2] - shifts[0];
        for (int k = 0; k < height + 2; k++, row += line) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, row);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, row + one);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, row + two);
            FloatVector finished = w22.fma(x2, w21.fma(x1, w20.fma(x0, old)));
            old = w12.fma(x2, w11.fma(x1, w10.fma(x0, young)));
            young = w02.fma(x2, w01.fma(x1, w00.fma(x0, begin)));
            if (k >= 2) {
                finished.intoArray(to, target);
                target += step;
            }
        }
    }

    /** Two columns side by side, so that memory is written in long runs. */
    private static void pairOfThreeByThree(
            float[] x,
            int[] shifts,
            int column,
            int height,
            float[] w,
            int weights,
            float start,
            float[] to,
            int at,
            int stride) {
        FloatVector w00 = FloatVector.broadcast(SPECIES, w[weights]);
        FloatVector w01 = FloatVector.broadcast(SPECIES, w[weights + 1]);
        FloatVector w02 = FloatVector.broadcast(SPECIES, w[weights + 2]);
        FloatVector w10 = FloatVector.broadcast(SPECIES, w[weights + 3]);
        FloatVector w11 = FloatVector.broadcast(SPECIES, w[weights + 4]);
        FloatVector w12 = FloatVector.broadcast(SPECIES, w[weights + 5]);
        FloatVector w20 = FloatVector.broadcast(SPECIES, w[weights + 6]);
        FloatVector w21 = FloatVector.broadcast(SPECIES, w[weights + 7]);
        FloatVector w22 = FloatVector.broadcast(SPECIES, w[weights + 8]);
        FloatVector begin = FloatVector.broadcast(SPECIES, start);
        FloatVector young = begin;
        FloatVector old = begin;
        FloatVector nextYoung = begin;
        FloatVector nextOld = begin;
        int line = shifts[3] - shifts[0];
        boolean down = line > 0;
        int row = shifts[0] + column - (down ? 0 : (height - 1) * line);
        int target = down ? at : at + (height - 1) * stride;
        int step = down ? stride : -stride;
        int one = shifts[1] - shifts[0];
        int two = shifts[2] - shifts[0];
        for (int k = 0; k < height + 2; k++, row += line) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, row);
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, row + one);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, row + two);
            FloatVector finished = w22.fma(x2, w21.fma(x1, w20.fma(x0, old)));
            old = w12.fma(x2, w11.fma(x1, w10.fma(x0, young)));
            young = w02.fma(x2, w01.fma(x1, w00.fma(x0, begin)));
            x0 = FloatVector.fromArray(SPECIES, x, row + LANES);
            x1 = FloatVector.fromArray(SPECIES, x, row + one + LANES);
            x2 = FloatVector.fromArray(SPECIES, x, row + two + LANES);
            FloatVector nextFinished = w22.fma(x2, w21.fma(x1, w20.fma(x0, nextOld)));
            nextOld = w12.fma(x2, w11.fma(x1, w10.fma(x0, nextYoung)));
            nextYoung = w02.fma(x2, w01.fma(x1, w00.fma(x0, begin)));
            if (k >= 2) {
                finished.intoArray(to, target);
                nextFinished.intoArray(to, target + LANES);
                target += step;
            }
        }
    }

    /** {@link PlaneSums} with the Vector API. */
    static void sumTaps(
            float[] padded,
            int[] shifts,
            int line,
            float[] w,
            int weights,
            float start,
            float[] to,
            int at,
            int height,
            int width) {
        float[] edge = Scratch.EDGE.floats(ROWS * LANES);
        for (int p = 0; p < height; p += ROWS) {
            for (int q = 0; q < width; ) {
                boolean direct = p + ROWS <= height && q + LANES <= width;
                int target = at + p * width + q;
                if (direct) {
                    eightRows(padded, shifts, shifts.length, p * line + q, line, w, weights, start, to, target, width);
                } else {
                    eightRows(padded, shifts, shifts.length, p * line + q, line, w, weights, start, edge, 0, LANES);
                    for (int i = 0; i < Math.min(ROWS, height - p); i++) {
                        System.arraycopy(edge, i * LANES, to, target + i * width, Math.min(LANES, width - q));
                    }
                }
                q += LANES;
            }
        }
    }

    private static void eightRows(
            float[] x,
            int[] shifts,
            int taps,
            int from,
            int line,
            float[] w,
            int weights,
            float start,
            float[] to,
            int at,
            int stride) {
        FloatVector sum0 = FloatVector.broadcast(SPECIES, start);
        FloatVector sum1 = sum0;
        FloatVector sum2 = sum0;
        FloatVector sum3 = sum0;
        FloatVector sum4 = sum0;
        FloatVector sum5 = sum0;
        FloatVector sum6 = sum0;
        FloatVector sum7 = sum0;
        for (int tap = 0; tap < taps; tap++) {
            FloatVector weight = FloatVector.broadcast(SPECIES, w[weights + tap]);
            int row = from + shifts[tap];
            sum0 = weight.fma(FloatVector.fromArray(SPECIES, x, row), sum0);
            sum1 = weight.fma(FloatVector.fromArray(SPECIES, x, row + line), sum1);
            sum2 = weight.fma(FloatVector.fromArray(SPECIES, x, row + 2 * line), sum2);
            sum3 = weight.fma(FloatVector.fromArray(SPECIES, x, row + 3 * line), sum3);
            sum4 = weight.fma(FloatVector.fromArray(SPECIES, x, row + 4 * line), sum4);
            sum5 = weight.fma(FloatVector.fromArray(SPECIES, x, row + 5 * line), sum5);
            sum6 = weight.fma(FloatVector.fromArray(SPECIES, x, row + 6 * line), sum6);
            sum7 = weight.fma(FloatVector.fromArray(SPECIES, x, row + 7 * line), sum7);
        }
        sum0.intoArray(to, at);
        sum1.intoArray(to, at + stride);
        sum2.intoArray(to, at + 2 * stride);
        sum3.intoArray(to, at + 3 * stride);
        sum4.intoArray(to, at + 4 * stride);
        sum5.intoArray(to, at + 5 * stride);
        sum6.intoArray(to, at + 6 * stride);
        sum7.intoArray(to, at + 7 * stride);
    }
}
