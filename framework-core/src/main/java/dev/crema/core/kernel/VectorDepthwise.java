package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Depthwise convolution with unit stride with the Vector API: each plane is copied once into a padded one, along whose rows the vectors
 * run. The order of each sum is that of {@link PlainDepthwise}.
 */
final class VectorDepthwise {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    /** Output rows that are computed at a time: as many sums as hide the latency of a multiply-add. */
    private static final int ROWS = 8;

    /** Taps of a weight gradient that are summed at a time. */
    private static final int TAPS = 9;

    /** Whether two columns find registers: 512 bits come with 32 of them, narrower vectors with 16. */
    private static final boolean TAKES_PAIRS = SPECIES.vectorBitSize() >= 512;

    private VectorDepthwise() {}

    static boolean fits(ConvolutionSizes sizes) {
        return sizes.isDepthwise() && sizes.hasUnitStride();
    }

    static void forward(ConvolutionSizes sizes, float[] x, float[] w, float @Nullable [] bias, float[] y) {
        PaddedLayout layout = PaddedLayout.ofInput(sizes);
        Workers.run(sizes.batch() * sizes.groups(), plane -> {
            float[] padded = padded(layout, x, plane * sizes.pixels());
            for (int k = 0; k < sizes.filters(); k++) {
                int filter = plane % sizes.groups() * sizes.filters() + k;
                float start = bias == null ? 0 : bias[filter];
                int to = (plane * sizes.filters() + k) * sizes.positions();
                convolve(
                        layout,
                        padded,
                        layout.shifts().length,
                        w,
                        filter * sizes.taps(),
                        start,
                        y,
                        to,
                        sizes.outHeight(),
                        sizes.outWidth());
            }
        });
    }

