package dev.crema.core.kernel;

import java.util.function.IntBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The outputs and input gradients of {@link Winograd}: the planes that are read are laid side by side, transformed for a few lines of tiles at a
 * time, multiplied with the weights of each point and transformed back.
 *
 * <p>Six points, those of one line of the transform, are multiplied at a time: what they need stays in the cache. Small images go together.
 */
final class WinogradOutputs {

    /** Images below which each one is divided among the threads. */
    private static final int MANY = 8;

    /** Tiles that are worth reading the weights of all points, and tiles times planes whose transforms stay in the second-level cache. */
    private static final int LEAST_TILES = 32;

    private static final int MOST_ELEMENTS = 1 << 12;

    /** Of a batch, the part that may go together. */
    private static final int LEAST_PIECES = 4;

    /** Of a single image, lines that are laid side by side at a time, and planes that are written. */
    private static final int LINES_OF_A_PIECE = 4;

    private static final int PLANES_OF_A_PIECE = 16;

    private final WinogradLoops loops;
    private final ConvolutionSizes sizes;
    private final WinogradSide side;
    private final WinogradWeights weights;

    /** Planes that are read and those of the results, in whole blocks. */
    private final int depth;

    private final int width;
    private final int block;

    /** Lines of tiles of one or more images that are computed at a time, and their tiles, in whole fours. */
    private final int linesAtATime;

    private final int tiles;
    private final int imagesAtATime;
    private final WinogradWalk inputsDown;
    private final WinogradWalk inputsAcross;
    private final WinogradWalk outputsAcross;
    private final WinogradWalk outputsDown;

