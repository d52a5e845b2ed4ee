package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * The gradients of a one by one convolution with strides: of the inputs only those that meet the weight are copied, and those of the same
 * convolution without strides are the gradients, to the same bits.
 */
final class StridedPointwise {

    private final ConvolutionSizes sizes;
    private final ConvolutionSizes dense;

    StridedPointwise(ConvolutionSizes sizes) {
        this.sizes = sizes;
        dense = new ConvolutionSizes(
                sizes.batch(),
                sizes.groups(),
                sizes.channels(),
                sizes.filters(),
                dense(sizes.rows()),
                dense(sizes.columns()));
    }

    private static ConvolutionAxis dense(ConvolutionAxis axis) {
        return new ConvolutionAxis(axis.outputs(), 1, 1, 0, 1, axis.outputs());
    }

    static boolean fits(ConvolutionSizes sizes) {
        return sizes.kernelHeight() == 1
                && sizes.kernelWidth() == 1
                && sizes.padTop() == 0
                && sizes.padLeft() == 0
                && !sizes.hasUnitStride()
                && !sizes.isDepthwise()
                && sizes.outputOffset(1, 0) > 0;
    }

    void inputGradient(Kernels<float[]> kernels, float[] g, float[] w, float[] dx) {
        float[] met = Scratch.SAMPLES.floats(dense.inputSize());
        kernels.convolutionInputGradient(dense, g, w, met);
        eachImage((in, sample) -> {
            Arrays.fill(dx, in, in + sizes.channels() * sizes.pixels(), 0);
            for (int line = 0; line < sizes.channels() * sizes.outHeight(); line++) {
                int from = sample + line * sizes.outWidth();
                int to = in + start(line);
                for (int i = 0; i < sizes.outWidth(); i++) {
                    dx[to + i * sizes.strideWidth()] = met[from + i];
                }
            }
        });
    }

    void weightGradient(Kernels<float[]> kernels, float[] x, float[] g, float[] dw) {
        float[] met = Scratch.SAMPLES.floats(dense.inputSize());
        eachImage((in, sample) -> {
            for (int line = 0; line < sizes.channels() * sizes.outHeight(); line++) {
                int from = in + start(line);
                int to = sample + line * sizes.outWidth();
                for (int i = 0; i < sizes.outWidth(); i++) {
                    met[to + i] = x[from + i * sizes.strideWidth()];
                }
            }
        });
        kernels.convolutionWeightGradient(dense, met, g, dw);
    }

    private interface Image {
        void run(int in, int sample);
    }

    /** Where the inputs of each image and group start, and those that meet the weight. */
    private void eachImage(Image image) {
        Workers.run(sizes.batch() * sizes.groups(), i -> {
            int number = i / sizes.groups();
            int group = i % sizes.groups();
            image.run(sizes.inputOffset(number, group), dense.inputOffset(number, group));
        });
    }

    /** Of a line of outputs of all planes of an image, the first input. */
    private int start(int line) {
        int plane = line / sizes.outHeight();
        return plane * sizes.pixels() + line % sizes.outHeight() * sizes.strideHeight() * sizes.width();
    }
}
