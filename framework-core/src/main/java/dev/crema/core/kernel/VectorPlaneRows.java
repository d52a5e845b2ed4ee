package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Planes times a kernel of three by three with a margin of one, where whole vectors cover the rows: they are read as they stand, and
 * what a vector finds beyond the edge of its row is made zero. The order of each sum is that of {@link PlainDepthwise}.
 */
final class VectorPlaneRows {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final VectorSpecies<Integer> INTS = VectorSpecies.of(int.class, SPECIES.vectorShape());
    private static final int LANES = VectorTiles.LANES;

    /** Whether two columns find registers: 512 bits come with 32 of them, narrower vectors with 16. */
    private static final boolean TAKES_PAIRS = SPECIES.vectorBitSize() >= 512;

    /** Bits of a vector to keep, all but those of a lane on either side: windows of this keep all lanes, or all but one. */
    private static final int[] KEPT = new int[LANES + 2];

    private static final int ALL_BUT_FIRST = 0;
    private static final int ALL = 1;
    private static final int ALL_BUT_LAST = 2;

    static {
        Arrays.fill(KEPT, 1, LANES + 1, -1);
    }

    private final float[] from;
    private final float[] w;
    private final float[] to;
    private final int height;
    private final int width;

    /** The way that taps go, along rows and from row to row: 1 for outputs, -1 for input gradients. */
    private final int direction;

    private VectorPlaneRows(ConvolutionSizes sizes, float[] from, float[] w, float[] to, int direction) {
        this.from = from;
        this.w = w;
        this.to = to;
        this.height = sizes.height();
        this.width = sizes.width();
        this.direction = direction;
    }

    static VectorPlaneRows ofOutputs(ConvolutionSizes sizes, float[] x, float[] w, float[] y) {
        return new VectorPlaneRows(sizes, x, w, y, 1);
    }

    static VectorPlaneRows ofInputGradients(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        return new VectorPlaneRows(sizes, g, w, dx, -1);
    }

    static boolean fits(ConvolutionSizes sizes) {
        return fits(sizes.rows()) && fits(sizes.columns()) && sizes.width() % LANES == 0;
    }

    private static boolean fits(ConvolutionAxis axis) {
        return axis.kernel() == 3
                && axis.stride() == 1
                && axis.dilation() == 1
                && axis.padding() == 1
                && axis.outputs() == axis.size();
    }

    /** Whether a plane that starts here has neighbours in memory, of which vectors at its corners read a number. */
    static boolean hasNeighbours(ConvolutionSizes sizes, float[] values, int start) {
        return start > 0 && start + sizes.pixels() < values.length;
    }

    /** Writes the plane from {@code to[target]} on: {@code start} plus a term for each tap. */
    void convolve(int plane, int weights, float start, int target) {
        int column = 0;
        for (; TAKES_PAIRS && column + 2 * LANES <= width; column += 2 * LANES) {
            pair(plane, column, weights, start, target);
        }
        for (; column < width; column += LANES) {
            single(plane, column, weights, start, target);
        }
    }

    /** The bits to keep of a vector that stands one to the {@code side} of {@code column}. */
    static IntVector kept(int column, int width, int side) {
        int beyond = column + (side < 0 ? -1 : LANES);
        int window = beyond < 0 ? ALL_BUT_FIRST : beyond == width ? ALL_BUT_LAST : ALL;
        return IntVector.fromArray(INTS, KEPT, window);
    }

