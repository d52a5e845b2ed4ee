package dev.crema.core.kernel;

import java.util.Arrays;

/** Row {@code (c, r, s)}, column {@code (p, q)}: the input that tap {@code (c, r, s)} meets at output {@code (p, q)}. */
final class PatchRows implements Rows {

    private final ConvolutionSizes sizes;
    private final float[] x;
    private final int start;

    PatchRows(ConvolutionSizes sizes, float[] x, int start) {
        this.sizes = sizes;
        this.x = x;
        this.start = start;
    }

    @Override
    public void read(int row, int from, int count, float[] target, int at) {
        int s = row % sizes.kernelWidth();
        int r = row / sizes.kernelWidth() % sizes.kernelHeight();
        int c = row / (sizes.kernelWidth() * sizes.kernelHeight());
        int first = sizes.firstColumn(s);
        int end = sizes.endColumn(s);
        int outWidth = sizes.outWidth();
        int p = from / outWidth;
        int q = from % outWidth;
        int done = at;
        while (done < at + count) {
            int run = Math.min(outWidth - q, at + count - done);
            int h = p * sizes.strideHeight() + r * sizes.dilationHeight() - sizes.padTop();
            if (h < 0 || h >= sizes.height()) {
                Arrays.fill(target, done, done + run, 0);
            } else {
                int line = start + (c * sizes.height() + h) * sizes.width();
                int inside = Math.min(Math.max(first, q), q + run);
                int outside = Math.max(inside, Math.min(end, q + run));
                Arrays.fill(target, done, done + inside - q, 0);
                int source = line + inside * sizes.strideWidth() + s * sizes.dilationWidth() - sizes.padLeft();
                copy(source, target, done + inside - q, outside - inside);
                Arrays.fill(target, done + outside - q, done + run, 0);
            }
            done += run;
            q = 0;
            p++;
        }
    }

    private void copy(int source, float[] target, int at, int count) {
        int step = sizes.strideWidth();
        if (step == 1 && count > 0) {
            System.arraycopy(x, source, target, at, count);
        } else {
            for (int i = 0; i < count; i++) {
                target[at + i] = x[source + i * step];
            }
        }
    }
}