    private WinogradOutputs(WinogradLoops loops, ConvolutionSizes sizes, WinogradSide side, WinogradWeights weights) {
        this.loops = loops;
        this.sizes = sizes;
        this.side = side;
        this.weights = weights;
        block = loops.block(weights.terms());
        depth = weights.depth();
        width = weights.width();
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

    /** Runs {@code next} over the outputs of each plane as soon as they are computed, on the thread that did it. */
    static void forward(
            WinogradLoops loops,
            ConvolutionSizes sizes,
            float[] x,
            float[] w,
            PackedWeights kept,
            float @Nullable [] bias,
            float[] y,
            Channels.PlaneLoop next) {
        WinogradWeights weights = WinogradWeights.ofInput(loops, sizes);
        new WinogradOutputs(loops, sizes, WinogradSide.ofInput(sizes), weights)
                .run(x, sizes::inputOffset, w, kept, new Results(sizes::outputOffset, bias, y, next));
    }

    static void inputGradient(WinogradLoops loops, ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        WinogradWeights weights = WinogradWeights.ofCotangent(loops, sizes);
        new WinogradOutputs(loops, sizes, WinogradSide.ofCotangent(sizes), weights)
                .run(
                        g,
                        sizes::outputOffset,
                        w,
                        new PackedWeights(),
                        new Results(sizes::inputOffset, null, dx, (channel, first, end) -> {}));
    }

    /** Where results go, what is added to them and what follows. */
    private static final class Results {

        private final IntBinaryOperator offset;
        private final float @Nullable [] bias;
        private final float[] values;
        private final Channels.PlaneLoop next;

        Results(IntBinaryOperator offset, float @Nullable [] bias, float[] values, Channels.PlaneLoop next) {
            this.offset = offset;
            this.bias = bias;
            this.values = values;
            this.next = next;
        }
    }

    private void run(float[] from, IntBinaryOperator in, float[] w, PackedWeights kept, Results to) {
        PackedWeights.Order order = PackedWeights.Order.of(loops.getClass(), sizes);
        float[] packed = kept.get(order, weights.size(), values -> weights.transform(w, values));
        int groups = sizes.groups();
        if (sizes.batch() * groups < MANY) {
            // the loops within share out each image
            for (int i = 0; i < sizes.batch() * groups; i++) {
                images(from, in, i / groups, 1, packed, i % groups, to);
            }
            return;
        }
        int chunks = (sizes.batch() + imagesAtATime - 1) / imagesAtATime;
        Workers.run(chunks * groups, i -> {
            int image = i / groups * imagesAtATime;
            int count = Math.min(imagesAtATime, sizes.batch() - image);
            images(from, in, image, count, packed, i % groups, to);
        });
    }

    /** The results of {@code count} images from {@code image} on. */
    private void images(
            float[] from, IntBinaryOperator in, int image, int count, float[] packed, int group, Results to) {
        int down = side.tilesDown();
        float[] padded = Scratch.PADDED.aligned(side.lines() * side.columns() * depth);
        float[] lines = Scratch.LINES.aligned(linesAtATime * Winograd.POINTS * inputsDown.inner());
        float[] across = Scratch.LANES.aligned(linesAtATime * Winograd.POINTS * outputsDown.inner());
        float[] results = Scratch.EDGE.aligned(Winograd.OUTPUTS * down * outputsDown.inner());
        int all = count * down;
        for (int start = 0; start < all; start += linesAtATime) {
            int first = start;
            int end = Math.min(all, first + linesAtATime);
            for (int line = first; line < end; line++) {
                if (line % down == 0) {
                    int source = in.applyAsInt(image + line / down, group);
                    Workers.runStretches(
                            side.lines(),
                            LINES_OF_A_PIECE,
                            (i, last) -> side.pad(from, source, depth, i, last, padded));
                }
                inputsDown(padded, line % down, lines, line - first);
            }
            Workers.run(Winograd.POINTS, point -> {
                float[] inputs = Scratch.WIDE.aligned(Winograd.POINTS * inputPoint());
                float[] sums = Scratch.SUMS.aligned(Winograd.POINTS * sumPoint());
                inputsAcross(lines, point, end - first, inputs);
                multiply(inputs, packed, group, point, (end - first) * side.tilesAcross(), sums);
                outputsAcross(sums, point, end - first, across);
            });
            for (int line = first; line < end; line++) {
                outputsDown(across, line - first, results, line % down);
                if (line % down == down - 1) {
                    write(results, image + line / down, group, to);
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

    private void inputsDown(float[] padded, int from, float[] lines, int to) {
        int step = side.columns() * depth;
        int source = Scratch.START + Winograd.OUTPUTS * from * step;
        int target = Scratch.START + Winograd.POINTS * to * step;
        loops.inputs(inputsDown, padded, source, step, lines, target, step);
    }

    private void inputsAcross(float[] lines, int point, int count, float[] inputs) {
        int step = side.columns() * depth;
        for (int line = 0; line < count; line++) {
            int from = Scratch.START + (line * Winograd.POINTS + point) * step;
            int to = Scratch.START + line * side.tilesAcross() * block;
            loops.inputs(inputsAcross, lines, from, depth, inputs, to, inputPoint());
        }
    }

    private void multiply(float[] inputs, float[] packed, int group, int line, int count, float[] sums) {
        for (int point = 0; point < Winograd.POINTS; point++) {
            int right = weights.at(group, line, point);
            int left = Scratch.START + point * inputPoint();
            int to = Scratch.START + point * sumPoint();
            loops.product(count, depth, width, inputs, left, tiles * block, packed, right, sums, to);
        }
    }

    private void outputsAcross(float[] sums, int point, int count, float[] across) {
        for (int line = 0; line < count; line++) {
            int from = Scratch.START + line * side.tilesAcross() * width;
            int to = Scratch.START + (line * Winograd.POINTS + point) * side.wide() * width;
            loops.outputs(outputsAcross, sums, from, sumPoint(), across, to, width);
        }
    }

    private void outputsDown(float[] across, int from, float[] results, int to) {
        int step = side.wide() * width;
        int source = Scratch.START + Winograd.POINTS * from * step;
        int target = Scratch.START + Winograd.OUTPUTS * to * step;
        loops.outputs(outputsDown, across, source, step, results, target, step);
    }

    private void write(float[] from, int image, int group, Results to) {
        int planes = weights.results();
        int size = side.results() * side.across();
        int start = to.offset.applyAsInt(image, group);
        int stretch = sizes.batch() * sizes.groups() < MANY ? PLANES_OF_A_PIECE : planes;
        Workers.runStretches(planes, stretch, (first, end) -> {
            side.write(from, width, first, end, to.values, start);
            for (int plane = first; plane < end; plane++) {
                int at = start + plane * size;
                if (to.bias != null) {
                    add(to.bias[group * planes + plane], to.values, at, at + size);
                }
                to.next.run(group * planes + plane, at, at + size);
            }
        });
    }

    private static void add(float bias, float[] values, int from, int to) {
        for (int i = from; i < to; i++) {
            values[i] += bias;
        }
    }
}
