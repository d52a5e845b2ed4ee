package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * {@link LaneWeightGradient} in plain Java, a channel and a row of taps at a time: the products of all its column taps, filters and lanes
 * are one long loop, {@code sums[j] += g[j]·x[j]}, which C2 turns into vector instructions.
 *
 * <p>For that, each block of inputs is repeated for all filters, and then serves all rows of taps; each block of cotangents is repeated for
 * all column taps.
 */
final class PlainLaneGradient {

    private static final int LANES = LaneWeightGradient.LANES;

    /** Elements of repeated inputs that stay in the second-level cache. */
    private static final int INPUTS_AT_A_TIME = 1 << 16;

    private final ConvolutionSizes sizes;
    private final int blocksOfLine;

    /** Sums of a row of taps: {@code [S, K, lanes]}. */
    private final int size;

    /** Of those, the sums of one tap. */
    private final int tapSize;

    /** Output lines whose inputs are repeated at a time. */
    private final int linesAtATime;

    /** Columns of a line of inputs that lanes of all blocks meet. */
    private final int lineSize;

    private PlainLaneGradient(ConvolutionSizes sizes) {
        this.sizes = sizes;
        blocksOfLine = (sizes.outWidth() + LANES - 1) / LANES;
        tapSize = sizes.filters() * LANES;
        size = sizes.kernelWidth() * tapSize;
        int fitting = INPUTS_AT_A_TIME / size / blocksOfLine - (sizes.kernelHeight() - 1) * sizes.dilationHeight();
        linesAtATime = Math.max(1, Math.min(sizes.outHeight(), fitting / sizes.strideHeight()));
        lineSize = (blocksOfLine * LANES - 1) * sizes.strideWidth()
                + (sizes.kernelWidth() - 1) * sizes.dilationWidth()
                + 1;
    }

    static void run(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        PlainLaneGradient own = new PlainLaneGradient(sizes);
        int images = ImageConvolution.pieceImages(sizes.batch());
        LaneWeightGradient.run(sizes, dw, LANES, 1, images, (image, end, group, lanes, at) -> {
            for (int c = 0; c < sizes.channels(); c++) {
                own.addImages(x, g, image, end, group, c, lanes, at);
            }
        });
    }

    private void addImages(float[] x, float[] g, int from, int end, int group, int c, float[] lanes, int at) {
        int rows = sizes.kernelHeight();
        int blocks = inputLines(linesAtATime) * blocksOfLine;
        float[][] sums = Scratch.ROWS.rows(rows + 2 + blocks, size);
        float[][] cotangents = Arrays.copyOfRange(sums, rows, rows + 2);
        float[][] inputs = Arrays.copyOfRange(sums, rows + 2, rows + 2 + blocks);
        copySums(lanes, at, c, sums, true);
        for (int image = from; image < end; image++) {
            int in = sizes.inputOffset(image, group) + c * sizes.pixels();
            int out = sizes.outputOffset(image, group);
            for (int p = 0; p < sizes.outHeight(); p += linesAtATime) {
                int lines = Math.min(linesAtATime, sizes.outHeight() - p);
                repeatInputs(x, in, p * sizes.strideHeight() - sizes.padTop(), inputLines(lines), inputs);
                addLines(g, out + p * sizes.outWidth(), lines, cotangents, inputs, sums);
            }
        }
        copySums(lanes, at, c, sums, false);
    }

    /** Lines of inputs that some lines of outputs meet. */
    private int inputLines(int outputLines) {
        return (outputLines - 1) * sizes.strideHeight() + (sizes.kernelHeight() - 1) * sizes.dilationHeight() + 1;
    }

    /** Takes the sums of a channel from the lanes, or gives them back. */
    private void copySums(float[] lanes, int at, int c, float[][] sums, boolean take) {
        for (int k = 0; k < sizes.filters(); k++) {
            for (int r = 0; r < sizes.kernelHeight(); r++) {
                for (int s = 0; s < sizes.kernelWidth(); s++) {
                    int weight = ((k * sizes.channels() + c) * sizes.kernelHeight() + r) * sizes.kernelWidth() + s;
                    int lane = at + weight * LANES;
                    int sum = s * tapSize + k * LANES;
                    if (take) {
                        System.arraycopy(lanes, lane, sums[r], sum, LANES);
                    } else {
                        System.arraycopy(sums[r], sum, lanes, lane, LANES);
                    }
                }
            }
        }
    }

