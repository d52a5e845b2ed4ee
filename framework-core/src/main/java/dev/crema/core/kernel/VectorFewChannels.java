package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * Outputs of at most three filters and input gradients of at most three channels, such as those of images, with the Vector API: tiles of
 * three rows by eight vectors, where {@link VectorTiles} would leave most of its rows empty, read from one padded copy of the image. Each sum
 * takes its terms in the order that {@link ImageConvolution} defines.
 *
 * <p>The three rows of a gradient of one channel are three lines of the image: they meet the same cotangents with weights that are shifted by
 * a line, and zeros where the taps of a line end. So an infinite cotangent makes NaN also of the two lines beside its own.
 */
final class VectorFewChannels {

    private static final VectorSpecies<Float> SPECIES = VectorTiles.SPECIES;
    private static final int LANES = VectorTiles.LANES;

    /** Rows of a tile. */
    private static final int ROWS = 3;

    /** Vectors of a row of a tile. */
    private static final int VECTORS = 8;

    /** Rows of lines whose sums are kept at a time: they fill whole tiles, whatever their width. */
    private static final int BLOCKS_AT_A_TIME = VECTORS;

    /** Bits of a vector from which there are registers for a tile. */
    private static final int LEAST_BITS = 512;

    private final ConvolutionSizes sizes;
    private final PaddedLayout layout;

    /** Channels of the result of a group, and its lines that make rows of a tile. */
    private final int channels;

    private final int linesAtATime;

    /** Lines and columns of a plane of the result. */
    private final int height;

    private final int width;

    /** Where each term meets the first position, and each vector of the result the first term. */
    private final int[] shifts;

    private final int[] starts;

    /** Lines of the result, or where several of them are rows of a tile such stretches of lines. */
    private final int blocks;

    /** Elements of a line of sums, and from one row of sums to the next. */
    private final int sumLine;

    private final int sumRow;

    /** What a tile may read beyond the padded image. */
    private final int slack;

    private VectorFewChannels(
            ConvolutionSizes sizes,
            PaddedLayout layout,
            int channels,
            int linesAtATime,
            int height,
            int width,
            int lineStep) {
        this.sizes = sizes;
        this.layout = layout;
        this.channels = channels;
        this.linesAtATime = linesAtATime;
        this.height = height;
        this.width = width;
        shifts = linesAtATime == 1 ? layout.shifts() : shiftsOfLines();
        int ofLine = (width + LANES - 1) / LANES;
        blocks = (height + linesAtATime - 1) / linesAtATime;
        starts = new int[(blocks * ofLine + VECTORS - 1) / VECTORS * VECTORS];
        Arrays.setAll(starts, i -> {
            int vector = Math.min(i, blocks * ofLine - 1);
            return vector / ofLine * linesAtATime * lineStep + vector % ofLine * LANES;
        });
        sumLine = ofLine * LANES;
        sumRow = BLOCKS_AT_A_TIME * sumLine;
        slack = ROWS * lineStep + sumLine;
    }

    /** From the cotangents of the last line's first tap upwards, a line more for each line of the tile. */
    private int[] shiftsOfLines() {
        int[] ofTaps = layout.shifts();
        int kernelWidth = sizes.kernelWidth();
        int area = sizes.kernelHeight() * kernelWidth;
        int terms = tapRows() * kernelWidth;
        int[] result = new int[sizes.filters() * terms];
        Arrays.setAll(result, i -> {
            int ofFirstTap = ofTaps[i / terms * area + i % kernelWidth];
            return ofFirstTap + (linesAtATime - 1 - i % terms / kernelWidth) * layout.paddedWidth();
        });
        return result;
    }

    /** Rows of taps that the lines of a tile meet. */
    private int tapRows() {
        return sizes.kernelHeight() + linesAtATime - 1;
    }

    /** Whether outputs are computed here. */
    static boolean fitsOutput(ConvolutionSizes sizes) {
        return sizes.strideWidth() == 1 && isWorth(sizes, sizes.filters(), sizes.outWidth());
    }

    /** Whether input gradients are computed here. */
    static boolean fitsInputGradient(ConvolutionSizes sizes) {
        return sizes.hasUnitStride() && isWorth(sizes, sizes.channels(), sizes.width());
    }

    private static boolean isWorth(ConvolutionSizes sizes, int channels, int width) {
        return SPECIES.vectorBitSize() >= LEAST_BITS
                && channels <= ROWS
                && sizes.batch() * sizes.groups() >= VectorPieces.MANY
                && width >= LANES / 2;
    }