    static void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        PaddedLayout layout = PaddedLayout.ofCotangent(sizes);
        Workers.run(sizes.batch() * sizes.groups(), plane -> {
            float[] padded = padded(layout, g, plane * sizes.filters() * sizes.positions());
            int weights = sizes.weightOffset(plane % sizes.groups());
            convolve(
                    layout,
                    padded,
                    layout.shifts().length,
                    w,
                    weights,
                    0,
                    dx,
                    plane * sizes.pixels(),
                    sizes.height(),
                    sizes.width());
        });
    }

    /** The copy of a group's planes in one image, with room for the vectors and rows that stick out. */
    private static float[] padded(PaddedLayout layout, float[] from, int start) {
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
            convolveByTaps(layout, padded, taps, w, weights, start, to, at, height, width);
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

    private static void convolveByTaps(
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
        float[] edge = Scratch.EDGE.floats(ROWS * LANES);
        int line = layout.paddedWidth();
        for (int p = 0; p < height; p += ROWS) {
            for (int q = 0; q < width; ) {
                boolean direct = p + ROWS <= height && q + LANES <= width;
                int target = at + p * width + q;
                if (direct) {
                    eightRows(padded, layout.shifts(), taps, p * line + q, line, w, weights, start, to, target, width);
                } else {
                    eightRows(padded, layout.shifts(), taps, p * line + q, line, w, weights, start, edge, 0, LANES);
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

    static void weightGradient(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        PaddedLayout layout = PaddedLayout.ofInput(sizes);
        int blocks = (sizes.outWidth() + LaneWeightGradient.LANES - 1) / LaneWeightGradient.LANES;
        int[] starts = new int[sizes.outHeight() * blocks];
        Arrays.setAll(starts, i -> i / blocks * layout.paddedWidth() + i % blocks * LaneWeightGradient.LANES);
        LaneWeightGradient.run(sizes, dw, LaneWeightGradient.LANES, 1, 1, (image, end, group, lanes, at) -> {
            float[] padded = padded(layout, x, sizes.inputOffset(image, group));
            addImage(layout, sizes, starts, padded, g, sizes.outputOffset(image, group), lanes, at);
        });
    }

    private static void addImage(
            PaddedLayout layout,
            ConvolutionSizes sizes,
            int[] starts,
            float[] padded,
            float[] g,
            int out,
            float[] lanes,
            int at) {
        int[] shifts = layout.shifts();
        int step = LaneWeightGradient.LANES;
        float[] sums = Scratch.EDGE.floats(TAPS * step);
        int[] bases = new int[TAPS];
        for (int k = 0; k < sizes.filters(); k++) {
            int plane = out + k * sizes.positions();
            boolean whole = sizes.outWidth() % step == 0;
            float[] cotangents = whole ? g : wholeBlocks(sizes, g, plane);
            for (int tap = 0; tap < shifts.length; tap += TAPS) {
                int count = Math.min(TAPS, shifts.length - tap);
                for (int i = 0; i < TAPS; i++) {
                    bases[i] = shifts[Math.min(tap + i, shifts.length - 1)];
                }
                int first = at + (k * shifts.length + tap) * step;
                System.arraycopy(lanes, first, sums, 0, count * step);
                for (int lane = 0; lane < step; lane += LANES) {
                    for (int i = 0; i < TAPS; i++) {
                        bases[i] += lane == 0 ? 0 : LANES;
                    }
                    nineTaps(padded, bases, starts, starts.length, cotangents, (whole ? plane : 0) + lane, sums, lane);
                }
                System.arraycopy(sums, 0, lanes, first, count * step);
            }
        }
    }

    /** A plane of cotangents with zeros after each row, up to a whole number of blocks. */
    private static float[] wholeBlocks(ConvolutionSizes sizes, float[] g, int plane) {
        int width = sizes.outWidth();
        int stride = (width + LaneWeightGradient.LANES - 1) / LaneWeightGradient.LANES * LaneWeightGradient.LANES;
        float[] blocks = Scratch.WIDE.floats(sizes.outHeight() * stride);
        for (int p = 0; p < sizes.outHeight(); p++) {
            System.arraycopy(g, plane + p * width, blocks, p * stride, width);
            Arrays.fill(blocks, p * stride + width, (p + 1) * stride, 0);
        }
        return blocks;
    }

    /** Adds {@code count} blocks of columns to the sums of nine taps: block {@code i} meets {@code x[starts[i] + base]}. */
    private static void nineTaps(
            float[] x, int[] bases, int[] starts, int count, float[] g, int out, float[] lanes, int at) {
        int step = LaneWeightGradient.LANES;
        int base0 = bases[0];
        int base1 = bases[1];
        int base2 = bases[2];
        int base3 = bases[3];
        int base4 = bases[4];
        int base5 = bases[5];
        int base6 = bases[6];
        int base7 = bases[7];
        int base8 = bases[8];
        FloatVector sum0 = FloatVector.fromArray(SPECIES, lanes, at);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, lanes, at + step);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, lanes, at + 2 * step);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, lanes, at + 3 * step);
        FloatVector sum4 = FloatVector.fromArray(SPECIES, lanes, at + 4 * step);
        FloatVector sum5 = FloatVector.fromArray(SPECIES, lanes, at + 5 * step);
        FloatVector sum6 = FloatVector.fromArray(SPECIES, lanes, at + 6 * step);
        FloatVector sum7 = FloatVector.fromArray(SPECIES, lanes, at + 7 * step);
        FloatVector sum8 = FloatVector.fromArray(SPECIES, lanes, at + 8 * step);
        for (int i = 0; i < count; i++) {
            FloatVector cotangent = FloatVector.fromArray(SPECIES, g, out + i * step);
            int from = starts[i];
            sum0 = cotangent.fma(FloatVector.fromArray(SPECIES, x, base0 + from), sum0);
            sum1 = cotangent.fma(FloatVector.fromArray(SPECIES, x, base1 + from), sum1);
            sum2 = cotangent.fma(FloatVector.fromArray(SPECIES, x, base2 + from), sum2);
            sum3 = cotangent.fma(FloatVector.fromArray(SPECIES, x, base3 + from), sum3);
            sum4 = cotangent.fma(FloatVector.fromArray(SPECIES, x, base4 + from), sum4);
            sum5 = cotangent.fma(FloatVector.fromArray(SPECIES, x, base5 + from), sum5);
            sum6 = cotangent.fma(FloatVector.fromArray(SPECIES, x, base6 + from), sum6);
            sum7 = cotangent.fma(FloatVector.fromArray(SPECIES, x, base7 + from), sum7);
            sum8 = cotangent.fma(FloatVector.fromArray(SPECIES, x, base8 + from), sum8);
        }
        sum0.intoArray(lanes, at);
        sum1.intoArray(lanes, at + step);
        sum2.intoArray(lanes, at + 2 * step);
        sum3.intoArray(lanes, at + 3 * step);
        sum4.intoArray(lanes, at + 4 * step);
        sum5.intoArray(lanes, at + 5 * step);
        sum6.intoArray(lanes, at + 6 * step);
        sum7.intoArray(lanes, at + 7 * step);
        sum8.intoArray(lanes, at + 8 * step);
    }
}
