package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The weight gradients of {@link Winograd}: inputs and cotangents are laid side by side and transformed for some tiles at a time, their products are
 * summed over the tiles of consecutive images, and the sums of all points transformed back.
 */
final class WinogradWeightGradient {

    /** Tiles whose products are summed at a time: they are worth loading and storing the sums, and their transforms stay in the cache. */
    private static final int MOST_TILES = 128;

    /** Channels of the gradient that are worth a piece of adding up. */
    private static final int CHANNELS_OF_A_PIECE = 8;

    private static final int AREA = Winograd.TAPS * Winograd.TAPS;

    private final WinogradLoops loops;
    private final ConvolutionSizes sizes;
    private final WinogradSide side;

    /** Channels and filters in whole blocks, and the distance of two matrices of their sums. */
    private final int channels;

    private final int filters;
    private final int matrix;
    private final int channelBlock;
    private final int filterBlock;

    /** Images of a part of the gradient, and the lines of tiles that are computed at a time. */
    private final int images;

    private final int linesAtATime;
    private final int tiles;
    private final WinogradWalk inputsDown;
    private final WinogradWalk inputsAcross;
    private final WinogradWalk cotangentsDown;
    private final WinogradWalk cotangentsAcross;
    private final WinogradWalk ofMatrix;

    private WinogradWeightGradient(WinogradLoops loops, ConvolutionSizes sizes) {
        this.loops = loops;
        this.sizes = sizes;
        side = WinogradSide.ofInput(sizes);
        channelBlock = loops.block(sizes.channels());
        filterBlock = loops.block(sizes.filters());
        channels = Winograd.whole(sizes.channels(), channelBlock);
        filters = Winograd.whole(sizes.filters(), filterBlock);
        matrix = Winograd.pointStep(channels * filters);
        int down = side.tilesDown();
        int across = side.tilesAcross();
        images = Winograd.imagesOfAPart(sizes);
        int most = Math.max(1, MOST_TILES / across);
        int imagesAtATime = Math.min(most / down, Math.min(images, sizes.batch()));
        linesAtATime = imagesAtATime <= 1 ? Math.min(most, down) : imagesAtATime * down;
        tiles = linesAtATime * across;
        inputsDown = new WinogradWalk(1, 0, 0, side.columns() * channels, channelBlock);
        inputsAcross =
                new WinogradWalk(across, Winograd.OUTPUTS * channels, channelBlock, channels, tiles * channelBlock);
        cotangentsDown = new WinogradWalk(1, 0, 0, side.wide() * filters, filterBlock);
        cotangentsAcross =
                new WinogradWalk(across, Winograd.OUTPUTS * filters, filterBlock, filters, tiles * filterBlock);
        ofMatrix = new WinogradWalk(1, 0, 0, channels * filters, channelBlock);
    }

    static void run(WinogradLoops loops, ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        if (sizes.batch() == 0) {
            Arrays.fill(dw, 0, sizes.weightSize(), 0);
            return;
        }
        new WinogradWeightGradient(loops, sizes).run(x, g, dw);
    }

    private void run(float[] x, float[] g, float[] dw) {
        int chunks = (sizes.batch() + images - 1) / images;
        float[] parts = Scratch.FIRST.aligned(Math.multiplyExact(chunks * sizes.groups(), AREA * matrix));
        Workers.run(chunks * sizes.groups(), piece -> {
            int first = piece / sizes.groups() * images;
            int end = Math.min(sizes.batch(), first + images);
            part(x, g, first, end, piece % sizes.groups(), parts, Scratch.START + piece * AREA * matrix);
        });
        addUp(parts, chunks, dw);
    }

    /** The gradient {@code [3, 3, channels, filters]} that the images {@code image .. end - 1} give. */
    private void part(float[] x, float[] g, int image, int end, int group, float[] parts, int at) {
        int all = (end - image) * side.tilesDown();
        float[] inputs = Scratch.LINES.aligned(linesAtATime * Winograd.POINTS * inputsDown.inner());
        float[] cotangents = Scratch.LANES.aligned(linesAtATime * Winograd.POINTS * cotangentsDown.inner());
        // where all tiles are summed at once, the sums of a line of points are transformed before the next ones
        boolean isOnce = all <= linesAtATime;
        float[] sums = Scratch.POINT_SUMS.aligned((isOnce ? 1 : Winograd.POINTS) * Winograd.POINTS * matrix);
        float[] across = Scratch.RIGHT_FACTOR.aligned(Winograd.POINTS * Winograd.TAPS * matrix);
        for (int first = 0; first < all; first += linesAtATime) {
            int lines = Math.min(linesAtATime, all - first);
            transformDown(x, g, image, group, first, lines, inputs, cotangents);
            for (int point = 0; point < Winograd.POINTS; point++) {
                int to = Scratch.START + (isOnce ? 0 : point * Winograd.POINTS * matrix);
                multiply(inputs, cotangents, point, lines, sums, to, first > 0);
                if (first + lines == all) {
                    int row = Scratch.START + point * Winograd.TAPS * matrix;
                    loops.taps(ofMatrix, sums, to, matrix, across, row, matrix);
                }
            }
        }
        int step = Winograd.TAPS * matrix;
        for (int s = 0; s < Winograd.TAPS; s++) {
            loops.taps(ofMatrix, across, Scratch.START + s * matrix, step, parts, at + s * matrix, step);
        }
    }

