package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link LaneWeightGradient} with the Vector API: tiles of four filters by a few taps, whose vectors are the lanes.
 *
 * <p>Nothing is laid out anew but lines: inputs get their padding, one copy for each remainder of a column by the stride, and cotangents
 * of lines that do not fill their last block get zeros. These zeros meet inputs, so an infinite one makes NaN.
 */
final class VectorLaneGradient {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int STEP = VectorTiles.LANES;

    /** Columns that are added at a time. */
    private static final int BLOCK = LaneWeightGradient.LANES;

    /** Filters of a tile. */
    private static final int FILTERS = 4;

    /** Taps of a tile: what 16 registers hold, and what 32 do. */
    private static final int FEW_TAPS = 3;

    private static final int MANY_TAPS = SPECIES.vectorBitSize() >= 512 ? 6 : 3;

    /** Positions whose cotangents and inputs stay in the first-level cache for some taps. */
    private static final int POSITIONS_AT_A_TIME = 1_024;

    private static final int SLACK = 2 * BLOCK;

    private final ConvolutionSizes sizes;
    private final int line;

    /** Elements of a plane of one remainder. */
    private final int plane;

    /** The remainders of columns by the stride that taps meet, ascending. */
    private final int[] remainders;

    /** Where each tap meets the first output. */
    private final int[] shifts;

    /** Elements of the copies of an image. */
    private final int imageSize;

    private final int blocksOfLine;

    /** Whether cotangents are read as they stand: in lines of whole blocks, one image at a time. */
    private final boolean isDirect;

    /** Elements of a filter's cotangents in an image. */
    private final int cotangentPlane;

    /** Small images that go together. */
    private final int imagesAtATime;

    /** From the cotangents of one filter to those of the next. */
    private final int filterStep;

    private final int linesAtATime;

    /** Where the blocks of the first lines meet the first tap. */
    private final int[] starts;

    private VectorLaneGradient(ConvolutionSizes sizes) {
        this.sizes = sizes;
        int stride = sizes.strideWidth();
        line = (sizes.width() + 2 * sizes.padLeft() + stride - 1) / stride;
        plane = (sizes.height() + 2 * sizes.padTop()) * line;
        remainders = IntStream.range(0, sizes.kernelWidth())
                .map(s -> s * sizes.dilationWidth() % stride)
                .distinct()
                .sorted()
                .toArray();
        shifts = new int[sizes.taps()];
        Arrays.setAll(shifts, this::shift);
        blocksOfLine = (sizes.outWidth() + BLOCK - 1) / BLOCK;
        cotangentPlane = sizes.outHeight() * blocksOfLine * BLOCK;
        imagesAtATime = Math.max(1, POSITIONS_AT_A_TIME / Math.max(1, cotangentPlane));
        isDirect = sizes.outWidth() % BLOCK == 0 && imagesAtATime == 1;
        imageSize = sizes.channels() * remainders.length * plane;
        filterStep = imagesAtATime * cotangentPlane;
        linesAtATime = Math.min(sizes.outHeight(), Math.max(1, POSITIONS_AT_A_TIME / (blocksOfLine * BLOCK)));
        int blocks = linesAtATime * blocksOfLine;
        starts = new int[imagesAtATime * blocks];
        Arrays.setAll(
                starts,
                i -> i / blocks * imageSize
                        + i % blocks / blocksOfLine * sizes.strideHeight() * line
                        + i % blocksOfLine * BLOCK);
    }

    private int shift(int tap) {
        int column = tap % sizes.kernelWidth() * sizes.dilationWidth();
        int row = tap / sizes.kernelWidth() % sizes.kernelHeight() * sizes.dilationHeight();
        int channel = tap / (sizes.kernelWidth() * sizes.kernelHeight());
        int copy = Arrays.binarySearch(remainders, column % sizes.strideWidth());
        return (channel * remainders.length + copy) * plane + row * line + column / sizes.strideWidth();
    }

    static void run(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        VectorLaneGradient own = new VectorLaneGradient(sizes);
        LaneWeightGradient.run(
                sizes,
                dw,
                BLOCK,
                1,
                own.imagesAtATime,
                (first, end, group, lanes, at) -> own.addImages(x, g, first, end - first, group, lanes, at));
    }

