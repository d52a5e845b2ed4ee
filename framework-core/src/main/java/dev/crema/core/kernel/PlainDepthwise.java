package dev.crema.core.kernel;

import java.util.Arrays;

/** Convolution where a filter sees one channel: each tap is a shifted, scaled plane, so nothing is gathered first. */
final class PlainDepthwise {

    private PlainDepthwise() {}

    /** Adds to the output planes of one image and group, which hold the bias. */
    static void forward(ConvolutionSizes sizes, float[] x, int in, float[] w, int weights, float[] y, int out) {
        eachLine(sizes, (tap, k, s, line, outLine) -> {
            float weight = w[weights + tap];
            int step = sizes.strideWidth();
            int first = sizes.firstColumn(s);
            int source = in + line + first * step + s * sizes.dilationWidth() - sizes.padLeft();
            int target = out + outLine + first;
            int count = sizes.endColumn(s) - first;
            if (step == 1) {
                for (int j = 0; j < count; j++) {
                    y[target + j] = Math.fma(weight, x[source + j], y[target + j]);
                }
            } else {
                for (int j = 0; j < count; j++) {
                    y[target + j] = Math.fma(weight, x[source + j * step], y[target + j]);
                }
            }
        });
    }

    /** Overwrites the input gradient plane of one image and group. */
    static void inputGradient(ConvolutionSizes sizes, float[] g, int out, float[] w, int weights, float[] dx, int in) {
        Arrays.fill(dx, in, in + sizes.pixels(), 0);
        eachLine(sizes, (tap, k, s, line, outLine) -> {
            float weight = w[weights + tap];
            int step = sizes.strideWidth();
            int first = sizes.firstColumn(s);
            int target = in + line + first * step + s * sizes.dilationWidth() - sizes.padLeft();
            int source = out + outLine + first;
            int count = sizes.endColumn(s) - first;
            for (int j = 0; j < count; j++) {
                dx[target + j * step] = Math.fma(weight, g[source + j], dx[target + j * step]);
            }
        });
    }

    static void weightGradient(ConvolutionSizes sizes, float[] x, float[] g, float[] dw) {
        LaneWeightGradient.run(sizes, dw, LaneWeightGradient.LANES, 1, 1, (image, end, group, lanes, at) -> {
            int in = sizes.inputOffset(image, group);
            addWeightGradient(sizes, x, in, g, sizes.outputOffset(image, group), lanes, at);
        });
    }

    /** Adds one image's part of the weight gradient of a group to the lanes of its sums, from {@code lanes[at]} on. */
    private static void addWeightGradient(
            ConvolutionSizes sizes, float[] x, int in, float[] g, int out, float[] lanes, int at) {
        eachLine(sizes, (tap, k, s, line, outLine) -> {
            int step = sizes.strideWidth();
            int source = in + line + s * sizes.dilationWidth() - sizes.padLeft();
            int cotangent = out + outLine;
            int first = at + tap * LaneWeightGradient.LANES;
            for (int q = sizes.firstColumn(s); q < sizes.endColumn(s); q++) {
                int lane = first + q % LaneWeightGradient.LANES;
                lanes[lane] = Math.fma(g[cotangent + q], x[source + q * step], lanes[lane]);
            }
        });
    }

    private static void eachLine(ConvolutionSizes sizes, Line body) {
        int tap = 0;
        for (int k = 0; k < sizes.filters(); k++) {
            for (int r = 0; r < sizes.kernelHeight(); r++) {
                for (int s = 0; s < sizes.kernelWidth(); s++, tap++) {
                    for (int p = 0; p < sizes.outHeight(); p++) {
                        int h = p * sizes.strideHeight() + r * sizes.dilationHeight() - sizes.padTop();
                        if (h >= 0 && h < sizes.height()) {
                            int outLine = (k * sizes.outHeight() + p) * sizes.outWidth();
                            body.run(tap, k, s, h * sizes.width(), outLine);
                        }
                    }
                }
            }
        }
    }

    /** One output line of filter {@code k} and the input line that its tap meets; offsets are within the group's planes. */
    @FunctionalInterface
    private interface Line {
        void run(int tap, int k, int s, int line, int outLine);
    }
}