    /**
     * A column of vectors with three sums under way: a row of input is the first for one output, the second for the one before and the
     * third for the one before that. Where the taps lead upwards, as in an input gradient, so does the walk.
     */
    private void single(int plane, int column, int weights, float start, int target) {
        float[] x = from;
        float[] y = to;
        FloatVector w00 = FloatVector.broadcast(SPECIES, w[weights]);
        FloatVector w01 = FloatVector.broadcast(SPECIES, w[weights + 1]);
        FloatVector w02 = FloatVector.broadcast(SPECIES, w[weights + 2]);
        FloatVector w10 = FloatVector.broadcast(SPECIES, w[weights + 3]);
        FloatVector w11 = FloatVector.broadcast(SPECIES, w[weights + 4]);
        FloatVector w12 = FloatVector.broadcast(SPECIES, w[weights + 5]);
        FloatVector w20 = FloatVector.broadcast(SPECIES, w[weights + 6]);
        FloatVector w21 = FloatVector.broadcast(SPECIES, w[weights + 7]);
        FloatVector w22 = FloatVector.broadcast(SPECIES, w[weights + 8]);
        int side = direction;
        IntVector before = kept(column, width, -side);
        IntVector behind = kept(column, width, side);
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector begin = FloatVector.broadcast(SPECIES, start);
        FloatVector young = w02.fma(zero, w01.fma(zero, w00.fma(zero, begin)));
        FloatVector old = begin;
        int step = side * width;
        int at = (side > 0 ? 0 : (height - 1) * width) + column;
        for (int k = 0; k < height; k++, at += step) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, plane + at - side)
                    .reinterpretAsInts()
                    .and(before)
                    .reinterpretAsFloats();
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, plane + at);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, plane + at + side)
                    .reinterpretAsInts()
                    .and(behind)
                    .reinterpretAsFloats();
            FloatVector finished = w22.fma(x2, w21.fma(x1, w20.fma(x0, old)));
            old = w12.fma(x2, w11.fma(x1, w10.fma(x0, young)));
            young = w02.fma(x2, w01.fma(x1, w00.fma(x0, begin)));
            if (k > 0) {
                finished.intoArray(y, target + at - step);
            }
        }
        w22.fma(zero, w21.fma(zero, w20.fma(zero, old))).intoArray(y, target + at - step);
    }

    /** Two columns side by side, so that memory is written in long runs; {@code first} is the one that taps lead away from. */
    private void pair(int plane, int column, int weights, float start, int target) {
        float[] x = from;
        float[] y = to;
        FloatVector w00 = FloatVector.broadcast(SPECIES, w[weights]);
        FloatVector w01 = FloatVector.broadcast(SPECIES, w[weights + 1]);
        FloatVector w02 = FloatVector.broadcast(SPECIES, w[weights + 2]);
        FloatVector w10 = FloatVector.broadcast(SPECIES, w[weights + 3]);
        FloatVector w11 = FloatVector.broadcast(SPECIES, w[weights + 4]);
        FloatVector w12 = FloatVector.broadcast(SPECIES, w[weights + 5]);
        FloatVector w20 = FloatVector.broadcast(SPECIES, w[weights + 6]);
        FloatVector w21 = FloatVector.broadcast(SPECIES, w[weights + 7]);
        FloatVector w22 = FloatVector.broadcast(SPECIES, w[weights + 8]);
        int side = direction;
        int apart = side * LANES;
        int first = side > 0 ? column : column + LANES;
        IntVector before = kept(first, width, -side);
        IntVector behind = kept(first + apart, width, side);
        FloatVector zero = FloatVector.zero(SPECIES);
        FloatVector begin = FloatVector.broadcast(SPECIES, start);
        FloatVector young = w02.fma(zero, w01.fma(zero, w00.fma(zero, begin)));
        FloatVector old = begin;
        FloatVector nextYoung = young;
        FloatVector nextOld = begin;
        int step = side * width;
        int at = (side > 0 ? 0 : (height - 1) * width) + first;
        for (int k = 0; k < height; k++, at += step) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, plane + at - side)
                    .reinterpretAsInts()
                    .and(before)
                    .reinterpretAsFloats();
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, plane + at);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, plane + at + side);
            FloatVector finished = w22.fma(x2, w21.fma(x1, w20.fma(x0, old)));
            old = w12.fma(x2, w11.fma(x1, w10.fma(x0, young)));
            young = w02.fma(x2, w01.fma(x1, w00.fma(x0, begin)));
            x0 = FloatVector.fromArray(SPECIES, x, plane + at + apart - side);
            x1 = FloatVector.fromArray(SPECIES, x, plane + at + apart);
            x2 = FloatVector.fromArray(SPECIES, x, plane + at + apart + side)
                    .reinterpretAsInts()
                    .and(behind)
                    .reinterpretAsFloats();
            FloatVector nextFinished = w22.fma(x2, w21.fma(x1, w20.fma(x0, nextOld)));
            nextOld = w12.fma(x2, w11.fma(x1, w10.fma(x0, nextYoung)));
            nextYoung = w02.fma(x2, w01.fma(x1, w00.fma(x0, begin)));
            if (k > 0) {
                finished.intoArray(y, target + at - step);
                nextFinished.intoArray(y, target + at - step + apart);
            }
        }
        w22.fma(zero, w21.fma(zero, w20.fma(zero, old))).intoArray(y, target + at - step);
        w22.fma(zero, w21.fma(zero, w20.fma(zero, nextOld))).intoArray(y, target + at - step + apart);
    }
}