    private void addImages(float[] x, float[] g, int image, int images, int group, float[] lanes, int to) {
        float[] lines = padded(x, image, images, group);
        float[] cotangents = isDirect ? g : wholeBlocks(g, image, images, group);
        int first = isDirect ? sizes.outputOffset(image, group) : 0;
        for (int p = 0; p < sizes.outHeight(); p += linesAtATime) {
            int count = images * Math.min(linesAtATime, sizes.outHeight() - p) * blocksOfLine;
            int at = p * sizes.strideHeight() * line;
            for (int k = 0; k < sizes.filters(); k += FILTERS) {
                int last = Math.min(FILTERS, sizes.filters() - k) - 1;
                int from = first + k * filterStep + p * blocksOfLine * BLOCK;
                addFilters(lines, at, cotangents, from, last, count, lanes, to + k * shifts.length * BLOCK);
            }
        }
    }

    /** The channels of images with their margins, for each remainder the columns that have it. */
    private float[] padded(float[] x, int image, int images, int group) {
        int copies = sizes.channels() * remainders.length;
        int size = Math.multiplyExact(images, imageSize);
        int end = size + line + SLACK; // the last line's margin, and a block
        float[] lines = Scratch.PADDED.floats(end);
        for (int i = 0; i < images * copies; i++) {
            int from = sizes.inputOffset(image + i / copies, group) + i % copies / remainders.length * sizes.pixels();
            copy(x, from, remainders[i % remainders.length], lines, i * plane);
        }
        Arrays.fill(lines, size, end, 0); // so that no number of an earlier image is met
        return lines;
    }

    private void copy(float[] x, int from, int remainder, float[] lines, int to) {
        int stride = sizes.strideWidth();
        int left = Math.max(0, (sizes.padLeft() - remainder + stride - 1) / stride);
        int column = left * stride + remainder - sizes.padLeft();
        int width = Math.max(0, (sizes.width() - column + stride - 1) / stride);
        int begin = to + sizes.padTop() * line + left;
        Arrays.fill(lines, to, begin, 0);
        VectorLineCopy.run(
                x, from + column, sizes.width(), stride, lines, begin, line, width, width == 0 ? 0 : sizes.height());
        int end = width == 0 ? begin : to + (sizes.padTop() + sizes.height()) * line;
        Arrays.fill(lines, end, to + plane, 0);
    }

    /** The cotangents of images, filter by filter, with zeros behind each line up to whole blocks. */
    private float[] wholeBlocks(float[] g, int image, int images, int group) {
        float[] blocks = Scratch.WIDE.floats(sizes.filters() * filterStep + SLACK);
        int width = sizes.outWidth();
        for (int k = 0; k < sizes.filters(); k++) {
            for (int i = 0; i < images; i++) {
                int from = sizes.outputOffset(image + i, group) + k * sizes.positions();
                int to = k * filterStep + i * cotangentPlane;
                VectorLineCopy.run(g, from, width, 1, blocks, to, blocksOfLine * BLOCK, width, sizes.outHeight());
            }
        }
        return blocks;
    }

    /** Adds {@code count} blocks to the sums of the filters up to {@code last}. */
    private void addFilters(float[] x, int at, float[] g, int from, int last, int count, float[] sums, int to) {
        for (int tap = 0; tap < shifts.length; ) {
            boolean many = MANY_TAPS == 6 && shifts.length - tap > FEW_TAPS;
            for (int lane = 0; lane < BLOCK; lane += STEP) {
                int target = to + tap * BLOCK + lane;
                if (many) {
                    addSix(x, at + lane, tap, g, from + lane, last, count, sums, target);
                } else {
                    addThree(x, at + lane, tap, g, from + lane, last, count, sums, target);
                }
            }
            tap += many ? MANY_TAPS : FEW_TAPS;
        }
    }

