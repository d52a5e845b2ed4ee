package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The weight gradient of a convolution with few weights in a group, such as a depthwise one or the first one of a network: each weight
 * is the sum, over lines of the image, of products of a line of cotangents with a line of inputs, which are read as they stand. To lay
 * channels and filters side by side for a matrix product would take longer than the product.
 *
 * <p>Order of summation: output column {@code q} goes to lane {@code q mod 16}; each lane takes one fused multiply-add for its
 * {@code (n, p, q)} in ascending order within a piece of consecutive images (see {@link ImageConvolution}). Then lane {@code i} takes
 * lane {@code i + 8}, {@code i + 4}, {@code i + 2} and {@code i + 1}, and the pieces are added in ascending order.
 */
final class LaneWeightGradient {

    /** Sums of one weight, whatever the width of the vectors. */
    static final int LANES = 16;

    /** Multiply-adds for each input and cotangent up to which it costs more to lay it out for a product. */
    private static final int MOST_PRODUCTS = 44;

    /** Of the lanes that the blocks of a line have, the part that its columns fill. */
    private static final double LEAST_SHARE = 0.75;

    /** Groups of a depthwise convolution whose planes, which are neighbours in memory, are read one after the other. */
    private static final int GROUPS_TOGETHER = 16;

    /** Lanes of so many groups at most, however large their kernels: they stay in the second-level cache. */
    private static final int LANES_TOGETHER = 1 << 16;

    private LaneWeightGradient() {}

    /** Whether all kernels compute the weight gradient of this convolution here; it does not depend on the batch. */
    static boolean fits(ConvolutionSizes sizes) {
        int blocks = (sizes.outWidth() + LANES - 1) / LANES;
        boolean fills = blocks > 0 && sizes.outWidth() >= LEAST_SHARE * blocks * LANES;
        double perElement = (double) sizes.filters() * sizes.taps() / (sizes.channels() + sizes.filters());
        return sizes.isDepthwise()
                || (fills && perElement <= MOST_PRODUCTS && sizes.taps() > sizes.channels() && !RowBlocks.fit(sizes));
    }

    /**
     * Writes the weight gradient.
     *
     * @param weightStep in the lanes that the part adds to, from one weight's lane to the same one of the next weight
     * @param laneStep from one lane of a weight to the next
     * @param imagesAtATime images that the part had better add in one go
     */
    static void run(ConvolutionSizes sizes, float[] dw, int weightStep, int laneStep, int imagesAtATime, Part part) {
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        int groups = sizes.groups();
        int size = sizes.filters() * sizes.taps();
        int together = sizes.isDepthwise() ? groupsTogether(groups, size) : 1;
        int blocks = (groups + together - 1) / together;
        float[] sums = Scratch.SUMS.floats(Math.multiplyExact(chunks * groups, size));
        Workers.run(chunks * blocks, piece -> {
            float[] lanes = Scratch.LANES.aligned(together * size * LANES);
            Arrays.fill(lanes, Scratch.START, Scratch.START + together * size * LANES, 0);
            int chunk = piece / blocks;
            int end = Math.min(sizes.batch(), (chunk + 1) * images);
            int from = piece % blocks * together;
            int to = Math.min(groups, from + together);
            for (int image = chunk * images; image < end; image += imagesAtATime) {
                for (int group = from; group < to; group++) {
                    int last = Math.min(end, image + imagesAtATime);
                    part.add(image, last, group, lanes, Scratch.START + (group - from) * size * LANES);
                }
            }
            for (int i = 0; i < (to - from) * size; i++) {
                int at = Scratch.START + i / size * size * LANES + i % size * weightStep;
                sums[(chunk * groups + from) * size + i] = total(lanes, at, laneStep);
            }
        });
        Arrays.fill(dw, 0, sizes.weightSize(), 0);
        for (int sum = 0; sum < chunks * groups; sum++) {
            int to = sizes.weightOffset(sum % groups);
            for (int i = 0; i < size; i++) {
                dw[to + i] += sums[sum * size + i];
            }
        }
    }

    private static int groupsTogether(int groups, int size) {
        return Math.max(1, Math.min(Math.min(GROUPS_TOGETHER, groups), LANES_TOGETHER / LANES / Math.max(1, size)));
    }

    private static float total(float[] lanes, int at, int step) {
        float first = quarter(lanes, at, step) + quarter(lanes, at + 2 * step, step);
        float second = quarter(lanes, at + step, step) + quarter(lanes, at + 3 * step, step);
        return first + second;
    }

    /** The sum of every fourth lane. */
    private static float quarter(float[] lanes, int at, int step) {
        return (lanes[at] + lanes[at + 8 * step]) + (lanes[at + 4 * step] + lanes[at + 12 * step]);
    }

    /** Adds the images {@code first .. end - 1} of a group to the lanes from {@code lanes[at]} on, {@link #LANES} for each weight. */
    @FunctionalInterface
    interface Part {
        void add(int first, int end, int group, float[] lanes, int at);
    }
}
