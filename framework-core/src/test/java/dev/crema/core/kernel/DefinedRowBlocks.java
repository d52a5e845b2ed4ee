package dev.crema.core.kernel;

/**
 * A convolution with three row taps and its gradients by minimal filtering over quads of rows, to the bit: with sums over
 * {@code (c, s)} and {@code (k, s)}, see {@link RowQuads}, and for the weights over {@code (n, quad, q)}, see {@link RowQuadGradient}.
 */
final class DefinedRowBlocks {

    private static final int LEAST_PIECE_IMAGES = 8;
    private static final int MOST_PIECES = 8;

    /** The finite ones; the last of six products belongs to infinity. */
    private static final float[] POINTS = {0, 0.75f, -0.75f, 1.5f, -1.5f};

    private final ConvolutionSizes sizes;

    DefinedRowBlocks(ConvolutionSizes sizes) {
        this.sizes = sizes;
    }

    float[] output(float[] x, float[] w, float[] bias) {
        float[] y = new float[sizes.outputOffset(sizes.batch(), 0)];
        int out = 0;
        for (int n = 0; n < sizes.batch(); n++) {
            for (int k = 0; k < sizes.groups() * sizes.filters(); k++) {
                for (int p = 0; p < sizes.outHeight(); p++) {
                    for (int q = 0; q < sizes.outWidth(); q++) {
                        y[out++] = output(x, w, bias[k], n, k / sizes.filters(), k % sizes.filters(), p, q);
                    }
                }
            }
        }
        return y;
    }

    private float output(float[] x, float[] w, float bias, int n, int group, int k, int p, int q) {
        float[] m = new float[6];
        for (int c = 0; c < sizes.channels(); c++) {
            for (int s = 0; s < sizes.kernelWidth(); s++) {
                float[] d = new float[6];
                for (int j = 0; j < 6; j++) {
                    d[j] = input(x, n, group, c, p / 4 * 4 + j - sizes.padTop(), column(q, s));
                }
                float[] g = new float[3];
                for (int r = 0; r < 3; r++) {
                    g[r] = w[weight(group, k, c, r, s)];
                }
                addTerms(m, d, g);
            }
        }
        return combined(m, p % 4) + bias;
    }

    float[] inputGradient(float[] g, float[] w) {
        float[] dx = new float[sizes.inputSize()];
        int in = 0;
        for (int n = 0; n < sizes.batch(); n++) {
            for (int c = 0; c < sizes.groups() * sizes.channels(); c++) {
                for (int h = 0; h < sizes.height(); h++) {
                    for (int column = 0; column < sizes.width(); column++) {
                        dx[in++] = inputGradient(g, w, n, c / sizes.channels(), c % sizes.channels(), h, column);
                    }
                }
            }
        }
        return dx;
    }

    private float inputGradient(float[] g, float[] w, int n, int group, int c, int h, int column) {
        float[] m = new float[6];
        for (int k = 0; k < sizes.filters(); k++) {
            for (int s = 0; s < sizes.kernelWidth(); s++) {
                int q = column + sizes.padLeft() - s * sizes.dilationWidth();
                float[] d = new float[6];
                for (int j = 0; j < 6; j++) {
                    d[j] = cotangent(g, n, group, k, h / 4 * 4 + sizes.padTop() - 2 + j, q);
                }
                float[] taps = new float[3];
                for (int r = 0; r < 3; r++) {
                    taps[2 - r] = w[weight(group, k, c, r, s)];
                }
                addTerms(m, d, taps);
            }
        }
        return combined(m, h % 4) + 0;
    }

    private static void addTerms(float[] m, float[] d, float[] g) {
        float[] inputs = inputs(d);
        m[0] = Math.fma(g[0], inputs[0], m[0]);
        for (int i = 1; i < 5; i++) {
            float weight = Math.fma(POINTS[i], g[1], Math.fma(POINTS[i] * POINTS[i], g[2], g[0]));
            m[i] = Math.fma(weight, inputs[i], m[i]);
        }
        m[5] = Math.fma(g[2], inputs[5], m[5]);
    }

    static float[] inputs(float[] d) {
        float[] inputs = new float[6];
        inputs[0] = outer(d, 0);
        for (int i = 1; i < 5; i++) {
            float otherSquare = Math.abs(POINTS[i]) == 1.5f ? 0.5625f : 2.25f;
            inputs[i] = Math.fma(POINTS[i], Math.fma(-otherSquare, d[1], d[3]), Math.fma(-otherSquare, d[2], d[4]));
        }
        inputs[5] = outer(d, 1);
        return inputs;
    }

