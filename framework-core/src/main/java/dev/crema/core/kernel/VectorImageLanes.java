package dev.crema.core.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Outputs and input gradients of many small images with the Vector API, an image in each lane, to the bits of {@link VectorConvolution}:
 * a block of images goes side by side, position by position. So no lane stays empty, whatever the width of a line, and the taps that meet
 * nothing but zeros, which are the same for all images, are passed over.
 *
 * <p>The price is to turn the images in and the results back.
 */
final class VectorImageLanes {

    /** Images of a block. */
    private static final int IMAGES = VectorTiles.COLUMNS;

    private static final int LANES = VectorTiles.LANES;

    /** Multiply-adds in vectors that take as long as to turn an element, as measured. */
    private static final int WORTH_OF_AN_ELEMENT = 2;

    /** Elements of images that stand side by side at a time, which the second-level cache holds. */
    private static final int MOST_TOGETHER = 1 << 18;

    /** Sums of a tile's rows that are turned back at a time. */
    private static final int MOST_SUMS = 1 << 14;

    /** Elements of an image that are turned back at a time. */
    private static final int APART_AT_A_TIME = 32;

    private static final int MINUS_ZERO = Float.floatToRawIntBits(-0f);

    private static final ThreadLocal<VectorTiles> TILES = ThreadLocal.withInitial(VectorTiles::new);

    private final int batch;
    private final int groups;

    /** Planes of a group that are read, and rows of its result. */
    private final int planes;

    private final int rows;
    private final TapAxis down;
    private final TapAxis across;
    private final TapRanges downRanges;
    private final TapRanges acrossRanges;
    private final VectorWeights weights;

    /** Of each range of column taps, where its packed weights start; at the end, the size of all. */
    private final int[] weightsAt;

    /** Of each range of row taps and of column taps, where the terms meet the first position. */
    private final int[][][] starts;

    private VectorImageLanes(ConvolutionSizes sizes, int planes, int rows, TapAxis down, TapAxis across) {
        batch = sizes.batch();
        groups = sizes.groups();
        this.planes = planes;
        this.rows = rows;
        this.down = down;
        this.across = across;
        downRanges = new TapRanges(down);
        acrossRanges = new TapRanges(across);
        weights = new VectorWeights(rows, planes * down.taps() * across.taps());
        weightsAt = new int[acrossRanges.count() + 1];
        for (int range = 0; range < acrossRanges.count(); range++) {
            weightsAt[range + 1] = weightsAt[range] + groups * packedSize(range);
        }
        starts = new int[downRanges.count()][acrossRanges.count()][];
        Workers.run(downRanges.count(), i -> Arrays.setAll(starts[i], j -> starts(i, j)));
    }

    private static VectorImageLanes ofOutput(ConvolutionSizes sizes) {
        return new VectorImageLanes(
                sizes,
                sizes.channels(),
                sizes.filters(),
                TapAxis.ofInput(sizes.rows()),
                TapAxis.ofInput(sizes.columns()));
    }

    private static VectorImageLanes ofInputGradient(ConvolutionSizes sizes) {
        return new VectorImageLanes(
                sizes,
                sizes.filters(),
                sizes.channels(),
                TapAxis.ofCotangent(sizes.rows(), 0),
                TapAxis.ofCotangent(sizes.columns(), 0));
    }

    /** Of the weights of one group for a range of column taps. */
    private int packedSize(int range) {
        return VectorTiles.paddedRows(rows) * planes * down.taps() * acrossRanges.taps(range);
    }

    private int[] starts(int downRange, int acrossRange) {
        int ofPlane = downRanges.taps(downRange) * acrossRanges.taps(acrossRange);
        int[] result = new int[planes * ofPlane];
        int at = 0;
        for (int r = downRanges.first(downRange); planes > 0 && r < downRanges.end(downRange); r++) {
            for (int s = acrossRanges.first(acrossRange); s < acrossRanges.end(acrossRange); s++) {
                result[at++] = (down.start(r) * across.size + across.start(s)) * IMAGES;
            }
        }
        int toNextPlane = down.size * across.size * IMAGES;
        for (; at < result.length; at++) {
            result[at] = result[at - ofPlane] + toNextPlane;
        }
        return result;
    }

