package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The input gradients of {@link Winograd}: the planes of cotangents are laid side by side, transformed for a few lines of tiles at a time,
 * multiplied with the weights of each point and transformed back.
 *
 * <p>Six points, those of one line of the transform, are multiplied at a time: what they need stays in the cache. Small images go together.
 */
final class WinogradInputGradient {

    /** Images below which each one is divided among the threads. */
    private static final int MANY = 8;

    /** Tiles that are worth reading the weights of all points, and tiles times planes whose transforms stay in the second-level cache. */
    private static final int LEAST_TILES = 32;

    private static final int MOST_ELEMENTS = 1 << 13;

    /** Of a batch, the part that may go together. */
    private static final int LEAST_PIECES = 4;

    /** Terms whose weights are transformed at a time, lines that are laid side by side, and planes that are written. */
    private static final int TERMS_OF_A_PIECE = 8;

    private static final int LINES_OF_A_PIECE = 4;
    private static final int PLANES_OF_A_PIECE = 16;

    private final WinogradLoops loops;
    private final ConvolutionSizes sizes;
    private final WinogradSide side;

    /** Filters and channels, in whole blocks. */
    private final int depth;

    private final int width;
    private final int block;
    private final int columns;

    /** Lines of tiles of one or more images that are computed at a time, and their tiles, in whole fours. */
    private final int linesAtATime;

    private final int tiles;
    private final int imagesAtATime;
    private final WinogradWalk inputsDown;
    private final WinogradWalk inputsAcross;
    private final WinogradWalk outputsAcross;
    private final WinogradWalk outputsDown;

    private WinogradInputGradient(WinogradLoops loops, ConvolutionSizes sizes) {
        this.loops = loops;
        this.sizes = sizes;
        side = WinogradSide.ofCotangent(sizes);
        block = loops.block(sizes.filters());
        columns = loops.columns(sizes.channels());
        depth = Winograd.whole(sizes.filters(), block);
        width = Winograd.whole(sizes.channels(), columns);
        int down = side.tilesDown();
        int across = side.tilesAcross();
        int most = Math.max(1, Math.max(LEAST_TILES, MOST_ELEMENTS / (depth + width)) / across);
        imagesAtATime = Math.max(1, Math.min(most / down, sizes.batch() / LEAST_PIECES));
        linesAtATime = imagesAtATime == 1 ? Math.min(most, down) : imagesAtATime * down;
        tiles = Winograd.whole(linesAtATime * across, 4);
        inputsDown = new WinogradWalk(1, 0, 0, side.columns() * depth, block);
        inputsAcross = new WinogradWalk(across, Winograd.OUTPUTS * depth, block, depth, tiles * block);
        outputsAcross = new WinogradWalk(across, width, Winograd.OUTPUTS * width, width, block);
        outputsDown = new WinogradWalk(1, 0, 0, side.wide() * width, block);
    }

    static void run(WinogradLoops loops, ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        new WinogradInputGradient(loops, sizes).run(g, w, dx);
    }

    private void run(float[] g, float[] w, float[] dx) {
        float[] weights = weights(w);
        int groups = sizes.groups();
        if (sizes.batch() * groups < MANY) {
            // the loops within share out each image
            for (int i = 0; i < sizes.batch() * groups; i++) {
                images(g, i / groups, 1, weights, i % groups, dx);
            }
            return;
        }
        int chunks = (sizes.batch() + imagesAtATime - 1) / imagesAtATime;
        Workers.run(chunks * groups, i -> {
            int image = i / groups * imagesAtATime;
            images(g, image, Math.min(imagesAtATime, sizes.batch() - image), weights, i % groups, dx);
        });
    }

    /** The gradients of {@code count} images from {@code image} on. */
    private void images(float[] g, int image, int count, float[] weights, int group, float[] dx) {
        int down = side.tilesDown();
        float[] padded = Scratch.PADDED.floats(side.lines() * side.columns() * depth);
        float[] lines = Scratch.LINES.floats(linesAtATime * Winograd.POINTS * inputsDown.inner());
        float[] across = Scratch.LANES.floats(linesAtATime * Winograd.POINTS * outputsDown.inner());
        float[] results = Scratch.EDGE.floats(Winograd.OUTPUTS * down * outputsDown.inner());
        int all = count * down;
        for (int start = 0; start < all; start += linesAtATime) {
            int first = start;
            int end = Math.min(all, first + linesAtATime);
            for (int line = first; line < end; line++) {
                if (line % down == 0) {
                    int from = sizes.outputOffset(image + line / down, group);
                    Workers.runStretches(
                            side.lines(), LINES_OF_A_PIECE, (i, last) -> side.pad(g, from, depth, i, last, padded));
                }
                inputsDown(padded, line % down, lines, line - first);
            }
            Workers.run(Winograd.POINTS, point -> {
                float[] inputs = Scratch.WIDE.floats(Winograd.POINTS * inputPoint());
                float[] sums = Scratch.SUMS.floats(Winograd.POINTS * sumPoint());
                inputsAcross(lines, point, end - first, inputs);
                multiply(inputs, weights, group, point, (end - first) * side.tilesAcross(), sums);
                outputsAcross(sums, point, end - first, across);
            });
            for (int line = first; line < end; line++) {
                outputsDown(across, line - first, results, line % down);
                if (line % down == down - 1) {
                    write(results, dx, sizes.inputOffset(image + line / down, group));
                }
            }
        }
    }

