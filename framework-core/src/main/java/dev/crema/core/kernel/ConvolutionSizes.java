package dev.crema.core.kernel;

/**
 * The sizes of a grouped 2-D cross-correlation with zero padding.
 *
 * <p>Input {@code [N, G·C, H, W]}, weight {@code [G, K, C, R, S]}, bias {@code [G·K]}, output {@code [N, G·K, P, Q]}, where
 * {@code C} and {@code K} count the channels and filters of one group. Input and cotangent outside the image are zero. Whether such a
 * zero is multiplied, which shows if what it meets is infinite or NaN, is left to the loops.
 */
public record ConvolutionSizes(
        int batch, int groups, int channels, int filters, ConvolutionAxis rows, ConvolutionAxis columns) {

    int height() {
        return rows.size();
    }

    int width() {
        return columns.size();
    }

    int kernelHeight() {
        return rows.kernel();
    }

    int kernelWidth() {
        return columns.kernel();
    }

    int strideHeight() {
        return rows.stride();
    }

    int strideWidth() {
        return columns.stride();
    }

    int padTop() {
        return rows.padding();
    }

    int padLeft() {
        return columns.padding();
    }

    int dilationHeight() {
        return rows.dilation();
    }

    int dilationWidth() {
        return columns.dilation();
    }

    int outHeight() {
        return rows.outputs();
    }

    int outWidth() {
        return columns.outputs();
    }

    /** Taps of one filter: {@code C·R·S}. */
    int taps() {
        return channels * kernelHeight() * kernelWidth();
    }

    /** Output positions of one filter: {@code P·Q}. */
    int positions() {
        return outHeight() * outWidth();
    }

    /** Input positions of one channel: {@code H·W}. */
    int pixels() {
        return height() * width();
    }

    boolean isDepthwise() {
        return channels == 1 && groups > 1;
    }

    boolean hasUnitStride() {
        return rows.stride() == 1 && columns.stride() == 1;
    }

    int inputOffset(int image, int group) {
        return (image * groups + group) * channels * pixels();
    }

    int outputOffset(int image, int group) {
        return (image * groups + group) * filters * positions();
    }

    int weightOffset(int group) {
        return group * filters * taps();
    }

    int inputSize() {
        return inputOffset(batch, 0);
    }

    int weightSize() {
        return weightOffset(groups);
    }

    /** First output column whose tap {@code s} lies inside the image. */
    int firstColumn(int s) {
        return columns.firstOutput(s);
    }

    /** One past the last output column whose tap {@code s} lies inside the image; at least {@link #firstColumn}. */
    int endColumn(int s) {
        return columns.endOutput(s);
    }
}
