package dev.crema.core.kernel;

/**
 * A three by three convolution and its gradients by {@link Winograd}, to the bit: with sums over {@code c}, over {@code k}, and for the weights over
 * {@code (n, tile)}.
 */
final class DefinedWinograd {

    private static final int LEAST_TILES = 64;
    private static final float[] SQUARES = {0, 0.5625f, 0.5625f, 2.25f, 2.25f};
    private static final float[] POINTS = {0, 0.75f, -0.75f, 1.5f, -1.5f};

    /** What weights are multiplied with at each finite point, and that times the point and its square: each rounded once. */
    private static final float[] SCALES = {64 / 81f, -128 / 243f, -128 / 243f, 32 / 243f, 32 / 243f};

    private static final float[] SCALED_POINTS = {0, -32 / 81f, 32 / 81f, 16 / 81f, -16 / 81f};
    private static final float[] SCALED_SQUARES = {0, -8 / 27f, -8 / 27f, 8 / 27f, 8 / 27f};

    private final ConvolutionSizes sizes;
    private final DefinedRowBlocks elements;

    DefinedWinograd(ConvolutionSizes sizes) {
        this.sizes = sizes;
        elements = new DefinedRowBlocks(sizes);
    }

    float[] output(float[] x, float[] w, float[] bias) {
        float[] y = new float[sizes.outputOffset(sizes.batch(), 0)];
        for (int n = 0; n < sizes.batch(); n++) {
            for (int plane = 0; plane < sizes.groups() * sizes.filters(); plane++) {
                int group = plane / sizes.filters();
                int k = plane % sizes.filters();
                int start = sizes.outputOffset(n, group) + k * sizes.positions();
                for (int p = 0; p < sizes.outHeight(); p += 4) {
                    for (int q = 0; q < sizes.outWidth(); q += 4) {
                        float[][] tile = outputTile(x, w, n, group, k, p, q);
                        for (int i = 0; i < Math.min(4, sizes.outHeight() - p); i++) {
                            for (int j = 0; j < Math.min(4, sizes.outWidth() - q); j++) {
                                y[start + (p + i) * sizes.outWidth() + q + j] = tile[i][j] + bias[plane];
                            }
                        }
                    }
                }
            }
        }
        return y;
    }

    private float[][] outputTile(float[] x, float[] w, int n, int group, int k, int p, int q) {
        float[][] sums = new float[6][6];
        for (int c = 0; c < sizes.channels(); c++) {
            float[][] taps = new float[3][3];
            for (int r = 0; r < 3; r++) {
                for (int s = 0; s < 3; s++) {
                    taps[r][s] = w[elements.weight(group, k, c, r, s)];
                }
            }
            float[][] inputs = twice(inputTile(x, n, group, c, p, q), DefinedRowBlocks::inputs, true);
            addProducts(sums, inputs, twice(taps, DefinedWinograd::weights, true));
        }
        return twice(sums, DefinedWinograd::outputs, false);
    }

