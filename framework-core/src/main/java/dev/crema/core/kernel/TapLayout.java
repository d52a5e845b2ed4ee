package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * How weight gradients lay out inputs and cotangents: channels innermost, so that the inputs of neighbouring channels and column taps
 * stand side by side at each position.
 */
final class TapLayout {

    private final ConvolutionSizes sizes;

    /** Elements of a padded line of inputs. */
    final int line;

    /** Rows of the gradient whose inputs stand side by side: channels, times column taps unless these are dilated. */
    final int sideBySide;

    /** Such stretches in one row of taps. */
    final int stretches;

    /** From one row of sums, and from one position of cotangents, to the next. */
    final int filterStride;

    TapLayout(ConvolutionSizes sizes, int filterStride) {
        this.sizes = sizes;
        this.filterStride = filterStride;
        line = (sizes.width() + 2 * sizes.padLeft()) * sizes.channels();
        boolean joined = sizes.dilationWidth() == 1;
        sideBySide = joined ? sizes.channels() * sizes.kernelWidth() : sizes.channels();
        stretches = joined ? 1 : sizes.kernelWidth();
    }

    /** How far the inputs of a stretch are from those of the first one. */
    int inputsOf(int stretch) {
        return stretch * sizes.dilationWidth() * sizes.channels();
    }

    /** Where in {@code [C, R, S]} the first row tap of a row of sums stands. */
    int weightOf(int stretch, int row) {
        int c = row % sizes.channels();
        int s = stretches == 1 ? row / sizes.channels() : stretch;
        return c * sizes.kernelHeight() * sizes.kernelWidth() + s;
    }

    /** {@code [C, H, W]} as zero-padded {@code [lines, W + 2·padding, C]}, the padding above the image included. */
    void inputs(float[] x, int start, int lines, float[] to, int at) {
        int channels = sizes.channels();
        int left = sizes.padLeft() * channels;
        int above = Math.min(sizes.padTop(), lines);
        int inside = Math.min(sizes.height(), lines - above);
        ReadAhead.image(x, start, channels * sizes.pixels());
        Arrays.fill(to, at, at + above * line, 0);
        for (int h = 0; h < inside; h++) {
            int first = at + (above + h) * line;
            Arrays.fill(to, first, first + left, 0);
            int row = start + h * sizes.width();
            PlaneTransposition.together(
                    x, row, sizes.pixels(), channels, sizes.width(), to, first + left, channels, channels);
            Arrays.fill(to, first + line - left, first + line, 0);
        }
        Arrays.fill(to, at + (above + inside) * line, at + lines * line, 0);
    }

    /** {@code [K, P, Q]} as {@code [P, Q, filterStride]}. */
    void cotangents(float[] g, int start, float[] to, int at) {
        int positions = sizes.positions();
        ReadAhead.image(g, start, sizes.filters() * positions);
        PlaneTransposition.together(
                g, start, positions, sizes.filters(), positions, to, at, filterStride, filterStride);
    }
}