    /** Inputs and cotangents of some lines of tiles, transformed down their columns: {@code [lines, 6, columns, planes]}. */
    private void transformDown(
            float[] x, float[] g, int image, int group, int first, int lines, float[] inputs, float[] cotangents) {
        int down = side.tilesDown();
        int input = inputsDown.inner();
        int cotangent = cotangentsDown.inner();
        float[] padded = Scratch.PADDED.aligned(side.lines() * input);
        float[] apart = Scratch.EDGE.aligned(Winograd.OUTPUTS * down * cotangent);
        for (int i = 0; i < lines; i++) {
            int line = (first + i) % down;
            if (line == 0) {
                int of = image + (first + i) / down;
                side.pad(x, sizes.inputOffset(of, group), channels, 0, side.lines(), padded);
                side.cotangents(g, sizes.outputOffset(of, group), sizes.filters(), filters, apart);
            }
            int from = Winograd.OUTPUTS * line;
            int to = Winograd.POINTS * i;
            int source = Scratch.START + from * input;
            loops.inputs(inputsDown, padded, source, input, inputs, Scratch.START + to * input, input);
            source = Scratch.START + from * cotangent;
            loops.cotangents(
                    cotangentsDown, apart, source, cotangent, cotangents, Scratch.START + to * cotangent, cotangent);
        }
    }

    /** The sums of the six points of one line. */
    private void multiply(
            float[] inputs, float[] cotangents, int line, int lines, float[] sums, int at, boolean accumulate) {
        int input = Winograd.pointStep(tiles * channels);
        int cotangent = Winograd.pointStep(tiles * filters);
        float[] left = Scratch.WIDE.aligned(Winograd.POINTS * input);
        float[] right = Scratch.SUMS.aligned(Winograd.POINTS * cotangent);
        for (int i = 0; i < lines; i++) {
            int tile = i * side.tilesAcross();
            int from = i * Winograd.POINTS + line;
            int source = Scratch.START + from * inputsDown.inner();
            int target = Scratch.START + tile * channelBlock;
            loops.inputs(inputsAcross, inputs, source, channels, left, target, input);
            source = Scratch.START + from * cotangentsDown.inner();
            target = Scratch.START + tile * filterBlock;
            loops.cotangents(cotangentsAcross, cotangents, source, filters, right, target, cotangent);
        }
        for (int point = 0; point < Winograd.POINTS; point++) {
            loops.gradient(
                    channels,
                    lines * side.tilesAcross(),
                    filters,
                    left,
                    Scratch.START + point * input,
                    right,
                    Scratch.START + point * cotangent,
                    tiles * channelBlock,
                    sums,
                    at + point * matrix,
                    accumulate);
        }
    }

    /** Adds the parts in the order of the images and puts them into {@code [G, K, C, 3, 3]}. */
    private void addUp(float[] parts, int chunks, float[] dw) {
        int stretches = (sizes.channels() + CHANNELS_OF_A_PIECE - 1) / CHANNELS_OF_A_PIECE;
        Workers.run(sizes.groups() * stretches, piece -> {
            int group = piece / stretches;
            int first = piece % stretches * CHANNELS_OF_A_PIECE;
            int count = Math.min(CHANNELS_OF_A_PIECE, sizes.channels() - first);
            int size = count * filters;
            float[] total = Scratch.WIDE.floats(AREA * size);
            for (int tap = 0; tap < AREA; tap++) {
                int from = Scratch.START + tap * matrix + first * filters;
                System.arraycopy(parts, group * AREA * matrix + from, total, tap * size, size);
                for (int chunk = 1; chunk < chunks; chunk++) {
                    int part = chunk * sizes.groups() + group;
                    add(parts, part * AREA * matrix + from, total, tap * size, size);
                }
            }
            for (int c = 0; c < count; c++) {
                int to = sizes.weightOffset(group) + (first + c) * AREA;
                for (int k = 0; k < sizes.filters(); k++) {
                    for (int tap = 0; tap < AREA; tap++) {
                        dw[to + k * sizes.taps() + tap] = total[tap * size + c * filters + k];
                    }
                }
            }
        });
    }

    private static void add(float[] from, int first, float[] to, int at, int count) {
        for (int i = 0; i < count; i++) {
            to[at + i] += from[first + i];
        }
    }
}
