package dev.crema.core.kernel;

/**
 * The sizes of a grouped 2-D cross-correlation with zero padding.
 *
 * <p>Input {@code [N, G·C, H, W]}, weight {@code [G, K, C, R, S]}, bias {@code [G·K]}, output {@code [N, G·K, P, Q]}, where
 * {@code C} and {@code K} count the channels and filters of one group. Output {@code (p, q)} and tap {@code (r, s)} meet at input
 * row {@code p·strideHeight + r·dilationHeight - padTop} and the column alike; input outside the image is zero.
 */
public record ConvolutionSizes(
        int batch,
        int groups,
        int channels,
        int filters,
        int height,
        int width,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int padTop,
        int padLeft,
        int dilationHeight,
        int dilationWidth,
        int outHeight,
        int outWidth) {

    /** Taps of one filter: {@code C·R·S}. */
    int taps() {
        return channels * kernelHeight * kernelWidth;
    }

    /** Output positions of one filter: {@code P·Q}. */
    int positions() {
        return outHeight * outWidth;
    }

    /** Input positions of one channel: {@code H·W}. */
    int pixels() {
        return height * width;
    }

    boolean isDepthwise() {
        return channels == 1 && groups > 1;
    }

    boolean hasUnitStride() {
        return strideHeight == 1 && strideWidth == 1;
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
        return ceilDivide(padLeft - s * dilationWidth, strideWidth);
    }

    /** One past the last output column whose tap {@code s} lies inside the image; at least {@link #firstColumn}. */
    int endColumn(int s) {
        int end = Math.min(outWidth, ceilDivide(width + padLeft - s * dilationWidth, strideWidth));
        return Math.max(end, firstColumn(s));
    }

    private static int ceilDivide(int value, int divisor) {
        return value <= 0 ? 0 : (value + divisor - 1) / divisor;
    }
}