    static void forward(ConvolutionSizes sizes, float[] x, float[] w, float @Nullable [] bias, float[] y) {
        PaddedLayout layout = PaddedLayout.ofInput(sizes);
        int lineStep = sizes.strideHeight() * layout.paddedWidth();
        VectorFewChannels own =
                new VectorFewChannels(sizes, layout, sizes.filters(), 1, sizes.outHeight(), sizes.outWidth(), lineStep);
        float[] packed = own.packed(w, sizes.taps(), Steps.of(1, sizes.taps()));
        own.run(x, sizes::inputOffset, packed, bias, y, sizes::outputOffset);
    }

    static void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        PaddedLayout layout = PaddedLayout.ofCotangent(sizes);
        int lines = sizes.channels() == 1 && sizes.dilationHeight() == 1 ? ROWS : 1;
        VectorFewChannels own = new VectorFewChannels(
                sizes, layout, sizes.channels(), lines, sizes.height(), sizes.width(), layout.paddedWidth());
        int area = sizes.kernelHeight() * sizes.kernelWidth();
        float[] packed = lines == 1 ? own.packed(w, area, TapPlanes.weightsByChannel(sizes, 0, 0)) : own.packedLines(w);
        own.run(g, sizes::outputOffset, packed, null, dx, sizes::inputOffset);
    }

    /** The weights of each group and term, row by row, and zeros for rows that there are not. */
    private float[] packed(float[] w, int rowStep, int[] termSteps) {
        int terms = shifts.length;
        float[] packed = Scratch.WEIGHTS.floats(sizes.groups() * terms * ROWS);
        for (int i = 0; i < sizes.groups() * terms; i++) {
            int from = sizes.weightOffset(i / terms) + termSteps[i % terms];
            for (int row = 0; row < ROWS; row++) {
                packed[i * ROWS + row] = row < channels ? w[from + row * rowStep] : 0;
            }
        }
        return packed;
    }

    /** The weights of one channel, for each row of a tile a line later. */
    private float[] packedLines(float[] w) {
        int kernelWidth = sizes.kernelWidth();
        int terms = tapRows() * kernelWidth;
        float[] packed = Scratch.WEIGHTS.floats(sizes.groups() * sizes.filters() * terms * ROWS);
        for (int i = 0; i < sizes.groups() * sizes.filters() * terms; i++) {
            for (int row = 0; row < ROWS; row++) {
                int tapRow = i % terms / kernelWidth - (ROWS - 1 - row);
                boolean inside = tapRow >= 0 && tapRow < sizes.kernelHeight();
                int filter = i / terms;
                packed[i * ROWS + row] =
                        inside ? w[(filter * sizes.kernelHeight() + tapRow) * kernelWidth + i % kernelWidth] : 0;
            }
        }
        return packed;
    }

    private void run(
            float[] from,
            IntBinaryOperator in,
            float[] packed,
            float @Nullable [] bias,
            float[] to,
            IntBinaryOperator out) {
        int size = layout.size(slack);
        Workers.run(sizes.batch() * sizes.groups(), i -> {
            int image = i / sizes.groups();
            int group = i % sizes.groups();
            float[] padded = Scratch.PADDED.floats(size);
            layout.copy(VectorLineCopy::run, from, in.applyAsInt(image, group), padded);
            Arrays.fill(padded, layout.size(0), size, 0); // zero weights meet it
            float[] first = new float[ROWS];
            for (int row = 0; bias != null && row < channels; row++) {
                first[row] = bias[group * channels + row];
            }
            multiply(packed, group, padded, first, to, out.applyAsInt(image, group));
        });
    }

    private void multiply(float[] packed, int group, float[] padded, float[] first, float[] to, int start) {
        int weights = group * shifts.length * ROWS;
        float[] sums = Scratch.WIDE.floats(ROWS * sumRow);
        for (int block = 0; block < blocks; block += BLOCKS_AT_A_TIME) {
            int end = Math.min(blocks, block + BLOCKS_AT_A_TIME);
            int begin = block * sumLine;
            for (int at = begin; at < end * sumLine; at += VECTORS * LANES) {
                tile(packed, weights, padded, at / LANES, first, sums, at - begin);
            }
            write(sums, block, end, to, start);
        }
    }

    /**
     * Writes the sums of three rows and the vectors from {@code starts[at]} on, {@code sumRow} from one row to the next; in turns of a loop, as
     * {@link VectorTiles} does.
     */
    private void tile(float[] weights, int from, float[] inputs, int at, float[] first, float[] sums, int to) {
        int[] ofTerms = shifts;
        int o0 = starts[at];
        int o1 = starts[at + 1];
        int o2 = starts[at + 2];
        int o3 = starts[at + 3];
        int o4 = starts[at + 4];
        int o5 = starts[at + 5];
        int o6 = starts[at + 6];
        int o7 = starts[at + 7];
        FloatVector c00 = FloatVector.broadcast(SPECIES, first[0]);
        FloatVector c01 = c00;
        FloatVector c02 = c00;
        FloatVector c03 = c00;
        FloatVector c04 = c00;
        FloatVector c05 = c00;
        FloatVector c06 = c00;
        FloatVector c07 = c00;
        FloatVector c10 = FloatVector.broadcast(SPECIES, first[1]);
        FloatVector c11 = c10;
        FloatVector c12 = c10;
        FloatVector c13 = c10;
        FloatVector c14 = c10;
        FloatVector c15 = c10;
        FloatVector c16 = c10;
        FloatVector c17 = c10;
        FloatVector c20 = FloatVector.broadcast(SPECIES, first[2]);
        FloatVector c21 = c20;
        FloatVector c22 = c20;
        FloatVector c23 = c20;
        FloatVector c24 = c20;
        FloatVector c25 = c20;
        FloatVector c26 = c20;
        FloatVector c27 = c20;
        for (int term = 0, p = from; term < ofTerms.length; term++, p += ROWS) {
            int q = ofTerms[term];
            FloatVector a0 = FloatVector.broadcast(SPECIES, weights[p]);
            FloatVector a1 = FloatVector.broadcast(SPECIES, weights[p + 1]);
            FloatVector a2 = FloatVector.broadcast(SPECIES, weights[p + 2]);
            FloatVector b0 = FloatVector.fromArray(SPECIES, inputs, q + o0);
            c00 = a0.fma(b0, c00);
            c10 = a1.fma(b0, c10);
            c20 = a2.fma(b0, c20);
            FloatVector b1 = FloatVector.fromArray(SPECIES, inputs, q + o1);
            c01 = a0.fma(b1, c01);
            c11 = a1.fma(b1, c11);
            c21 = a2.fma(b1, c21);
            FloatVector b2 = FloatVector.fromArray(SPECIES, inputs, q + o2);
            c02 = a0.fma(b2, c02);
            c12 = a1.fma(b2, c12);
            c22 = a2.fma(b2, c22);
            FloatVector b3 = FloatVector.fromArray(SPECIES, inputs, q + o3);
            c03 = a0.fma(b3, c03);
            c13 = a1.fma(b3, c13);
            c23 = a2.fma(b3, c23);
            FloatVector b4 = FloatVector.fromArray(SPECIES, inputs, q + o4);
            c04 = a0.fma(b4, c04);
            c14 = a1.fma(b4, c14);
            c24 = a2.fma(b4, c24);
            FloatVector b5 = FloatVector.fromArray(SPECIES, inputs, q + o5);
            c05 = a0.fma(b5, c05);
            c15 = a1.fma(b5, c15);
            c25 = a2.fma(b5, c25);
            FloatVector b6 = FloatVector.fromArray(SPECIES, inputs, q + o6);
            c06 = a0.fma(b6, c06);
            c16 = a1.fma(b6, c16);
            c26 = a2.fma(b6, c26);
            FloatVector b7 = FloatVector.fromArray(SPECIES, inputs, q + o7);
            c07 = a0.fma(b7, c07);
            c17 = a1.fma(b7, c17);
            c27 = a2.fma(b7, c27);
        }
        for (int i = to; i < to + VECTORS * LANES; i += LANES) {
            c00.intoArray(sums, i);
            c10.intoArray(sums, i + sumRow);
            c20.intoArray(sums, i + 2 * sumRow);
            c00 = c01;
            c01 = c02;
            c02 = c03;
            c03 = c04;
            c04 = c05;
            c05 = c06;
            c06 = c07;
            c10 = c11;
            c11 = c12;
            c12 = c13;
            c13 = c14;
            c14 = c15;
            c15 = c16;
            c16 = c17;
            c20 = c21;
            c21 = c22;
            c22 = c23;
            c23 = c24;
            c24 = c25;
            c25 = c26;
            c26 = c27;
        }
    }

    /** Line by line: what a vector writes beyond its line is overwritten by the next one of its plane. */
    private void write(float[] sums, int block, int end, float[] to, int start) {
        int first = block * linesAtATime;
        int lines = Math.min(height, end * linesAtATime) - first;
        for (int i = 0; i < channels * lines; i++) {
            int line = i % lines;
            int row = linesAtATime == 1 ? i / lines : line % linesAtATime;
            int from = row * sumRow + line / linesAtATime * sumLine;
            int ofPlane = (first + line) * width;
            int at = start + i / lines * height * width + ofPlane;
            if (ofPlane + sumLine > height * width) {
                System.arraycopy(sums, from, to, at, width);
                continue;
            }
            for (int column = 0; column < sumLine; column += LANES) {
                FloatVector.fromArray(SPECIES, sums, from + column).intoArray(to, at + column);
            }
        }
    }
}
