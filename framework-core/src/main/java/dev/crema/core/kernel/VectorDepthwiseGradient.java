package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.function.IntFunction;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The weight gradient of a depthwise convolution with the Vector API, in the order of {@link LaneWeightGradient}: where {@link VectorPlaneTaps}
 * cannot read a plane as it stands, it is copied once into a padded one, and with a stride into {@link TapPlanes}.
 */
final class VectorDepthwiseGradient {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    /** Taps that are summed at a time. */
    private static final int TAPS = 9;

    private VectorDepthwiseGradient() {}

    static void run(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        if (sizes.hasUnitStride()) {
            PaddedLayout layout = PaddedLayout.ofInput(sizes);
            IntFunction<float[]> copies = start -> VectorDepthwise.padded(layout, x, start);
            run(sizes, x, g, dw, layout.shifts(), layout.paddedWidth(), copies);
        } else {
            TapAxis rows = TapAxis.ofInput(sizes.rows());
            TapAxis columns = TapAxis.ofInput(sizes.columns());
            TapPlanes planes = new TapPlanes(1, rows, columns, VectorLineCopy::run);
            run(sizes, x, g, dw, planes.starts(), sizes.outWidth(), start -> copies(planes, x, start));
        }
    }

    /** Over copies of an input plane in which a tap is a constant shift and rows of positions are a line apart. */
    private static void run(
            ConvolutionSizes sizes,
            float[] x,
            float[] g,
            float[] dw,
            int[] shifts,
            int line,
            IntFunction<float[]> copies) {
        boolean asItStands = VectorPlaneTaps.fits(sizes);
        int blocks = (sizes.outWidth() + LaneWeightGradient.LANES - 1) / LaneWeightGradient.LANES;
        int[] starts = new int[sizes.outHeight() * blocks];
        Arrays.setAll(starts, i -> i / blocks * line + i % blocks * LaneWeightGradient.LANES);
        LaneWeightGradient.run(sizes, dw, LaneWeightGradient.LANES, 1, 1, (image, end, group, lanes, at) -> {
            int input = sizes.inputOffset(image, group);
            int output = sizes.outputOffset(image, group);
            if (asItStands && VectorPlaneRows.hasNeighbours(sizes, x, input)) {
                for (int k = 0; k < sizes.filters(); k++) {
                    int to = at + k * sizes.taps() * LaneWeightGradient.LANES;
                    VectorPlaneTaps.add(sizes, x, input, g, output + k * sizes.positions(), lanes, to);
                }
            } else {
                float[] padded = copies.apply(input);
                addImage(shifts, sizes, starts, padded, g, output, lanes, at);
            }
        });
    }

    private static float[] copies(TapPlanes planes, float[] from, int start) {
        int size = planes.size();
        float[] copies = Scratch.PADDED.floats(size + TapPlanes.SLACK);
        planes.copy(from, start, copies, 0);
        Arrays.fill(copies, size, size + LaneWeightGradient.LANES, 0); // so that no number of an earlier image is met
        return copies;
    }

    private static void addImage(
            int[] shifts,
            ConvolutionSizes sizes,
            int[] starts,
            float[] padded,
            float[] g,
            int out,
            float[] lanes,
            int at) {
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
