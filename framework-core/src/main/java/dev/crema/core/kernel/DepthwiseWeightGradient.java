package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The weight gradient of a depthwise convolution, a plane at a time.
 *
 * <p>Order of summation: output column {@code q} goes to lane {@code q mod 16}; each lane takes one fused multiply-add for its
 * {@code (n, p, q)} in ascending order within a piece of consecutive images (see {@link ImageConvolution}). Then lane {@code i} takes
 * lane {@code i + 8}, {@code i + 4}, {@code i + 2} and {@code i + 1}, and the pieces are added in ascending order.
 */
final class DepthwiseWeightGradient {

    /** Sums of one weight, whatever the width of the vectors. */
    static final int LANES = 16;

    private DepthwiseWeightGradient() {}

    static void run(ConvolutionSizes sizes, float[] x, float[] g, float[] dw, ImagePart part) {
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        int size = sizes.filters() * sizes.taps();
        float[] sums = Scratch.SUMS.floats(Math.multiplyExact(chunks * sizes.groups(), size));
        Workers.run(chunks * sizes.groups(), piece -> {
            float[] lanes = Scratch.LANES.floats(size * LANES);
            Arrays.fill(lanes, 0, size * LANES, 0);
            int group = piece % sizes.groups();
            int first = piece / sizes.groups() * images;
            for (int image = first; image < Math.min(sizes.batch(), first + images); image++) {
                part.add(x, sizes.inputOffset(image, group), g, sizes.outputOffset(image, group), lanes);
            }
            for (int i = 0; i < size; i++) {
                sums[piece * size + i] = total(lanes, i * LANES);
            }
        });
        Arrays.fill(dw, 0, sizes.weightSize(), 0);
        for (int piece = 0; piece < chunks * sizes.groups(); piece++) {
            int to = sizes.weightOffset(piece % sizes.groups());
            for (int i = 0; i < size; i++) {
                dw[to + i] += sums[piece * size + i];
            }
        }
    }

    private static float total(float[] lanes, int at) {
        for (int width = LANES / 2; width >= 1; width /= 2) {
            for (int i = 0; i < width; i++) {
                lanes[at + i] += lanes[at + i + width];
            }
        }
        return lanes[at];
    }

    /** Adds one image's and group's part to {@code lanes}, {@link #LANES} for each weight. */
    @FunctionalInterface
    interface ImagePart {
        void add(float[] x, int in, float[] g, int out, float[] lanes);
    }
}
