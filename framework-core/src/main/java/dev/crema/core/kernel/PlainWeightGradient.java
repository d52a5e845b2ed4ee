package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The weight gradient of a convolution in plain Java, to the bits that {@link ImageConvolution} defines: the product, summed over
 * positions, of the output cotangent with the inputs that the taps meet, as {@link TapLayout} has them.
 */
final class PlainWeightGradient {

    private final BlockProduct product;
    private final ConvolutionSizes sizes;
    private final TapLayout layout;
    private final int paddedHeight;

    private PlainWeightGradient(BlockProduct product, ConvolutionSizes sizes) {
        this.product = product;
        this.sizes = sizes;
        layout = new TapLayout(sizes, sizes.filters());
        paddedHeight = sizes.height() + 2 * sizes.padTop();
    }

    static void run(BlockProduct product, ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        PlainWeightGradient own = new PlainWeightGradient(product, sizes);
        int images = ImageConvolution.pieceImages(sizes.batch());
        int chunks = (sizes.batch() + images - 1) / images;
        int size = sizes.filters() * sizes.taps();
        float[] sums = Scratch.SUMS.floats(Math.multiplyExact(chunks * sizes.groups(), size));
        Workers.run(chunks * sizes.groups(), piece -> {
            int group = piece % sizes.groups();
            int first = piece / sizes.groups() * images;
            Arrays.fill(sums, piece * size, (piece + 1) * size, 0);
            for (int image = first; image < Math.min(sizes.batch(), first + images); image++) {
                own.addImage(
                        x, sizes.inputOffset(image, group), g, sizes.outputOffset(image, group), sums, piece * size);
            }
        });
        own.combine(sums, chunks, dw);
    }

    private void addImage(float[] x, int in, float[] g, int out, float[] sums, int at) {
        float[] inputs = Scratch.PADDED.floats(paddedHeight * layout.line);
        layout.inputs(x, in, paddedHeight, inputs, 0);
        Matrix<float[]> cotangent = Matrix.rowMajor(g, out, sizes.filters(), sizes.positions());
        Matrix<float[]> gradient = Matrix.rowMajor(sums, at, sizes.filters(), sizes.taps());
        product.multiply(
                cotangent,
                (row, from, count, target, to) -> read(inputs, row, from, count, target, to),
                gradient,
                true);
    }

    /** The inputs that the taps {@code [R, stretches, stretch]} meet at a position. */
    private void read(float[] inputs, int position, int from, int count, float[] target, int at) {
        int width = layout.sideBySide;
        int start = position / sizes.outWidth() * sizes.strideHeight() * layout.line
                + position % sizes.outWidth() * sizes.strideWidth() * sizes.channels();
        int end = at + count;
        int stretch = from / width;
        int first = from % width;
        for (int to = at; to < end; stretch++, first = 0) {
            int line = stretch / layout.stretches * sizes.dilationHeight() * layout.line;
            int run = Math.min(width - first, end - to);
            int source = start + line + layout.inputsOf(stretch % layout.stretches) + first;
            System.arraycopy(inputs, source, target, to, run);
            to += run;
        }
    }

    /** Adds the partial sums in the order of the images and puts them into {@code [G, K, C, R, S]}. */
    private void combine(float[] sums, int chunks, float[] dw) {
        int taps = sizes.taps();
        int size = sizes.filters() * taps;
        int width = layout.sideBySide;
        Arrays.fill(dw, 0, sizes.weightSize(), 0);
        for (int piece = 0; piece < chunks * sizes.groups(); piece++) {
            int group = sizes.weightOffset(piece % sizes.groups());
            for (int tap = 0; tap < taps; tap++) {
                int stretch = tap / width;
                int to = group
                        + stretch / layout.stretches * sizes.kernelWidth()
                        + layout.weightOf(stretch % layout.stretches, tap % width);
                for (int k = 0; k < sizes.filters(); k++) {
                    dw[to + k * taps] += sums[piece * size + k * taps + tap];
                }
            }
        }
    }
}
