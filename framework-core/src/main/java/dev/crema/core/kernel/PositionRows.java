package dev.crema.core.kernel;

/** Row {@code (p, q)}, column {@code (c, r, s)}: the transpose of {@link PatchRows}. */
final class PositionRows implements Rows {

    private final ConvolutionSizes sizes;
    private final float[] x;
    private final int start;

    PositionRows(ConvolutionSizes sizes, float[] x, int start) {
        this.sizes = sizes;
        this.x = x;
        this.start = start;
    }

    @Override
    public void read(int row, int from, int count, float[] target, int at) {
        int top = row / sizes.outWidth() * sizes.strideHeight() - sizes.padTop();
        int left = row % sizes.outWidth() * sizes.strideWidth() - sizes.padLeft();
        int kernelWidth = sizes.kernelWidth();
        int s = from % kernelWidth;
        int r = from / kernelWidth % sizes.kernelHeight();
        int c = from / (kernelWidth * sizes.kernelHeight());
        int done = at;
        while (done < at + count) {
            int run = Math.min(kernelWidth - s, at + count - done);
            int h = top + r * sizes.dilationHeight();
            boolean inside = h >= 0 && h < sizes.height();
            int line = start + (c * sizes.height() + h) * sizes.width();
            for (int i = 0; i < run; i++) {
                int w = left + (s + i) * sizes.dilationWidth();
                target[done + i] = inside && w >= 0 && w < sizes.width() ? x[line + w] : 0;
            }
            done += run;
            s = 0;
            if (++r == sizes.kernelHeight()) {
                r = 0;
                c++;
            }
        }
    }
}