    private int inputPoint() {
        return Winograd.pointStep(tiles * depth);
    }

    private int sumPoint() {
        return Winograd.pointStep(tiles * width);
    }

    private int weightPoint() {
        return Winograd.pointStep(depth * width);
    }

    private void inputsDown(float[] padded, int from, float[] lines, int to) {
        int step = side.columns() * depth;
        loops.inputs(
                inputsDown, padded, Winograd.OUTPUTS * from * step, step, lines, to * Winograd.POINTS * step, step);
    }

    private void inputsAcross(float[] lines, int point, int count, float[] inputs) {
        int step = side.columns() * depth;
        for (int line = 0; line < count; line++) {
            int from = (line * Winograd.POINTS + point) * step;
            loops.inputs(inputsAcross, lines, from, depth, inputs, line * side.tilesAcross() * block, inputPoint());
        }
    }

    private void multiply(float[] inputs, float[] weights, int group, int line, int count, float[] sums) {
        for (int point = 0; point < Winograd.POINTS; point++) {
            int right = ((group * Winograd.POINTS + line) * Winograd.POINTS + point) * weightPoint();
            int left = point * inputPoint();
            loops.product(count, depth, width, inputs, left, tiles * block, weights, right, sums, point * sumPoint());
        }
    }

    private void outputsAcross(float[] sums, int point, int count, float[] across) {
        for (int line = 0; line < count; line++) {
            int from = line * side.tilesAcross() * width;
            int to = (line * Winograd.POINTS + point) * side.wide() * width;
            loops.outputs(outputsAcross, sums, from, sumPoint(), across, to, width);
        }
    }

    private void outputsDown(float[] across, int from, float[] results, int to) {
        int step = side.wide() * width;
        loops.outputs(
                outputsDown, across, from * Winograd.POINTS * step, step, results, Winograd.OUTPUTS * to * step, step);
    }

    private void write(float[] results, float[] dx, int start) {
        int stretch = sizes.batch() * sizes.groups() < MANY ? PLANES_OF_A_PIECE : sizes.channels();
        Workers.runStretches(
                sizes.channels(), stretch, (first, end) -> side.write(results, width, first, end, dx, start));
    }

    /** The weights {@code [G, 36, width / columns, depth, columns]} of the products. */
    private float[] weights(float[] w) {
        float[] weights =
                Scratch.POINT_WEIGHTS.floats(sizes.groups() * Winograd.POINTS * Winograd.POINTS * weightPoint());
        int line = Winograd.TAPS * width;
        WinogradWalk down = new WinogradWalk(1, 0, 0, line, block);
        WinogradWalk across = new WinogradWalk(width / columns, columns, depth * columns, columns, block);
        int pieces = (depth + TERMS_OF_A_PIECE - 1) / TERMS_OF_A_PIECE;
        Workers.run(sizes.groups() * pieces, piece -> {
            float[] taps = Scratch.PADDED.floats(Winograd.TAPS * line);
            float[] lines = Scratch.LINES.floats(Winograd.POINTS * line);
            int first = piece % pieces * TERMS_OF_A_PIECE;
            for (int term = first; term < Math.min(depth, first + TERMS_OF_A_PIECE); term++) {
                taps(w, piece / pieces, term, taps);
                // taps are met in reverse order
                loops.weights(down, taps, 2 * line, -line, lines, 0, line);
                for (int point = 0; point < Winograd.POINTS; point++) {
                    int from = point * line + 2 * width;
                    int matrix = (piece / pieces * Winograd.POINTS + point) * Winograd.POINTS;
                    int to = matrix * weightPoint() + term * columns;
                    loops.weights(across, lines, from, -width, weights, to, weightPoint());
                }
            }
        });
        return weights;
    }

    /** The taps {@code [3, 3, width]} of a filter. */
    private void taps(float[] w, int group, int filter, float[] to) {
        int area = Winograd.TAPS * Winograd.TAPS;
        int channels = sizes.channels();
        if (width > channels || filter >= sizes.filters()) {
            Arrays.fill(to, 0, area * width, 0);
        }
        if (filter < sizes.filters()) {
            int start = sizes.weightOffset(group) + filter * channels * area;
            PlaneTransposition.together(w, start, area, channels, area, to, 0, width, width);
        }
    }
}
