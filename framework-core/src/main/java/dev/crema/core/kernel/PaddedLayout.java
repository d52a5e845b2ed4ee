package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * Where the planes of an image stand in a zero-padded copy, in which a tap of a kernel is one constant shift.
 *
 * <p>With stride 1, let positions run over the padded width: position {@code i} and tap {@code (plane, r, s)} then meet at
 * {@code i + shift}, whatever row {@code i} lies in. So a row of patches is one stretch of memory. The price is a few positions at
 * each row's end that mean nothing.
 */
final class PaddedLayout {

    private final int planes;
    private final int height;
    private final int width;
    private final int top;
    private final int left;
    private final int paddedHeight;
    private final int paddedWidth;
    private final int[] shifts;

    private PaddedLayout(
            int planes, int height, int width, int top, int left, int paddedHeight, int paddedWidth, int[] shifts) {
        this.planes = planes;
        this.height = height;
        this.width = width;
        this.top = top;
        this.left = left;
        this.paddedHeight = paddedHeight;
        this.paddedWidth = paddedWidth;
        this.shifts = shifts;
    }

    /** Of the input of one image and group: the shift of each tap {@code (c, r, s)} from an output position. */
    static PaddedLayout ofInput(ConvolutionSizes sizes) {
        int height = sizes.height() + 2 * sizes.padTop();
        int width = sizes.width() + 2 * sizes.padLeft();
        return new PaddedLayout(
                sizes.channels(),
                sizes.height(),
                sizes.width(),
                sizes.padTop(),
                sizes.padLeft(),
                height,
                width,
                shifts(sizes, sizes.channels(), height, width, 0, 0, 1));
    }

    /** Of the output cotangent of one image and group: the shift of each tap {@code (k, r, s)} from an input position. */
    static PaddedLayout ofCotangent(ConvolutionSizes sizes) {
        int top = Math.max(0, (sizes.kernelHeight() - 1) * sizes.dilationHeight() - sizes.padTop());
        int left = Math.max(0, (sizes.kernelWidth() - 1) * sizes.dilationWidth() - sizes.padLeft());
        int height = top + Math.max(sizes.height() + sizes.padTop(), sizes.outHeight());
        int width = left + Math.max(sizes.width() + sizes.padLeft(), sizes.outWidth());
        return new PaddedLayout(
                sizes.filters(),
                sizes.outHeight(),
                sizes.outWidth(),
                top,
                left,
                height,
                width,
                shifts(sizes, sizes.filters(), height, width, sizes.padTop() + top, sizes.padLeft() + left, -1));
    }

    /** Of the output cotangent of one image and group, around which stands what {@link #shifts(TapAxis, TapAxis)} meet, whatever the stride. */
    static PaddedLayout ofStridedCotangent(ConvolutionSizes sizes) {
        int top = marginBefore(sizes.rows());
        int left = marginBefore(sizes.columns());
        return new PaddedLayout(
                sizes.filters(),
                sizes.outHeight(),
                sizes.outWidth(),
                top,
                left,
                top + reach(sizes.rows()),
                left + reach(sizes.columns()),
                new int[0]);
    }

    private static int marginBefore(ConvolutionAxis axis) {
        return Math.max(0, ((axis.kernel() - 1) * axis.dilation() - axis.padding()) / axis.stride());
    }

    /** One past the last output position that the first tap meets from an input, be it beyond the outputs. */
    private static int reach(ConvolutionAxis axis) {
        return Math.max(axis.outputs(), (axis.size() - 1 + axis.padding()) / axis.stride() + 1);
    }

    private static int[] shifts(
            ConvolutionSizes sizes, int planes, int height, int width, int firstRow, int firstColumn, int direction) {
        int[] shifts = new int[planes * sizes.kernelHeight() * sizes.kernelWidth()];
        int at = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int r = 0; r < sizes.kernelHeight(); r++) {
                for (int s = 0; s < sizes.kernelWidth(); s++) {
                    int row = plane * height + firstRow + direction * r * sizes.dilationHeight();
                    shifts[at++] = row * width + firstColumn + direction * s * sizes.dilationWidth();
                }
            }
        }
        return shifts;
    }

    /** Size of the copy, with {@code slack} elements and one row more, for positions that mean nothing. */
    int size(int slack) {
        long size = (long) planes * paddedHeight * paddedWidth + paddedWidth + slack;
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "conv2d: expected a padded image of at most " + Integer.MAX_VALUE + " elements, got " + planes
                            + " planes of " + paddedHeight + "x" + paddedWidth + "; use less padding");
        }
        return (int) size;
    }

    int paddedWidth() {
        return paddedWidth;
    }

    /** For each tap, in the order of the kernel, its distance from a position. */
    int[] shifts() {
        return shifts;
    }

    /** The distance of the taps of each plane, row and column that two axes have. */
    int[] shifts(TapAxis down, TapAxis across) {
        int[] result = new int[planes * down.taps() * across.taps()];
        int at = 0;
        for (int plane = 0; plane < planes; plane++) {
            for (int r = 0; r < down.taps(); r++) {
                for (int s = 0; s < across.taps(); s++) {
                    int row = plane * paddedHeight + top + down.start(r);
                    result[at++] = row * paddedWidth + left + across.start(s);
                }
            }
        }
        return result;
    }

    /** Whether a tap of the first plane, seen {@code rows} rows further down, meets a row of the image and not one of its margins. */
    boolean meetsImage(int tap, int rows) {
        int row = shifts[tap] / paddedWidth + rows - top;
        return row >= 0 && row < height;
    }

    /** For each output position, row by row, where it stands in the padded copy of an input, for any stride. */
    int[] offsets(ConvolutionSizes sizes) {
        int[] offsets = new int[sizes.positions()];
        Arrays.setAll(offsets, i -> {
            int row = i / sizes.outWidth() * sizes.strideHeight();
            return row * paddedWidth + i % sizes.outWidth() * sizes.strideWidth();
        });
        return offsets;
    }

    /** Copies the planes that start at {@code from[start]} and puts zeros around them. */
    void copy(float[] from, int start, float[] padded) {
        Arrays.fill(padded, 0, size(0), 0);
        for (int plane = 0; plane < planes; plane++) {
            for (int h = 0; h < height; h++) {
                int source = start + (plane * height + h) * width;
                System.arraycopy(from, source, padded, (plane * paddedHeight + top + h) * paddedWidth + left, width);
            }
        }
    }

    /** The same with loops that write up to a vector beyond the copy. */
    void copy(LineCopy copies, float[] from, int start, float[] padded) {
        for (int plane = 0; plane < planes; plane++) {
            int begin = plane * paddedHeight * paddedWidth;
            int first = begin + top * paddedWidth + left;
            Arrays.fill(padded, begin, first, 0);
            copies.run(from, start + plane * height * width, width, 1, padded, first, paddedWidth, width, height);
            int behind = first + height * paddedWidth;
            Arrays.fill(padded, behind, Math.max(behind, begin + paddedHeight * paddedWidth), 0);
        }
        Arrays.fill(padded, planes * paddedHeight * paddedWidth, size(0), 0);
    }
}
