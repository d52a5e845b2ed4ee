package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * Input gradients of many small images with the Vector API, an image in each lane, to the bits of {@link VectorConvolution}: the
 * cotangents of a block of images go side by side, position by position. So no lane stays empty, whatever the width of a line, and the taps
 * that meet no cotangent, which are the same for all images, are passed over.
 *
 * <p>The price is to turn cotangents and gradients: as measured, two to three multiply-adds in vectors for each of their elements.
 */
final class VectorImageLanes {

    /** Images of a block. */
    private static final int IMAGES = VectorTiles.COLUMNS;

    private static final int LANES = VectorTiles.LANES;

    /** Multiply-adds in vectors that take as long as to turn an element, so reckoned that the choice pays off elsewhere too. */
    private static final int WORTH_OF_AN_ELEMENT = 3;

    /** Elements of the cotangents that stand side by side at a time, which the second-level cache holds. */
    private static final int MOST_TOGETHER = 1 << 18;

    /** Sums of a tile's rows that are turned back at a time. */
    private static final int MOST_SUMS = 1 << 14;

    /** Elements of an image that are turned back at a time. */
    private static final int APART_AT_A_TIME = 32;

    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);

    private final ConvolutionSizes sizes;
    private final int planes;
    private final int rows;
    private final TapAxis down;
    private final TapAxis across;
    private final TapRanges downRanges;
    private final TapRanges acrossRanges;

    /** Cotangents of an image. */
    private final int elements;

    /** Of each range of column taps, where its packed weights start; at the end, the size of all. */
    private final int[] weightsAt;

    /** Of each range of row taps and of column taps, where the terms meet the first position. */
    private final int[][][] starts;

    private VectorImageLanes(ConvolutionSizes sizes) {
        this.sizes = sizes;
        planes = sizes.filters();
        rows = sizes.channels();
        down = TapAxis.ofCotangent(sizes.rows(), 0);
        across = TapAxis.ofCotangent(sizes.columns(), 0);
        downRanges = new TapRanges(down);
        acrossRanges = new TapRanges(across);
        elements = sizes.outputOffset(1, 0);
        weightsAt = new int[acrossRanges.count() + 1];
        for (int range = 0; range < acrossRanges.count(); range++) {
            weightsAt[range + 1] = weightsAt[range] + sizes.groups() * packedSize(range);
        }
        starts = new int[downRanges.count()][acrossRanges.count()][];
        Workers.run(downRanges.count(), i -> Arrays.setAll(starts[i], j -> starts(i, j)));
    }

    /** Of the weights of one group for a range of column taps. */
    private int packedSize(int range) {
        return VectorTiles.paddedRows(rows) * planes * down.taps() * acrossRanges.taps(range);
    }

    private int[] starts(int downRange, int acrossRange) {
        int[] result = new int[planes * downRanges.taps(downRange) * acrossRanges.taps(acrossRange)];
        int at = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int r = downRanges.first(downRange); r < downRanges.end(downRange); r++) {
                int line = (plane * down.size + down.start(r)) * across.size;
                for (int s = acrossRanges.first(acrossRange); s < acrossRanges.end(acrossRange); s++) {
                    result[at++] = (line + across.start(s)) * IMAGES;
                }
            }
        }
        return result;
    }

    /** Whether the lanes and taps saved are worth the turns. */
    static boolean fits(ConvolutionSizes sizes) {
        long together = (long) sizes.outputOffset(1, 0) * IMAGES;
        if (!sizes.hasUnitStride() || sizes.batch() < LANES || together == 0 || together > MOST_TOGETHER) {
            return false;
        }
        long blocks = (sizes.batch() + IMAGES - 1) / IMAGES;
        long taps = (long) new TapRanges(TapAxis.ofCotangent(sizes.rows(), 0)).sum()
                * new TapRanges(TapAxis.ofCotangent(sizes.columns(), 0)).sum()
                * sizes.filters();
        long turned = (long) sizes.filters() * sizes.positions() + (long) sizes.channels() * sizes.pixels();
        long ofBlock = 2 * taps * VectorTiles.paddedRows(sizes.channels()) + WORTH_OF_AN_ELEMENT * IMAGES * turned;
        return blocks * ofBlock < sizes.batch() * VectorLineConvolution.workOfInputGradient(sizes);
    }

    static void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        VectorImageLanes own = new VectorImageLanes(sizes);
        own.run(g, own.packed(w), dx);
    }

    /** The weights, packed for each range of column taps. */
    private float[] packed(float[] w) {
        VectorWeights weights = new VectorWeights(rows, planes * down.taps() * across.taps());
        float[] all = Scratch.LEFT_FACTOR.floats(sizes.groups() * weights.packedSize());
        int area = sizes.kernelHeight() * sizes.kernelWidth();
        weights.pack(w, sizes.groups(), sizes.weightOffset(1), area, TapPlanes.weightsByChannel(sizes, 0, 0), all);
        float[] packed = Scratch.WEIGHTS.floats(weightsAt[acrossRanges.count()]);
        Workers.run(acrossRanges.count(), range -> {
            int first = acrossRanges.first(range);
            int taps = acrossRanges.taps(range);
            int from = 0;
            int to = weightsAt[range];
            for (int group = 0; group < sizes.groups(); group++) {
                for (int top = 0, tall; top < rows; top += tall) {
                    tall = VectorTiles.rowsOfNext(rows - top);
                    for (int line = 0; line < planes * down.taps(); line++) {
                        System.arraycopy(all, from + first * tall, packed, to, taps * tall);
                        from += across.taps() * tall;
                        to += taps * tall;
                    }
                }
            }
        });
        return packed;
    }

    private void run(float[] g, float[] packed, float[] dx) {
        int blocks = (sizes.batch() + IMAGES - 1) / IMAGES;
        int atATime = Math.max(1, Math.min(blocks, MOST_TOGETHER / (elements * IMAGES)));
        float[] together = Scratch.SAMPLES.floats(atATime * elements * IMAGES);
        for (int first = 0; first < blocks; first += atATime) {
            int some = Math.min(atATime, blocks - first);
            together(g, first, some, together);
            multiply(together, first, some, packed, dx);
        }
    }

    private int images(int block) {
        return Math.min(IMAGES, sizes.batch() - block * IMAGES);
    }

    /** Puts the cotangents of each block side by side, with zeros for images that the last one lacks. */
    private void together(float[] g, int first, int blocks, float[] together) {
        int parts = (VectorPieces.MANY + blocks - 1) / blocks;
        Workers.run(blocks * parts, piece -> {
            int block = piece / parts;
            int begin = (int) ((long) elements * (piece % parts) / parts);
            int end = (int) ((long) elements * (piece % parts + 1) / parts);
            int from = (first + block) * IMAGES * elements + begin;
            int to = (block * elements + begin) * IMAGES;
            PlaneTransposition.together(
                    g, from, elements, images(first + block), end - begin, together, to, IMAGES, IMAGES);
        });
    }

    private void multiply(float[] together, int first, int blocks, float[] packed, float[] dx) {
        int most = Math.max(1, MOST_SUMS / (VectorTiles.TALL * across.outputs * IMAGES));
        int least = (VectorPieces.MANY + blocks * sizes.groups() - 1) / (blocks * sizes.groups());
        int bands = Math.min(down.outputs, Math.max(least, (down.outputs + most - 1) / most));
        Workers.run(blocks * sizes.groups() * bands, piece -> {
            int block = piece / (sizes.groups() * bands);
            int group = piece / bands % sizes.groups();
            int line = (int) ((long) down.outputs * (piece % bands) / bands);
            int end = (int) ((long) down.outputs * (piece % bands + 1) / bands);
            int right = (block * elements + sizes.outputOffset(0, group)) * IMAGES;
            band(together, right, packed, group, line, end, dx, first + block);
        });
    }

    /** The lines {@code line .. end - 1} of all channels of a group, of the images of one block. */
    private void band(
            float[] together, int right, float[] packed, int group, int line, int end, float[] dx, int block) {
        int positions = (end - line) * across.outputs;
        float[] sums = Scratch.EDGE.floats(VectorTiles.TALL * positions * IMAGES);
        VectorTiles tiles = TILES.get().startingFromZero().to(sums, positions * IMAGES);
        for (int top = 0, tall; top < rows; top += tall) {
            tall = VectorTiles.rowsOfNext(rows - top);
            for (int column = 0; column < across.outputs; column++) {
                int acrossRange = acrossRanges.of(column);
                int taps = acrossRanges.taps(acrossRange);
                int left = weightsAt[acrossRange] + group * packedSize(acrossRange) + top * planes * down.taps() * taps;
                for (int i = line; i < end; i++) {
                    int downRange = downRanges.of(i);
                    int[] terms = starts[downRange][acrossRange];
                    int ofPlane = downRanges.taps(downRange) * taps;
                    tiles.terms(terms.length)
                            .right(together, terms)
                            .left(packed, tall, ofPlane, (down.taps() * taps - ofPlane) * tall)
                            .tile(
                                    tall,
                                    IMAGES,
                                    left + downRanges.first(downRange) * taps * tall,
                                    right + (i * across.size + column) * IMAGES,
                                    ((i - line) * across.outputs + column) * IMAGES);
                }
            }
            for (int row = top; row < Math.min(rows, top + tall); row++) {
                int to = sizes.inputOffset(block * IMAGES, group) + (row * down.outputs + line) * across.outputs;
                apart(sums, (row - top) * positions * IMAGES, positions, images(block), dx, to);
            }
        }
        tiles.forget();
    }

    /** Turns the sums of a row back. */
    private void apart(float[] sums, int from, int positions, int images, float[] dx, int to) {
        int step = sizes.inputOffset(1, 0);
        for (int first = 0; first < positions; first += APART_AT_A_TIME) {
            int some = Math.min(APART_AT_A_TIME, positions - first);
            PlaneTransposition.apart(sums, from + first * IMAGES, IMAGES, images, some, dx, to + first, step);
        }
    }
}