    /** Whether the lanes and taps saved are worth the turns. */
    static boolean fitsOutput(ConvolutionSizes sizes) {
        return fits(
                sizes,
                sizes.inputOffset(1, 0),
                (long) sizes.channels()
                        * new TapRanges(TapAxis.ofInput(sizes.rows())).sum()
                        * new TapRanges(TapAxis.ofInput(sizes.columns())).sum(),
                sizes.filters(),
                VectorLineConvolution.workOfOutput(sizes));
    }

    /** The same for the input gradient. */
    static boolean fitsInputGradient(ConvolutionSizes sizes) {
        return fits(
                sizes,
                sizes.outputOffset(1, 0),
                (long) sizes.filters()
                        * new TapRanges(TapAxis.ofCotangent(sizes.rows(), 0)).sum()
                        * new TapRanges(TapAxis.ofCotangent(sizes.columns(), 0)).sum(),
                sizes.channels(),
                VectorLineConvolution.workOfInputGradient(sizes));
    }

    /**
     * Whether it is.
     *
     * @param taps those of all positions of a row
     * @param otherwise multiply-adds in vectors of an image and group without an image in each lane
     */
    private static boolean fits(ConvolutionSizes sizes, int elements, long taps, int rows, long otherwise) {
        long together = (long) elements * IMAGES;
        if (!sizes.hasUnitStride() || sizes.batch() < LANES || together == 0 || together > MOST_TOGETHER) {
            return false;
        }
        int blocks = (sizes.batch() + IMAGES - 1) / IMAGES;
        long turned = (long) sizes.channels() * sizes.pixels() + (long) sizes.filters() * sizes.positions();
        long ofBlock = taps * VectorTiles.paddedRows(rows) * (IMAGES / LANES) + turned * IMAGES * WORTH_OF_AN_ELEMENT;
        return blocks * ofBlock < sizes.batch() * otherwise;
    }

    /**
     * Whether nobody can tell that taps are passed over, but from the sign of a zero after an underflow: no weight makes NaN of a zero beside
     * the image, and no sum starts from -0, of which a zero makes 0.
     */
    static boolean isExact(ConvolutionSizes sizes, float[] w, float @Nullable [] bias) {
        for (int i = 0; bias != null && i < sizes.groups() * sizes.filters(); i++) {
            if (Float.floatToRawIntBits(bias[i]) == MINUS_ZERO) {
                return false;
            }
        }
        return VectorFinite.all(w, 0, sizes.weightSize());
    }

    static void forward(
            ConvolutionSizes sizes, float[] x, float[] w, PackedWeights kept, float @Nullable [] bias, float[] y) {
        VectorImageLanes own = ofOutput(sizes);
        own.run(x, own.packed(w, kept, sizes, sizes.taps(), Steps.of(1, sizes.taps())), bias, y);
    }

    static void inputGradient(ConvolutionSizes sizes, float[] g, float[] w, float[] dx) {
        VectorImageLanes own = ofInputGradient(sizes);
        int area = sizes.kernelHeight() * sizes.kernelWidth();
        int[] termSteps = TapPlanes.weightsByChannel(sizes, 0, 0);
        own.run(g, own.packed(w, new PackedWeights(), sizes, area, termSteps), null, dx);
    }

