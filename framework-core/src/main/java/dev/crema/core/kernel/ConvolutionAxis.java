package dev.crema.core.kernel;

/**
 * One axis of a convolution: output {@code p} and tap {@code r} meet at input {@code p·stride + r·dilation - padding}.
 *
 * @param size input positions
 * @param kernel taps
 * @param outputs output positions
 */
public record ConvolutionAxis(int size, int kernel, int stride, int padding, int dilation, int outputs) {

    /** First output whose tap lies inside the input. */
    int firstOutput(int tap) {
        return ceilDivide(padding - tap * dilation, stride);
    }

    /** One past the last output whose tap lies inside the input; at least {@link #firstOutput}. */
    int endOutput(int tap) {
        int end = Math.min(outputs, ceilDivide(size + padding - tap * dilation, stride));
        return Math.max(end, firstOutput(tap));
    }

    private static int ceilDivide(int value, int divisor) {
        return value <= 0 ? 0 : (value + divisor - 1) / divisor;
    }
}
