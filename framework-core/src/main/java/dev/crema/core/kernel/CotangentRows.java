package dev.crema.core.kernel;

import java.util.Arrays;

/** Row {@code (k, r, s)}, column {@code (h, w)}: the output cotangent that input {@code (h, w)} feeds through tap {@code (r, s)}. */
final class CotangentRows implements Rows {

    private final ConvolutionSizes sizes;
    private final float[] g;
    private final int start;

    CotangentRows(ConvolutionSizes sizes, float[] g, int start) {
        this.sizes = sizes;
        this.g = g;
        this.start = start;
    }

    @Override
    public void read(int row, int from, int count, float[] target, int at) {
        int s = row % sizes.kernelWidth();
        int r = row / sizes.kernelWidth() % sizes.kernelHeight();
        int k = row / (sizes.kernelWidth() * sizes.kernelHeight());
        int width = sizes.width();
        int h = from / width;
        int w = from % width;
        int done = at;
        while (done < at + count) {
            int run = Math.min(width - w, at + count - done);
            int strided = h + sizes.padTop() - r * sizes.dilationHeight();
            int p = strided / sizes.strideHeight();
            Arrays.fill(target, done, done + run, 0);
            if (strided >= 0 && strided % sizes.strideHeight() == 0 && p < sizes.outHeight()) {
                int line = start + (k * sizes.outHeight() + p) * sizes.outWidth();
                int shift = s * sizes.dilationWidth() - sizes.padLeft();
                copy(line, shift, w, run, s, target, done - w);
            }
            done += run;
            w = 0;
            h++;
        }
    }

    /** Column {@code q} of the line goes to input column {@code q·stride + shift}, where that lies in the run. */
    private void copy(int line, int shift, int w, int run, int s, float[] target, int base) {
        int step = sizes.strideWidth();
        int first = Math.max(sizes.firstColumn(s), w <= shift ? 0 : (w - shift + step - 1) / step);
        int end = Math.min(sizes.endColumn(s), w + run <= shift ? 0 : (w + run - shift + step - 1) / step);
        if (step == 1 && end > first) {
            System.arraycopy(g, line + first, target, base + first + shift, end - first);
        } else {
            for (int q = first; q < end; q++) {
                target[base + q * step + shift] = g[line + q];
            }
        }
    }
}