    /** The packed weights, of which those that each range of column taps meets follow each other. */
    private float[] packed(float[] w, PackedWeights kept, ConvolutionSizes sizes, int rowStep, int[] termSteps) {
        float[] all = kept.get(
                PackedWeights.Order.of(VectorImageLanes.class, sizes),
                groups * weights.packedSize(),
                into -> weights.pack(w, groups, sizes.weightOffset(1), rowStep, termSteps, into));
        if (acrossRanges.count() == 1 && acrossRanges.taps(0) == across.taps()) {
            return all;
        }
        float[] packed = Scratch.LEFT_FACTOR.floats(weightsAt[acrossRanges.count()]);
        Workers.run(acrossRanges.count(), range -> {
            int first = acrossRanges.first(range);
            int taps = acrossRanges.taps(range);
            int from = 0;
            int to = weightsAt[range];
            for (int group = 0; group < groups; group++) {
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

    /** Elements of an image. */
    private int elements() {
        return groups * planes * down.size * across.size;
    }

    /** Elements of an image's result. */
    private int results() {
        return groups * rows * down.outputs * across.outputs;
    }

    private void run(float[] from, float[] packed, float @Nullable [] bias, float[] to) {
        int blocks = (batch + IMAGES - 1) / IMAGES;
        int atATime = Math.max(1, Math.min(blocks, MOST_TOGETHER / (elements() * IMAGES)));
        float[] together = Scratch.IMAGES.aligned(atATime * elements() * IMAGES);
        for (int first = 0; first < blocks; first += atATime) {
            int some = Math.min(atATime, blocks - first);
            together(from, first, some, together);
            multiply(together, first, some, packed, bias, to);
        }
    }

    private int images(int block) {
        return Math.min(IMAGES, batch - block * IMAGES);
    }

    /** Puts the images of each block side by side, and zeros for those that the last one lacks. */
    private void together(float[] from, int first, int blocks, float[] together) {
        int elements = elements();
        int parts = (VectorPieces.MANY + blocks - 1) / blocks;
        Workers.run(blocks * parts, piece -> {
            int block = piece / parts;
            int begin = (int) ((long) elements * (piece % parts) / parts);
            int end = (int) ((long) elements * (piece % parts + 1) / parts);
            int start = (first + block) * IMAGES * elements + begin;
            int to = Scratch.START + (block * elements + begin) * IMAGES;
            PlaneTransposition.together(
                    from, start, elements, images(first + block), end - begin, together, to, IMAGES, IMAGES);
        });
    }

    private void multiply(
            float[] together, int first, int blocks, float[] packed, float @Nullable [] bias, float[] to) {
        int most = Math.max(1, MOST_SUMS / (VectorTiles.TALL * across.outputs * IMAGES));
        int least = (VectorPieces.MANY + blocks * groups - 1) / (blocks * groups);
        int bands = Math.min(down.outputs, Math.max(least, (down.outputs + most - 1) / most));
        Workers.run(blocks * groups * bands, piece -> {
            int block = piece / (groups * bands);
            int group = piece / bands % groups;
            int line = (int) ((long) down.outputs * (piece % bands) / bands);
            int end = (int) ((long) down.outputs * (piece % bands + 1) / bands);
            int right = Scratch.START + (block * groups + group) * planes * down.size * across.size * IMAGES;
            band(together, right, packed, bias, group, line, end, to, first + block);
        });
    }

    /** The lines {@code line .. end - 1} of all rows of a group, of the images of one block. */
    private void band(
            float[] together,
            int right,
            float[] packed,
            float @Nullable [] bias,
            int group,
            int line,
            int end,
            float[] to,
            int block) {
        int positions = (end - line) * across.outputs;
        float[] sums = Scratch.EDGE.aligned(VectorTiles.TALL * positions * IMAGES);
        VectorTiles tiles =
                TILES.get().startingFrom(weights.firstSums(bias, group * rows)).to(sums, positions * IMAGES);
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
                                    Scratch.START + ((i - line) * across.outputs + column) * IMAGES,
                                    top);
                }
            }
            for (int row = top; row < Math.min(rows, top + tall); row++) {
                int target = block * IMAGES * results() + ((group * rows + row) * down.outputs + line) * across.outputs;
                apart(sums, Scratch.START + (row - top) * positions * IMAGES, positions, images(block), to, target);
            }
        }
        tiles.forget();
    }

    /** Turns the sums of a row back. */
    private void apart(float[] sums, int from, int positions, int images, float[] to, int target) {
        for (int first = 0; first < positions; first += APART_AT_A_TIME) {
            int some = Math.min(APART_AT_A_TIME, positions - first);
            PlaneTransposition.apart(sums, from + first * IMAGES, IMAGES, images, some, to, target + first, results());
        }
    }
}
