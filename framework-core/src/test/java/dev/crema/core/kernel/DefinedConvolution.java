package dev.crema.core.kernel;

/**
 * A convolution and its gradients to the bit: one fused multiply-add per term, in this order: an output over {@code (c, r, s)}
 * starting from the bias; an input gradient over {@code (k, r, s)}; a weight gradient over {@code (n, p, q)} within
 * consecutive images, an eighth of the batch but at least eight, and these partial sums in ascending order. A weight gradient
 * that fits {@link LaneWeightGradient} has sixteen sums, column {@code q} going to number {@code q mod 16}, of which halves are added until one is left.
 */
final class DefinedConvolution {

    private static final int LEAST_PIECE_IMAGES = 8;
    private static final int MOST_PIECES = 8;
    private static final int LANES = 16;

    private final ConvolutionSizes sizes;

    DefinedConvolution(ConvolutionSizes sizes) {
        this.sizes = sizes;
    }

    float[] output(float[] x, float[] w, float[] bias) {
        float[] y = new float[sizes.outputOffset(sizes.batch(), 0)];
        eachOutput((n, group, k, p, q, out) -> {
            float sum = bias[group * sizes.filters() + k];
            int tap = sizes.weightOffset(group) + k * sizes.taps();
            for (int c = 0; c < sizes.channels(); c++) {
                for (int r = 0; r < sizes.kernelHeight(); r++) {
                    for (int s = 0; s < sizes.kernelWidth(); s++) {
                        int in = input(n, group, c, row(p, r), column(q, s));
                        sum = Math.fma(w[tap++], in < 0 ? 0 : x[in], sum);
                    }
                }
            }
            y[out] = sum;
        });
        return y;
    }

    float[] inputGradient(float[] g, float[] w) {
        float[] dx = new float[sizes.inputSize()];
        for (int k = 0; k < sizes.filters(); k++) {
            for (int r = 0; r < sizes.kernelHeight(); r++) {
                for (int s = 0; s < sizes.kernelWidth(); s++) {
                    addTap(g, w, dx, k, r, s);
                }
            }
        }
        return dx;
    }

    /** At most one term for each input, so that the order is that of the taps. */
    private void addTap(float[] g, float[] w, float[] dx, int filter, int r, int s) {
        eachOutput((n, group, k, p, q, out) -> {
            for (int c = 0; k == filter && c < sizes.channels(); c++) {
                int in = input(n, group, c, row(p, r), column(q, s));
                if (in >= 0) {
                    dx[in] = Math.fma(w[weight(group, k, c, r, s)], g[out], dx[in]);
                }
            }
        });
    }

    float[] weightGradient(float[] x, float[] g) {
        float[] dw = new float[sizes.weightSize()];
        int lanes = LaneWeightGradient.fits(sizes) ? LANES : 1;
        int images = Math.max(LEAST_PIECE_IMAGES, (sizes.batch() + MOST_PIECES - 1) / MOST_PIECES);
        for (int first = 0; first < sizes.batch(); first += images) {
            float[] part = new float[dw.length * lanes];
            int start = first;
            int end = first + images;
            eachOutput((n, group, k, p, q, out) -> {
                if (n >= start && n < end) {
                    addOutput(x, g[out], part, n, group, k, p, q, lanes);
                }
            });
            for (int i = 0; i < dw.length; i++) {
                dw[i] += folded(part, i * lanes, lanes);
            }
        }
        return dw;
    }

    private static float folded(float[] lanes, int from, int count) {
        if (count == 1) {
            return lanes[from];
        }
        float[] half = new float[count / 2];
        for (int i = 0; i < half.length; i++) {
            half[i] = lanes[from + i] + lanes[from + half.length + i];
        }
        return folded(half, 0, half.length);
    }

    private void addOutput(float[] x, float g, float[] sums, int n, int group, int k, int p, int q, int lanes) {
        for (int c = 0; c < sizes.channels(); c++) {
            for (int r = 0; r < sizes.kernelHeight(); r++) {
                for (int s = 0; s < sizes.kernelWidth(); s++) {
                    int in = input(n, group, c, row(p, r), column(q, s));
                    int at = weight(group, k, c, r, s) * lanes + q % lanes;
                    sums[at] = Math.fma(g, in < 0 ? 0 : x[in], sums[at]);
                }
            }
        }
    }

    private int row(int p, int r) {
        return p * sizes.strideHeight() + r * sizes.dilationHeight() - sizes.padTop();
    }

    private int column(int q, int s) {
        return q * sizes.strideWidth() + s * sizes.dilationWidth() - sizes.padLeft();
    }

    /** The position of a pixel, or -1 outside of the image. */
    private int input(int n, int group, int c, int h, int w) {
        boolean inside = h >= 0 && h < sizes.height() && w >= 0 && w < sizes.width();
        return inside ? sizes.inputOffset(n, group) + (c * sizes.height() + h) * sizes.width() + w : -1;
    }

    private int weight(int group, int k, int c, int r, int s) {
        int tap = (c * sizes.kernelHeight() + r) * sizes.kernelWidth() + s;
        return sizes.weightOffset(group) + k * sizes.taps() + tap;
    }

    private void eachOutput(Output output) {
        int out = 0;
        for (int n = 0; n < sizes.batch(); n++) {
            for (int group = 0; group < sizes.groups(); group++) {
                for (int k = 0; k < sizes.filters(); k++) {
                    for (int p = 0; p < sizes.outHeight(); p++) {
                        for (int q = 0; q < sizes.outWidth(); q++) {
                            output.visit(n, group, k, p, q, out++);
                        }
                    }
                }
            }
        }
    }

    /** An output by its indices, and its position. */
    @FunctionalInterface
    private interface Output {
        void visit(int n, int group, int k, int p, int q, int out);
    }
}