    private void addLines(float[] g, int out, int lines, float[][] cotangents, float[][] inputs, float[][] sums) {
        int count = lines * blocksOfLine;
        for (int i = 0; i < count; i += 2) {
            repeatCotangents(g, out, i, cotangents[0]);
            boolean pair = i + 1 < count;
            if (pair) {
                repeatCotangents(g, out, i + 1, cotangents[1]);
            }
            for (int r = 0; r < sizes.kernelHeight(); r++) {
                float[] x = inputs[inputsOf(i, r)];
                if (pair) {
                    addTwo(size, sums[r], cotangents[0], x, cotangents[1], inputs[inputsOf(i + 1, r)]);
                } else {
                    addOne(size, sums[r], cotangents[0], x);
                }
            }
        }
    }

    /** Which inputs a block of outputs meets. */
    private int inputsOf(int block, int r) {
        int line = block / blocksOfLine * sizes.strideHeight() + r * sizes.dilationHeight();
        return line * blocksOfLine + block % blocksOfLine;
    }

    private static void addTwo(int count, float[] sums, float[] g0, float[] x0, float[] g1, float[] x1) {
        for (int j = 0; j < count; j++) {
            sums[j] = Math.fma(g1[j], x1[j], Math.fma(g0[j], x0[j], sums[j]));
        }
    }

    private static void addOne(int count, float[] sums, float[] g, float[] x) {
        for (int j = 0; j < count; j++) {
            sums[j] = Math.fma(g[j], x[j], sums[j]);
        }
    }

    /** A block of all filters' cotangents, for each column tap once; zeros in lanes without a column. */
    private void repeatCotangents(float[] g, int out, int block, float[] to) {
        int column = block % blocksOfLine * LANES;
        int some = Math.min(LANES, sizes.outWidth() - column);
        int from = out + block / blocksOfLine * sizes.outWidth() + column;
        for (int k = 0; k < sizes.filters(); k++) {
            System.arraycopy(g, from + k * sizes.positions(), to, k * LANES, some);
            Arrays.fill(to, k * LANES + some, (k + 1) * LANES, 0);
        }
        repeat(to, 0, tapSize, size);
    }

    /** The inputs of lines from {@code top} on, which may lie outside the image, for each filter once; zeros in lanes without a column. */
    private void repeatInputs(float[] x, int in, int top, int lines, float[][] to) {
        float[] line = Scratch.LINES.floats(lineSize);
        int left = Math.min(sizes.padLeft(), lineSize);
        int width = Math.min(sizes.width(), lineSize - left);
        for (int i = 0; i < lines; i++) {
            int h = top + i;
            Arrays.fill(line, 0, lineSize, 0);
            if (h >= 0 && h < sizes.height()) {
                System.arraycopy(x, in + h * sizes.width(), line, left, width);
            }
            for (int block = 0; block < blocksOfLine; block++) {
                repeatBlock(line, block * LANES, to[i * blocksOfLine + block]);
            }
        }
    }

    private void repeatBlock(float[] line, int column, float[] to) {
        int step = sizes.strideWidth();
        int some = Math.min(LANES, sizes.outWidth() - column);
        for (int s = 0; s < sizes.kernelWidth(); s++) {
            int from = column * step + s * sizes.dilationWidth();
            int at = s * tapSize;
            if (step == 1) {
                System.arraycopy(line, from, to, at, some);
            } else {
                for (int lane = 0; lane < some; lane++) {
                    to[at + lane] = line[from + lane * step];
                }
            }
            Arrays.fill(to, at + some, at + LANES, 0);
            repeat(to, at, LANES, tapSize);
        }
    }

    /** Fills {@code values[at .. at + end - 1]} with copies of the first {@code count}. */
    private static void repeat(float[] values, int at, int count, int end) {
        for (int done = count; done < end; done *= 2) {
            System.arraycopy(values, at, values, at + done, Math.min(done, end - done));
        }
    }
}
