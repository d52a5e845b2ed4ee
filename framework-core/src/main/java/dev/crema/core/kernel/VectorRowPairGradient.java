package dev.crema.core.kernel;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * The weight gradient of {@link RowPairs} with the Vector API: as {@link VectorWeightGradient}, but with the differences of the inputs
 * and of the cotangents for each point, which are made line by line.
 */
final class VectorRowPairGradient {

    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);
    private static final int LANES = VectorTiles.LANES;

    /**
     * Terms that are worth loading and storing the sums, and whose differences mostly stay in the first-level cache; images with fewer
     * positions go together.
     */
    private static final int ENOUGH_TERMS = 128;

    /** Padded inputs of images that go together, at most. */
    private static final int MOST_INPUTS = 1 << 20;

    /** Rows of the gradient that are worth a piece of adding up. */
    private static final int ROWS_OF_A_PIECE = 32;

    private final ConvolutionSizes sizes;
    private final VectorTapLayout layout;
    private final int pairs;
    private final int positions;
    private final int inputSize;

    /** Elements of a line of cotangents. */
    private final int cotangentLine;

    private final int imagesAtATime;

    /** Pairs of lines, of one image or several, whose differences are made at a time. */
    private final int pairsAtATime;

    private VectorRowPairGradient(ConvolutionSizes sizes) {
        this.sizes = sizes;
        layout = new VectorTapLayout(sizes);
        pairs = (sizes.outHeight() + 1) / 2;
        positions = pairs * sizes.outWidth();
        inputSize = (2 * pairs + 2) * layout.line;
        cotangentLine = sizes.outWidth() * layout.filterStride;
        int most = Math.min(sizes.batch(), MOST_INPUTS / Math.max(1, inputSize));
        imagesAtATime = Math.max(1, Math.min(most, ENOUGH_TERMS / positions));
        pairsAtATime = Math.min(imagesAtATime * pairs, (ENOUGH_TERMS - 1) / sizes.outWidth() + 1);
    }

    static void run(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        VectorRowPairGradient own = new VectorRowPairGradient(sizes);
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        int size = RowPairs.POINTS * own.pointSize();
        float[] sums = Scratch.SUMS.floats(Math.multiplyExact(chunks * sizes.groups(), size));
        Workers.run(chunks * sizes.groups(), piece -> {
            int group = piece % sizes.groups();
            int first = piece / sizes.groups() * images;
            int end = Math.min(sizes.batch(), first + images);
            Arrays.fill(sums, piece * size, (piece + 1) * size, 0);
            for (int image = first; image < end; image += own.imagesAtATime) {
                own.addImages(x, g, image, Math.min(own.imagesAtATime, end - image), group, sums, piece * size);
            }
        });
        own.addUp(sums, chunks, dw);
    }

    /** Of the partial sums of one point. */
    private int pointSize() {
        return layout.stretches * layout.stretchSize();
    }

    private void addImages(float[] x, float[] g, int image, int count, int group, float[] sums, int sumStart) {
        int cotangentSize = 2 * pairs * cotangentLine;
        float[] inputs = Scratch.PADDED.floats(count * inputSize + RowBlocks.SLACK);
        float[] cotangents = Scratch.WIDE.floats(count * cotangentSize + RowBlocks.SLACK);
        for (int i = 0; i < count; i++) {
            layout.inputs(x, sizes.inputOffset(image + i, group), 2 * pairs + 2, inputs, i * inputSize);
            layout.cotangents(g, sizes.outputOffset(image + i, group), cotangents, i * cotangentSize);
            int written = i * cotangentSize + sizes.outHeight() * cotangentLine;
            Arrays.fill(cotangents, written, (i + 1) * cotangentSize, 0);
        }
        float[] left = Scratch.LINES.floats(pairsAtATime * layout.line + layout.slack());
        float[] right = Scratch.EDGE.floats(pairsAtATime * cotangentLine + RowBlocks.SLACK);
        VectorTiles tiles = TILES.get()
                .left(left, sizes.channels(), sizes.outWidth(), layout.line - sizes.outWidth() * sizes.channels())
                .right(right, Steps.of(layout.filterStride, pairsAtATime * sizes.outWidth()))
                .to(sums, layout.filterStride)
                .accumulating();
        for (int pair = 0; pair < count * pairs; pair += pairsAtATime) {
            int end = Math.min(count * pairs, pair + pairsAtATime);
            tiles.terms((end - pair) * sizes.outWidth());
            for (int point = 0; point < RowPairs.POINTS; point++) {
                differences(point, inputs, pair, end, left);
                cotangents(point, cotangents, pair, end, right);
                for (int s = 0; s < layout.stretches; s++) {
                    int target = sumStart + point * pointSize() + s * layout.stretchSize();
                    tiles.sweepInPlace(layout.sideBySide, layout.filterStride, layout.inputsOf(s), target);
                }
            }
        }
        tiles.forget();
    }

    /** Of the inputs that the pairs {@code pair .. end - 1} of all images meet. */
    private void differences(int point, float[] lines, int pair, int end, float[] to) {
        int first = RowPairs.first(point) * layout.line;
        int other = RowPairs.other(point) * layout.line;
        for (int i = pair; i < end; i++) {
            int line = i / pairs * inputSize + i % pairs * 2 * layout.line;
            combine(lines, line + first, RowPairs.sign(point), line + other, to, (i - pair) * layout.line, layout.line);
        }
    }

    private void cotangents(int point, float[] lines, int pair, int end, float[] to) {
        for (int i = pair; i < end; i++) {
            int line = i * 2 * cotangentLine;
            int target = (i - pair) * cotangentLine;
            switch (point) {
                case 0 -> System.arraycopy(lines, line, to, target, cotangentLine);
                case 1 -> combine(lines, line, 1, line + cotangentLine, to, target, cotangentLine);
                case 2 -> combine(lines, line, -1, line + cotangentLine, to, target, cotangentLine);
                default -> System.arraycopy(lines, line + cotangentLine, to, target, cotangentLine);
            }
        }
    }

    /** Sums or differences, up to a vector beyond {@code count}. */
    private static void combine(float[] from, int first, float sign, int other, float[] to, int at, int count) {
        FloatVector factor = FloatVector.broadcast(VectorTiles.SPECIES, sign);
        for (int i = 0; i < count; i += LANES) {
            FloatVector.fromArray(VectorTiles.SPECIES, from, other + i)
                    .fma(factor, FloatVector.fromArray(VectorTiles.SPECIES, from, first + i))
                    .intoArray(to, at + i);
        }
    }

    /** Adds the partial sums in the order of the images and puts their combinations into {@code [G, K, C, 3, S]}. */
    private void addUp(float[] sums, int chunks, float[] dw) {
        int size = RowPairs.POINTS * pointSize();
        if (chunks == 0) {
            Arrays.fill(dw, 0, sizes.weightSize(), 0);
            return;
        }
        int parts = (layout.sideBySide + ROWS_OF_A_PIECE - 1) / ROWS_OF_A_PIECE;
        int filterStride = layout.filterStride;
        Workers.run(sizes.groups() * layout.stretches * parts, piece -> {
            int group = piece / (layout.stretches * parts);
            int stretch = piece / parts % layout.stretches;
            int row = piece % parts * ROWS_OF_A_PIECE;
            int rows = Math.min(ROWS_OF_A_PIECE, layout.sideBySide - row);
            int block = rows * filterStride;
            float[] total = Scratch.WIDE.floats(RowPairs.POINTS * block);
            Arrays.fill(total, 0, RowPairs.POINTS * block, 0);
            for (int point = 0; point < RowPairs.POINTS; point++) {
                int from = point * pointSize() + stretch * layout.stretchSize() + row * filterStride;
                for (int chunk = 0; chunk < chunks; chunk++) {
                    add(sums, (chunk * sizes.groups() + group) * size + from, total, point * block, block);
                }
            }
            for (int i = 0; i < rows; i++) {
                int to = sizes.weightOffset(group) + layout.weightOf(stretch, row + i);
                RowPairs.weightGradients(
                        total, i * filterStride, 1, block, sizes.filters(), dw, to, sizes.taps(), sizes.kernelWidth());
            }
        });
    }

    private static void add(float[] sums, int from, float[] total, int at, int count) {
        for (int i = 0; i < count; i++) {
            total[at + i] += sums[from + i];
        }
    }
}
