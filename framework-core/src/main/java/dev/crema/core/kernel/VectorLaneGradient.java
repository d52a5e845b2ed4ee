package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * {@link LaneWeightGradient} with the Vector API, by {@link VectorLaneTiles}.
 *
 * <p>Nothing is laid out anew but lines: inputs get their padding, one copy for each remainder of a column by the stride, and cotangents
 * of lines that do not fill their last block get zeros. These zeros meet inputs, so an infinite one makes NaN.
 */
final class VectorLaneGradient {

    /** Columns that are added at a time. */
    private static final int BLOCK = LaneWeightGradient.LANES;

    /** Positions whose cotangents and inputs stay in the first-level cache for some taps. */
    private static final int POSITIONS_AT_A_TIME = 1_024;

    private static final int SLACK = 2 * BLOCK;

    private final ConvolutionSizes sizes;
    private final int line;

    /** Elements of a plane of one remainder. */
    private final int plane;

    /** The remainders of columns by the stride that taps meet, ascending. */
    private final int[] remainders;

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

    private final VectorLaneTiles tiles;

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
        blocksOfLine = (sizes.outWidth() + BLOCK - 1) / BLOCK;
        cotangentPlane = sizes.outHeight() * blocksOfLine * BLOCK;
        imagesAtATime = Math.max(1, POSITIONS_AT_A_TIME / Math.max(1, cotangentPlane));
        isDirect = sizes.outWidth() % BLOCK == 0 && imagesAtATime == 1;
        imageSize = sizes.channels() * remainders.length * plane;
        filterStep = imagesAtATime * cotangentPlane;
        linesAtATime = Math.min(sizes.outHeight(), Math.max(1, POSITIONS_AT_A_TIME / (blocksOfLine * BLOCK)));
        int blocks = linesAtATime * blocksOfLine;
        int[] starts = new int[imagesAtATime * blocks];
        Arrays.setAll(
                starts,
                i -> i / blocks * imageSize
                        + i % blocks / blocksOfLine * sizes.strideHeight() * line
                        + i % blocksOfLine * BLOCK);
        VectorLaneTiles.Lines filters = new VectorLaneTiles.Lines(
                sizes.filters(), Steps.of(BLOCK, starts.length), k -> k * filterStep, sizes.taps() * BLOCK);
        tiles = new VectorLaneTiles(filters, new VectorLaneTiles.Lines(sizes.taps(), starts, this::shift, BLOCK));
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
            tiles.add(lines, at, cotangents, first + p * blocksOfLine * BLOCK, count, lanes, to);
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
}