    private float[][] inputTile(float[] x, int n, int group, int c, int p, int q) {
        float[][] d = new float[6][6];
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                d[i][j] = elements.input(x, n, group, c, p + i - sizes.padTop(), q + j - sizes.padLeft());
            }
        }
        return d;
    }

    float[] inputGradient(float[] g, float[] w) {
        float[] dx = new float[sizes.inputSize()];
        for (int n = 0; n < sizes.batch(); n++) {
            for (int plane = 0; plane < sizes.groups() * sizes.channels(); plane++) {
                int group = plane / sizes.channels();
                int c = plane % sizes.channels();
                int start = sizes.inputOffset(n, group) + c * sizes.pixels();
                for (int h = 0; h < sizes.height(); h += 4) {
                    for (int column = 0; column < sizes.width(); column += 4) {
                        float[][] tile = gradientTile(g, w, n, group, c, h, column);
                        for (int i = 0; i < Math.min(4, sizes.height() - h); i++) {
                            for (int j = 0; j < Math.min(4, sizes.width() - column); j++) {
                                dx[start + (h + i) * sizes.width() + column + j] = tile[i][j];
                            }
                        }
                    }
                }
            }
        }
        return dx;
    }

    private float[][] gradientTile(float[] g, float[] w, int n, int group, int c, int h, int column) {
        float[][] sums = new float[6][6];
        for (int k = 0; k < sizes.filters(); k++) {
            float[][] d = new float[6][6];
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 6; j++) {
                    int q = column + sizes.padLeft() - 2 + j;
                    d[i][j] = elements.cotangent(g, n, group, k, h + sizes.padTop() - 2 + i, q);
                }
            }
            float[][] taps = new float[3][3];
            for (int r = 0; r < 3; r++) {
                for (int s = 0; s < 3; s++) {
                    taps[2 - r][2 - s] = w[elements.weight(group, k, c, r, s)];
                }
            }
            float[][] weights = twice(taps, DefinedWinograd::weights, true);
            addProducts(sums, twice(d, DefinedRowBlocks::inputs, true), weights);
        }
        return twice(sums, DefinedWinograd::outputs, false);
    }

    float[] weightGradient(float[] x, float[] g) {
        float[] dw = new float[sizes.weightSize()];
        for (int group = 0; group < sizes.groups(); group++) {
            for (int k = 0; k < sizes.filters(); k++) {
                for (int c = 0; c < sizes.channels(); c++) {
                    float[][] taps = taps(x, g, group, k, c);
                    for (int r = 0; r < 3; r++) {
                        for (int s = 0; s < 3; s++) {
                            dw[elements.weight(group, k, c, r, s)] = taps[r][s];
                        }
                    }
                }
            }
        }
        return dw;
    }

    private float[][] taps(float[] x, float[] g, int group, int k, int c) {
        int tiles = (sizes.outHeight() + 3) / 4 * ((sizes.outWidth() + 3) / 4);
        int images = Math.max(Math.max(8, (sizes.batch() + 7) / 8), LEAST_TILES / tiles);
        float[][] total = null;
        for (int first = 0; first < sizes.batch(); first += images) {
            float[][] sums = new float[6][6];
            for (int n = first; n < Math.min(sizes.batch(), first + images); n++) {
                for (int p = 0; p < sizes.outHeight(); p += 4) {
                    for (int q = 0; q < sizes.outWidth(); q += 4) {
                        addTile(sums, x, g, n, group, k, c, p, q);
                    }
                }
            }
            float[][] part = twice(sums, DefinedWinograd::tapsOf, false);
            for (int i = 0; total != null && i < 9; i++) {
                part[i / 3][i % 3] = total[i / 3][i % 3] + part[i / 3][i % 3];
            }
            total = part;
        }
        return total == null ? new float[3][3] : total;
    }

    private void addTile(float[][] sums, float[] x, float[] g, int n, int group, int k, int c, int p, int q) {
        float[][] h = new float[4][4];
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 4; j++) {
                h[i][j] = elements.cotangent(g, n, group, k, p + i, q + j);
            }
        }
        float[][] cotangents = twice(h, DefinedWinograd::cotangents, true);
        float[][] inputs = twice(inputTile(x, n, group, c, p, q), DefinedRowBlocks::inputs, true);
        addProducts(sums, inputs, cotangents);
    }

    private static void addProducts(float[][] sums, float[][] a, float[][] b) {
        for (int i = 0; i < 6; i++) {
            for (int j = 0; j < 6; j++) {
                sums[i][j] = Math.fma(a[i][j], b[i][j], sums[i][j]);
            }
        }
    }

    private interface Transform {
        float[] of(float[] line);
    }

    /** Along both axes: down the columns first, or along the lines first. */
    private static float[][] twice(float[][] tile, Transform transform, boolean isDownFirst) {
        if (isDownFirst) {
            return along(transposed(along(transposed(tile), transform)), transform);
        }
        return transposed(along(transposed(along(tile, transform)), transform));
    }

    private static float[][] along(float[][] lines, Transform transform) {
        float[][] result = new float[lines.length][];
        for (int i = 0; i < lines.length; i++) {
            result[i] = transform.of(lines[i]);
        }
        return result;
    }

    private static float[][] transposed(float[][] tile) {
        float[][] result = new float[tile[0].length][tile.length];
        for (int i = 0; i < tile.length; i++) {
            for (int j = 0; j < tile[i].length; j++) {
                result[j][i] = tile[i][j];
            }
        }
        return result;
    }

    private static float[] weights(float[] g) {
        float[] result = new float[6];
        result[0] = SCALES[0] * g[0];
        for (int i = 1; i < 5; i++) {
            result[i] = Math.fma(SCALED_POINTS[i], g[1], Math.fma(SCALED_SQUARES[i], g[2], SCALES[i] * g[0]));
        }
        result[5] = g[2];
        return result;
    }

    private static float[] cotangents(float[] h) {
        float[] result = new float[6];
        result[0] = h[0];
        for (int i = 1; i < 5; i++) {
            float odd = Math.fma(SQUARES[i], h[3], h[1]);
            result[i] = Math.fma(POINTS[i], odd, Math.fma(SQUARES[i], h[2], h[0]));
        }
        result[5] = h[3];
        return result;
    }

    private static float[] outputs(float[] m) {
        float s1 = m[1] + m[2];
        float d1 = m[1] - m[2];
        float s2 = m[3] + m[4];
        float d2 = m[3] - m[4];
        return new float[] {
            s1 + s2 + m[0],
            Math.fma(1.5f, d2, 0.75f * d1),
            Math.fma(2.25f, s2, 0.5625f * s1),
            Math.fma(3.375f, d2, Math.fma(0.421875f, d1, m[5]))
        };
    }

    private static float[] tapsOf(float[] m) {
        float s1 = m[1] + m[2];
        float d1 = m[1] - m[2];
        float s2 = m[3] + m[4];
        float d2 = m[3] - m[4];
        return new float[] {
            Math.fma(SCALES[0], m[0], Math.fma(SCALES[3], s2, SCALES[1] * s1)),
            Math.fma(SCALED_POINTS[3], d2, SCALED_POINTS[1] * d1),
            Math.fma(SCALED_SQUARES[3], s2, Math.fma(SCALED_SQUARES[1], s1, m[5]))
        };
    }
}