    /** Where there are fewer filters or taps than in the tile, the last one is summed several times, to the same bits. */
    private void addSix(float[] x, int at, int tap, float[] g, int from, int last, int count, float[] sums, int to) {
        int[] positions = starts;
        int x0 = at + shifts[tap];
        int x1 = at + shifts[Math.min(tap + 1, shifts.length - 1)];
        int x2 = at + shifts[Math.min(tap + 2, shifts.length - 1)];
        int x3 = at + shifts[Math.min(tap + 3, shifts.length - 1)];
        int x4 = at + shifts[Math.min(tap + 4, shifts.length - 1)];
        int x5 = at + shifts[Math.min(tap + 5, shifts.length - 1)];
        int g1 = Math.min(1, last) * filterStep;
        int g2 = Math.min(2, last) * filterStep;
        int g3 = Math.min(3, last) * filterStep;
        int mostTaps = shifts.length - 1 - tap;
        int t1 = Math.min(1, mostTaps) * BLOCK;
        int t2 = Math.min(2, mostTaps) * BLOCK;
        int t3 = Math.min(3, mostTaps) * BLOCK;
        int t4 = Math.min(4, mostTaps) * BLOCK;
        int t5 = Math.min(5, mostTaps) * BLOCK;
        int step = shifts.length * BLOCK;
        int to1 = to + Math.min(1, last) * step;
        int to2 = to + Math.min(2, last) * step;
        int to3 = to + Math.min(3, last) * step;
        FloatVector c00 = FloatVector.fromArray(SPECIES, sums, to);
        FloatVector c01 = FloatVector.fromArray(SPECIES, sums, to + t1);
        FloatVector c02 = FloatVector.fromArray(SPECIES, sums, to + t2);
        FloatVector c03 = FloatVector.fromArray(SPECIES, sums, to + t3);
        FloatVector c04 = FloatVector.fromArray(SPECIES, sums, to + t4);
        FloatVector c05 = FloatVector.fromArray(SPECIES, sums, to + t5);
        FloatVector c10 = FloatVector.fromArray(SPECIES, sums, to1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, sums, to1 + t1);
        FloatVector c12 = FloatVector.fromArray(SPECIES, sums, to1 + t2);
        FloatVector c13 = FloatVector.fromArray(SPECIES, sums, to1 + t3);
        FloatVector c14 = FloatVector.fromArray(SPECIES, sums, to1 + t4);
        FloatVector c15 = FloatVector.fromArray(SPECIES, sums, to1 + t5);
        FloatVector c20 = FloatVector.fromArray(SPECIES, sums, to2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, sums, to2 + t1);
        FloatVector c22 = FloatVector.fromArray(SPECIES, sums, to2 + t2);
        FloatVector c23 = FloatVector.fromArray(SPECIES, sums, to2 + t3);
        FloatVector c24 = FloatVector.fromArray(SPECIES, sums, to2 + t4);
        FloatVector c25 = FloatVector.fromArray(SPECIES, sums, to2 + t5);
        FloatVector c30 = FloatVector.fromArray(SPECIES, sums, to3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, sums, to3 + t1);
        FloatVector c32 = FloatVector.fromArray(SPECIES, sums, to3 + t2);
        FloatVector c33 = FloatVector.fromArray(SPECIES, sums, to3 + t3);
        FloatVector c34 = FloatVector.fromArray(SPECIES, sums, to3 + t4);
        FloatVector c35 = FloatVector.fromArray(SPECIES, sums, to3 + t5);
        for (int i = 0, p = from; i < count; i++, p += BLOCK) {
            int q = positions[i];
            FloatVector a0 = FloatVector.fromArray(SPECIES, g, p);
            FloatVector a1 = FloatVector.fromArray(SPECIES, g, p + g1);
            FloatVector a2 = FloatVector.fromArray(SPECIES, g, p + g2);
            FloatVector a3 = FloatVector.fromArray(SPECIES, g, p + g3);
            FloatVector b0 = FloatVector.fromArray(SPECIES, x, q + x0);
            c00 = a0.fma(b0, c00);
            c10 = a1.fma(b0, c10);
            c20 = a2.fma(b0, c20);
            c30 = a3.fma(b0, c30);
            FloatVector b1 = FloatVector.fromArray(SPECIES, x, q + x1);
            c01 = a0.fma(b1, c01);
            c11 = a1.fma(b1, c11);
            c21 = a2.fma(b1, c21);
            c31 = a3.fma(b1, c31);
            FloatVector b2 = FloatVector.fromArray(SPECIES, x, q + x2);
            c02 = a0.fma(b2, c02);
            c12 = a1.fma(b2, c12);
            c22 = a2.fma(b2, c22);
            c32 = a3.fma(b2, c32);
            FloatVector b3 = FloatVector.fromArray(SPECIES, x, q + x3);
            c03 = a0.fma(b3, c03);
            c13 = a1.fma(b3, c13);
            c23 = a2.fma(b3, c23);
            c33 = a3.fma(b3, c33);
            FloatVector b4 = FloatVector.fromArray(SPECIES, x, q + x4);
            c04 = a0.fma(b4, c04);
            c14 = a1.fma(b4, c14);
            c24 = a2.fma(b4, c24);
            c34 = a3.fma(b4, c34);
            FloatVector b5 = FloatVector.fromArray(SPECIES, x, q + x5);
            c05 = a0.fma(b5, c05);
            c15 = a1.fma(b5, c15);
            c25 = a2.fma(b5, c25);
            c35 = a3.fma(b5, c35);
        }
        c00.intoArray(sums, to);
        c01.intoArray(sums, to + t1);
        c02.intoArray(sums, to + t2);
        c03.intoArray(sums, to + t3);
        c04.intoArray(sums, to + t4);
        c05.intoArray(sums, to + t5);
        c10.intoArray(sums, to1);
        c11.intoArray(sums, to1 + t1);
        c12.intoArray(sums, to1 + t2);
        c13.intoArray(sums, to1 + t3);
        c14.intoArray(sums, to1 + t4);
        c15.intoArray(sums, to1 + t5);
        c20.intoArray(sums, to2);
        c21.intoArray(sums, to2 + t1);
        c22.intoArray(sums, to2 + t2);
        c23.intoArray(sums, to2 + t3);
        c24.intoArray(sums, to2 + t4);
        c25.intoArray(sums, to2 + t5);
        c30.intoArray(sums, to3);
        c31.intoArray(sums, to3 + t1);
        c32.intoArray(sums, to3 + t2);
        c33.intoArray(sums, to3 + t3);
        c34.intoArray(sums, to3 + t4);
        c35.intoArray(sums, to3 + t5);
    }

