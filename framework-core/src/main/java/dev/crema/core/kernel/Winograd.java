package dev.crema.core.kernel;

/**
 * Winograd's minimal filtering F(4x4, 3x3): sixteen outputs of a convolution with three by three taps and unit strides for thirty-six products
 * instead of 144 (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016), at the points 0, ±3/4, ±3/2 and
 * infinity along both axes.
 *
 * <p>A tile of four by four outputs meets six by six inputs. Of inputs {@code d}, weights {@code g}, cotangents {@code h} and sums {@code m} along one
 * axis come, with {@code s1 = m1 + m2}, {@code d1 = m1 - m2}, {@code s2 = m3 + m4} and {@code d2 = m3 - m4},
 *
 * <pre>
 *   point   inputs                                     weights                                  cotangents
 *     0     d4 - 45/16 d2 + 81/64 d0                   64/81 g0                                 h0
 *    ±3/4   (d4 - 9/4 d2) ± 3/4 (d3 - 9/4 d1)          -128/243 ((g0 + 9/16 g2) ± 3/4 g1)       (h0 + 9/16 h2) ± 3/4 (h1 + 9/16 h3)
 *    ±3/2   (d4 - 9/16 d2) ± 3/2 (d3 - 9/16 d1)        32/243 ((g0 + 9/4 g2) ± 3/2 g1)          (h0 + 9/4 h2) ± 3/2 (h1 + 9/4 h3)
 *     ∞     d5 - 45/16 d3 + 81/64 d1                   g2                                       h3
 *
 *   outputs           m0 + s1 + s2,   3/4 d1 + 3/2 d2,   9/16 s1 + 9/4 s2,   27/64 d1 + 27/8 d2 + m5
 *   weight gradients  64/81 m0 - 128/243 s1 + 32/243 s2,   -32/81 d1 + 16/81 d2,   -8/27 s1 + 8/27 s2 + m5
 * </pre>
 *
 * <p>Inputs, weights and cotangents are transformed down the columns first and then along the lines, sums along the lines first. Sums of outputs and
 * input gradients take one fused multiply-add for each plane, in ascending order; those of weight gradients one for each tile of some
 * consecutive images, line by line, and the gradients of these are added in the order of the images.
 *
 * <p>The factors of weights are rounded, so small whole numbers do not give exact results. Errors are some two times those of direct sums, see
 * {@code docs/accuracy.md}. What is infinite makes NaN of results that would be infinite.
 */
final class Winograd {

    /** Points along an axis. */
    static final int POINTS = 6;

    static final int TAPS = 3;

    /** Outputs of a tile along an axis. */
    static final int OUTPUTS = 4;

    static final float NEAR = RowQuads.NEAR;
    static final float FAR = RowQuads.FAR;
    static final float NEAR_SQUARE = RowQuads.NEAR_SQUARE;
    static final float FAR_SQUARE = RowQuads.FAR_SQUARE;
    static final float NEAR_CUBE = NEAR * NEAR_SQUARE;
    static final float FAR_CUBE = FAR * FAR_SQUARE;

    /** The factors of weights at each point, times the powers of the point. */
    static final float SCALE_ZERO = 64 / 81f;

    static final float SCALE_NEAR = -128 / 243f;
    static final float SCALE_FAR = 32 / 243f;
    static final float SCALED_NEAR = -32 / 81f;
    static final float SCALED_FAR = 16 / 81f;
    static final float SCALED_NEAR_SQUARE = -8 / 27f;
    static final float SCALED_FAR_SQUARE = 8 / 27f;

    /** Channels and filters from which the products saved are worth the transforms, and of both together, as measured. */
    private static final int LEAST_PLANES = 32;

    private static final int LEAST_WEIGHTS = 32 * 64;

    /**
     * Results of a line from which {@link RowQuads} compute them as fast, at smaller errors, and pairs of a channel and a filter from which tiles are
     * faster for all lines.
     */
    private static final int WIDE = 16;

    private static final int MANY_WEIGHTS = 64 * 128;

    /** Tiles that a part of a weight gradient has at least, where the batch has so many: with fewer it would be mostly loading and storing. */
    private static final int LEAST_TILES = 64;

    /** Parts of a weight gradient that are in memory at a time, at most. */
    private static final int MOST_PARTS = 8;

    /** More than what a count is rounded up by. */
    private static final int VECTOR = 32;

    /** Elements between the matrices of two points: a cache line, lest all of them meet in the same sets of a cache. */
    private static final int GAP = 16;

    private Winograd() {}

    /** Whether all kernels compute the outputs of this convolution by tiles; it does not depend on the batch. */
    static boolean fitsOutputs(ConvolutionSizes sizes) {
        return fitsResults(sizes, sizes.outWidth());
    }

    /** Whether all kernels compute the input gradient of this convolution by tiles; it does not depend on the batch. */
    static boolean fitsInputGradient(ConvolutionSizes sizes) {
        return fitsResults(sizes, sizes.width());
    }

    private static boolean fitsResults(ConvolutionSizes sizes, int line) {
        boolean isWorthTransforms = line < WIDE || (long) sizes.channels() * sizes.filters() >= MANY_WEIGHTS;
        return isWorthTransforms && fitsWeightGradient(sizes);
    }

    /** Whether all kernels compute the weight gradient of this convolution by tiles; it does not depend on the batch. */
    static boolean fitsWeightGradient(ConvolutionSizes sizes) {
        return RowBlocks.fit(sizes)
                && sizes.kernelWidth() == TAPS
                && sizes.dilationWidth() == 1
                && Math.max(sizes.padTop(), sizes.padLeft()) < TAPS
                && Math.min(sizes.channels(), sizes.filters()) >= LEAST_PLANES
                && (long) sizes.channels() * sizes.filters() >= LEAST_WEIGHTS
                && Math.min(sizes.width(), sizes.outWidth()) >= OUTPUTS
                && copiesFit(sizes);
    }

    /** Whether the weights of all points, the parts of a weight gradient and the lines of an image are no more than an array can hold. */
    private static boolean copiesFit(ConvolutionSizes sizes) {
        double channels = sizes.channels() + VECTOR;
        double filters = sizes.filters() + VECTOR;
        double weights = sizes.groups() * (channels * filters + VECTOR);
        double width = Math.max(sizes.width(), sizes.outWidth()) + 4.0 * TAPS;
        double height = Math.max(sizes.height(), sizes.outHeight()) + 4.0 * TAPS;
        double planes = Math.max(channels, filters);
        return Math.max(POINTS * POINTS, MOST_PARTS * TAPS * TAPS) * weights < Integer.MAX_VALUE
                && planes * height * width < Integer.MAX_VALUE
                && POINTS * planes * (LEAST_TILES * OUTPUTS * OUTPUTS + width * OUTPUTS) * 2 < Integer.MAX_VALUE;
    }

    /** Consecutive images whose part of the weight gradient is summed at once. */
    static int imagesOfAPart(ConvolutionSizes sizes) {
        WinogradSide side = WinogradSide.ofInput(sizes);
        int enough = LEAST_TILES / (side.tilesDown() * side.tilesAcross());
        return Math.max(ImageConvolution.pieceImages(sizes.batch()), enough);
    }

    /** {@code count} or more, in whole blocks. */
    static int whole(int count, int block) {
        return (count + block - 1) / block * block;
    }

    /** From the matrix of one point to that of the next, of {@code size} elements each. */
    static int pointStep(int size) {
        return size + GAP;
    }
}
