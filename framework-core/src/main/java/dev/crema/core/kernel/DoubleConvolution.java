package dev.crema.core.kernel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Convolution in {@code double}: one walk over all the products of a convolution, summed up three ways. */
final class DoubleConvolution {

    private DoubleConvolution() {}

    static void forward(ConvolutionSizes sizes, double[] x, double[] w, double @Nullable [] bias, double[] y) {
        int positions = sizes.positions();
        for (int plane = 0; plane < y.length / Math.max(1, positions); plane++) {
            double start = bias == null ? 0 : bias[plane % bias.length];
            Arrays.fill(y, plane * positions, (plane + 1) * positions, start);
        }
        eachProduct(sizes, (in, weight, out) -> y[out] = Math.fma(w[weight], x[in], y[out]));
    }

    static void inputGradient(ConvolutionSizes sizes, double[] g, double[] w, double[] dx) {
        Arrays.fill(dx, 0);
        eachProduct(sizes, (in, weight, out) -> dx[in] = Math.fma(w[weight], g[out], dx[in]));
    }

    static void weightGradient(ConvolutionSizes sizes, double[] x, double[] g, double[] dw) {
        Arrays.fill(dw, 0);
        eachProduct(sizes, (in, weight, out) -> dw[weight] = Math.fma(g[out], x[in], dw[weight]));
    }

    private static void eachProduct(ConvolutionSizes sizes, Product product) {
        for (int image = 0; image < sizes.batch(); image++) {
            for (int group = 0; group < sizes.groups(); group++) {
                int out = sizes.outputOffset(image, group);
                int weight = sizes.weightOffset(group);
                for (int k = 0; k < sizes.filters(); k++, out += sizes.positions()) {
                    int in = sizes.inputOffset(image, group);
                    for (int c = 0; c < sizes.channels(); c++, in += sizes.pixels()) {
                        for (int r = 0; r < sizes.kernelHeight(); r++) {
                            for (int s = 0; s < sizes.kernelWidth(); s++, weight++) {
                                eachPosition(sizes, r, s, in, weight, out, product);
                            }
                        }
                    }
                }
            }
        }
    }

    private static void eachPosition(
            ConvolutionSizes sizes, int r, int s, int in, int weight, int out, Product product) {
        for (int p = 0; p < sizes.outHeight(); p++) {
            int h = p * sizes.strideHeight() + r * sizes.dilationHeight() - sizes.padTop();
            if (h < 0 || h >= sizes.height()) {
                continue;
            }
            int left = in + h * sizes.width() + s * sizes.dilationWidth() - sizes.padLeft();
            for (int q = sizes.firstColumn(s); q < sizes.endColumn(s); q++) {
                product.take(left + q * sizes.strideWidth(), weight, out + p * sizes.outWidth() + q);
            }
        }
    }

    /** One product of an input and a weight that is a term of an output, by their indices. */
    @FunctionalInterface
    private interface Product {
        void take(int in, int weight, int out);
    }
}
