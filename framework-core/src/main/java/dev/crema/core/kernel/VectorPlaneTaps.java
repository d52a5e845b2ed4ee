package dev.crema.core.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The weight gradient of a kernel of three by three over planes that are read as they stand, see {@link VectorPlaneRows}. A vector of
 * inputs meets those of three rows of cotangents. The order of summation is that of {@link LaneWeightGradient}.
 */
final class VectorPlaneTaps {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    /** Lanes of a weight, and so columns of a block. */
    private static final int BLOCK = LaneWeightGradient.LANES;

    private VectorPlaneTaps() {}

    static boolean fits(ConvolutionSizes sizes) {
        return VectorPlaneRows.fits(sizes)
                && (sizes.width() == BLOCK || sizes.width() == 2 * BLOCK)
                && sizes.height() > 1;
    }

    /** Adds a plane from {@code x[input]} times one from {@code g[output]} to the lanes of nine weights from {@code lanes[at]} on. */
    static void add(ConvolutionSizes sizes, float[] x, int input, float[] g, int output, float[] lanes, int at) {
        int width = sizes.width();
        int last = sizes.height() - 1;
        int rowsAtATime = 2 * BLOCK / width;
        int paired = 1 + (last - 1) / rowsAtATime * rowsAtATime;
        for (int lane = 0; lane < BLOCK; lane += LANES) {
            row(x, input, g, output, 0, last, width, lane, lanes, at);
            nineTaps(x, input + width, g, output + width, paired - 1, width, lane, lanes, at + lane);
            for (int row = paired; row <= last; row++) {
                row(x, input, g, output, row, last, width, lane, lanes, at);
            }
        }
    }

    /** A row of inputs with the rows of cotangents below it, beside it and above it, as far as there are such. */
    private static void row(
            float[] x,
            int input,
            float[] g,
            int output,
            int row,
            int last,
            int width,
            int lane,
            float[] lanes,
            int at) {
        for (int tap = row == last ? 1 : 0; tap <= (row == 0 ? 1 : 2); tap++) {
            int to = at + tap * 3 * BLOCK + lane;
            for (int column = lane; column < width; column += BLOCK) {
                int cotangents = output + (row + 1 - tap) * width + column;
                threeTaps(x, input + row * width + column, g, cotangents, column, width, lanes, to);
            }
        }
    }

    private static void threeTaps(
            float[] x, int input, float[] g, int output, int column, int width, float[] lanes, int at) {
        IntVector before = VectorPlaneRows.kept(column, width, -1);
        IntVector behind = VectorPlaneRows.kept(column, width, 1);
        FloatVector cotangent = FloatVector.fromArray(SPECIES, g, output);
        cotangent
                .fma(
                        FloatVector.fromArray(SPECIES, x, input - 1)
                                .reinterpretAsInts()
                                .and(before)
                                .reinterpretAsFloats(),
                        FloatVector.fromArray(SPECIES, lanes, at))
                .intoArray(lanes, at);
        cotangent
                .fma(FloatVector.fromArray(SPECIES, x, input), FloatVector.fromArray(SPECIES, lanes, at + BLOCK))
                .intoArray(lanes, at + BLOCK);
        cotangent
                .fma(
                        FloatVector.fromArray(SPECIES, x, input + 1)
                                .reinterpretAsInts()
                                .and(behind)
                                .reinterpretAsFloats(),
                        FloatVector.fromArray(SPECIES, lanes, at + 2 * BLOCK))
                .intoArray(lanes, at + 2 * BLOCK);
    }

