package dev.crema.core.kernel;

/**
 * Zero-padded copies of an image's planes, in which a tap of a kernel is one constant shift.
 *
 * <p>With stride 1, let positions run over the padded width: position {@code i} and tap {@code (plane, r, s)} then meet at
 * {@code i + shift}, whatever row {@code i} lies in. So a row of patches is one stretch of memory. The price is a few positions at
 * each row's end that mean nothing.
 */
final class ShiftedPlanes implements Rows {

    private final float[] padded;
    private final int[] shifts;
    private final int paddedWidth;

    private ShiftedPlanes(float[] padded, int[] shifts, int paddedWidth) {
        this.padded = padded;
        this.shifts = shifts;
        this.paddedWidth = paddedWidth;
    }

    /** The input of one image and group, row {@code (c, r, s)}, columns over output rows of the padded input width. */
    static ShiftedPlanes ofInput(ConvolutionSizes sizes, float[] x, int start) {
        int height = sizes.height() + 2 * sizes.padTop();
        int width = sizes.width() + 2 * sizes.padLeft();
        float[] padded = pad(
                x,
                start,
                sizes.channels(),
                sizes.height(),
                sizes.width(),
                sizes.padTop(),
                sizes.padLeft(),
                height,
                width);
        int[] shifts = shifts(sizes, sizes.channels(), height, width, 0, 0, 1);
        return new ShiftedPlanes(padded, shifts, width);
    }

    /** The output cotangent of one image and group, row {@code (k, r, s)}, columns over input rows of the padded width. */
    static ShiftedPlanes ofCotangent(ConvolutionSizes sizes, float[] g, int start) {
        int top = Math.max(0, (sizes.kernelHeight() - 1) * sizes.dilationHeight() - sizes.padTop());
        int left = Math.max(0, (sizes.kernelWidth() - 1) * sizes.dilationWidth() - sizes.padLeft());
        int height = top + Math.max(sizes.height() + sizes.padTop(), sizes.outHeight());
        int width = left + Math.max(sizes.width() + sizes.padLeft(), sizes.outWidth());
        float[] padded = pad(g, start, sizes.filters(), sizes.outHeight(), sizes.outWidth(), top, left, height, width);
        int[] shifts = shifts(sizes, sizes.filters(), height, width, sizes.padTop() + top, sizes.padLeft() + left, -1);
        return new ShiftedPlanes(padded, shifts, width);
    }

    private static float[] pad(
            float[] from, int start, int planes, int height, int width, int top, int left, int toHeight, int toWidth) {
        // one row more, so that the meaningless positions of the last row stay inside
        float[] padded = new float[planes * toHeight * toWidth + toWidth];
        for (int plane = 0; plane < planes; plane++) {
            for (int h = 0; h < height; h++) {
                int source = start + (plane * height + h) * width;
                System.arraycopy(from, source, padded, (plane * toHeight + top + h) * toWidth + left, width);
            }
        }
        return padded;
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

    int paddedWidth() {
        return paddedWidth;
    }

    @Override
    public void read(int row, int from, int count, float[] target, int at) {
        System.arraycopy(padded, shifts[row] + from, target, at, count);
    }

    /** The transpose for one position: what all taps meet there. */
    void readTaps(int position, int from, int count, float[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = padded[shifts[from + i] + position];
        }
    }
}