    private static float outer(float[] d, int first) {
        return Math.fma(1.265625f, d[first], Math.fma(-2.8125f, d[first + 2], d[first + 4]));
    }

    private static float combined(float[] m, int row) {
        float s1 = m[1] + m[2];
        float d1 = m[1] - m[2];
        float s2 = m[3] + m[4];
        float d2 = m[3] - m[4];
        return switch (row) {
            case 0 -> Math.fma(6, m[0], Math.fma(-4, s1, s2)) / 7.59375f;
            case 1 -> Math.fma(-2, d1, d2) / 5.0625f;
            case 2 -> (s2 - s1) / 3.375f;
            default -> Math.fma(2, d2, -d1) / 4.5f + m[5];
        };
    }

    float[] weightGradient(float[] x, float[] g) {
        float[] dw = new float[sizes.weightSize()];
        for (int group = 0; group < sizes.groups(); group++) {
            for (int k = 0; k < sizes.filters(); k++) {
                for (int c = 0; c < sizes.channels(); c++) {
                    for (int s = 0; s < sizes.kernelWidth(); s++) {
                        float[] taps = taps(x, g, group, k, c, s);
                        dw[weight(group, k, c, 0, s)] = taps[0] / 7.59375f;
                        dw[weight(group, k, c, 1, s)] = taps[1] / 5.0625f;
                        dw[weight(group, k, c, 2, s)] = taps[2] / 3.375f;
                    }
                }
            }
        }
        return dw;
    }

    private float[] taps(float[] x, float[] g, int group, int k, int c, int s) {
        float[] total = new float[3];
        int images = Math.max(LEAST_PIECE_IMAGES, (sizes.batch() + MOST_PIECES - 1) / MOST_PIECES);
        for (int first = 0; first < sizes.batch(); first += images) {
            float[] m = new float[6];
            for (int n = first; n < Math.min(sizes.batch(), first + images); n++) {
                for (int p = 0; p < sizes.outHeight(); p += 4) {
                    for (int q = 0; q < sizes.outWidth(); q++) {
                        float[] d = new float[6];
                        for (int j = 0; j < 6; j++) {
                            d[j] = input(x, n, group, c, p + j - sizes.padTop(), column(q, s));
                        }
                        float[] h = new float[4];
                        for (int j = 0; j < 4; j++) {
                            h[j] = cotangent(g, n, group, k, p + j, q);
                        }
                        addProducts(m, d, h);
                    }
                }
            }
            total[0] += Math.fma(6, m[0], Math.fma(-4, m[1] + m[2], m[3] + m[4]));
            total[1] += Math.fma(-2, m[1] - m[2], m[3] - m[4]);
            total[2] += Math.fma(3.375f, m[5], (m[3] + m[4]) - (m[1] + m[2]));
        }
        return total;
    }

    private static void addProducts(float[] m, float[] d, float[] h) {
        float[] inputs = inputs(d);
        m[0] = Math.fma(h[0], inputs[0], m[0]);
        for (int i = 1; i < 5; i++) {
            float square = POINTS[i] * POINTS[i];
            float cotangent = Math.fma(POINTS[i], Math.fma(square, h[3], h[1]), Math.fma(square, h[2], h[0]));
            m[i] = Math.fma(cotangent, inputs[i], m[i]);
        }
        m[5] = Math.fma(h[3], inputs[5], m[5]);
    }

    private int column(int q, int s) {
        return q + s * sizes.dilationWidth() - sizes.padLeft();
    }

    float input(float[] x, int n, int group, int c, int h, int w) {
        boolean inside = h >= 0 && h < sizes.height() && w >= 0 && w < sizes.width();
        return inside ? x[sizes.inputOffset(n, group) + (c * sizes.height() + h) * sizes.width() + w] : 0;
    }

    float cotangent(float[] g, int n, int group, int k, int p, int q) {
        boolean inside = p >= 0 && p < sizes.outHeight() && q >= 0 && q < sizes.outWidth();
        return inside ? g[sizes.outputOffset(n, group) + (k * sizes.outHeight() + p) * sizes.outWidth() + q] : 0;
    }

    int weight(int group, int k, int c, int r, int s) {
        int tap = (c * sizes.kernelHeight() + r) * sizes.kernelWidth() + s;
        return sizes.weightOffset(group) + k * sizes.taps() + tap;
    }
}