    private void addThree(float[] x, int at, int tap, float[] g, int from, int last, int count, float[] sums, int to) {
        int[] positions = starts;
        int x0 = at + shifts[tap];
        int x1 = at + shifts[Math.min(tap + 1, shifts.length - 1)];
        int x2 = at + shifts[Math.min(tap + 2, shifts.length - 1)];
        int g1 = Math.min(1, last) * filterStep;
        int g2 = Math.min(2, last) * filterStep;
        int g3 = Math.min(3, last) * filterStep;
        int mostTaps = shifts.length - 1 - tap;
        int t1 = Math.min(1, mostTaps) * BLOCK;
        int t2 = Math.min(2, mostTaps) * BLOCK;
        int step = shifts.length * BLOCK;
        int to1 = to + Math.min(1, last) * step;
        int to2 = to + Math.min(2, last) * step;
        int to3 = to + Math.min(3, last) * step;
        FloatVector c00 = FloatVector.fromArray(SPECIES, sums, to);
        FloatVector c01 = FloatVector.fromArray(SPECIES, sums, to + t1);
        FloatVector c02 = FloatVector.fromArray(SPECIES, sums, to + t2);
        FloatVector c10 = FloatVector.fromArray(SPECIES, sums, to1);
        FloatVector c11 = FloatVector.fromArray(SPECIES, sums, to1 + t1);
        FloatVector c12 = FloatVector.fromArray(SPECIES, sums, to1 + t2);
        FloatVector c20 = FloatVector.fromArray(SPECIES, sums, to2);
        FloatVector c21 = FloatVector.fromArray(SPECIES, sums, to2 + t1);
        FloatVector c22 = FloatVector.fromArray(SPECIES, sums, to2 + t2);
        FloatVector c30 = FloatVector.fromArray(SPECIES, sums, to3);
        FloatVector c31 = FloatVector.fromArray(SPECIES, sums, to3 + t1);
        FloatVector c32 = FloatVector.fromArray(SPECIES, sums, to3 + t2);
        for (int i = 0, p = from; i < count; i++, p += BLOCK) {
            int q = positions[i];
            FloatVector a0 = FloatVector.fromArray(SPECIES, g, p);
            FloatVector a1 = FloatVector.fromArray(SPECIES, g, p + g1);
            FloatVector a2 = FloatVector.fromArray(SPECIES, g, p + g2);
            FloatVector a3 = FloatVector.fromArray(SPECIES, g, p + g3);
            FloatVector b0 = FloatVector.fromArray(SPECIES, x, q + x0);
            c00 = a0.fma(b0, c00);
            c10 = a1.fma(b0, c10);
            c20 = a2.fma(b0, c20);
            c30 = a3.fma(b0, c30);
            FloatVector b1 = FloatVector.fromArray(SPECIES, x, q + x1);
            c01 = a0.fma(b1, c01);
            c11 = a1.fma(b1, c11);
            c21 = a2.fma(b1, c21);
            c31 = a3.fma(b1, c31);
            FloatVector b2 = FloatVector.fromArray(SPECIES, x, q + x2);
            c02 = a0.fma(b2, c02);
            c12 = a1.fma(b2, c12);
            c22 = a2.fma(b2, c22);
            c32 = a3.fma(b2, c32);
        }
        c00.intoArray(sums, to);
        c01.intoArray(sums, to + t1);
        c02.intoArray(sums, to + t2);
        c10.intoArray(sums, to1);
        c11.intoArray(sums, to1 + t1);
        c12.intoArray(sums, to1 + t2);
        c20.intoArray(sums, to2);
        c21.intoArray(sums, to2 + t1);
        c22.intoArray(sums, to2 + t2);
        c30.intoArray(sums, to3);
        c31.intoArray(sums, to3 + t1);
        c32.intoArray(sums, to3 + t2);
    }
}