    /** {@code rows} rows of inputs, each with the row of cotangents below, its own and the one above: two blocks in a turn. */
    private static void nineTaps(
            float[] x, int input, float[] g, int output, int rows, int width, int lane, float[] lanes, int at) {
        int second = width == BLOCK ? lane : lane + BLOCK;
        IntVector before = VectorPlaneRows.kept(lane, width, -1);
        IntVector behind = VectorPlaneRows.kept(lane, width, 1);
        IntVector nextBefore = VectorPlaneRows.kept(second, width, -1);
        IntVector nextBehind = VectorPlaneRows.kept(second, width, 1);
        FloatVector sum0 = FloatVector.fromArray(SPECIES, lanes, at);
        FloatVector sum1 = FloatVector.fromArray(SPECIES, lanes, at + BLOCK);
        FloatVector sum2 = FloatVector.fromArray(SPECIES, lanes, at + 2 * BLOCK);
        FloatVector sum3 = FloatVector.fromArray(SPECIES, lanes, at + 3 * BLOCK);
        FloatVector sum4 = FloatVector.fromArray(SPECIES, lanes, at + 4 * BLOCK);
        FloatVector sum5 = FloatVector.fromArray(SPECIES, lanes, at + 5 * BLOCK);
        FloatVector sum6 = FloatVector.fromArray(SPECIES, lanes, at + 6 * BLOCK);
        FloatVector sum7 = FloatVector.fromArray(SPECIES, lanes, at + 7 * BLOCK);
        FloatVector sum8 = FloatVector.fromArray(SPECIES, lanes, at + 8 * BLOCK);
        for (int block = lane; block < rows * width; block += 2 * BLOCK) {
            FloatVector x0 = FloatVector.fromArray(SPECIES, x, input + block - 1)
                    .reinterpretAsInts()
                    .and(before)
                    .reinterpretAsFloats();
            FloatVector x1 = FloatVector.fromArray(SPECIES, x, input + block);
            FloatVector x2 = FloatVector.fromArray(SPECIES, x, input + block + 1)
                    .reinterpretAsInts()
                    .and(behind)
                    .reinterpretAsFloats();
            FloatVector below = FloatVector.fromArray(SPECIES, g, output + block + width);
            FloatVector beside = FloatVector.fromArray(SPECIES, g, output + block);
            FloatVector above = FloatVector.fromArray(SPECIES, g, output + block - width);
            sum0 = below.fma(x0, sum0);
            sum1 = below.fma(x1, sum1);
            sum2 = below.fma(x2, sum2);
            sum3 = beside.fma(x0, sum3);
            sum4 = beside.fma(x1, sum4);
            sum5 = beside.fma(x2, sum5);
            sum6 = above.fma(x0, sum6);
            sum7 = above.fma(x1, sum7);
            sum8 = above.fma(x2, sum8);
            x0 = FloatVector.fromArray(SPECIES, x, input + block + BLOCK - 1)
                    .reinterpretAsInts()
                    .and(nextBefore)
                    .reinterpretAsFloats();
            x1 = FloatVector.fromArray(SPECIES, x, input + block + BLOCK);
            x2 = FloatVector.fromArray(SPECIES, x, input + block + BLOCK + 1)
                    .reinterpretAsInts()
                    .and(nextBehind)
                    .reinterpretAsFloats();
            below = FloatVector.fromArray(SPECIES, g, output + block + BLOCK + width);
            beside = FloatVector.fromArray(SPECIES, g, output + block + BLOCK);
            above = FloatVector.fromArray(SPECIES, g, output + block + BLOCK - width);
            sum0 = below.fma(x0, sum0);
            sum1 = below.fma(x1, sum1);
            sum2 = below.fma(x2, sum2);
            sum3 = beside.fma(x0, sum3);
            sum4 = beside.fma(x1, sum4);
            sum5 = beside.fma(x2, sum5);
            sum6 = above.fma(x0, sum6);
            sum7 = above.fma(x1, sum7);
            sum8 = above.fma(x2, sum8);
        }
        sum0.intoArray(lanes, at);
        sum1.intoArray(lanes, at + BLOCK);
        sum2.intoArray(lanes, at + 2 * BLOCK);
        sum3.intoArray(lanes, at + 3 * BLOCK);
        sum4.intoArray(lanes, at + 4 * BLOCK);
        sum5.intoArray(lanes, at + 5 * BLOCK);
        sum6.intoArray(lanes, at + 6 * BLOCK);
        sum7.intoArray(lanes, at + 7 * BLOCK);
        sum8.intoArray(lanes, at + 8 * BLOCK);
    }
}
