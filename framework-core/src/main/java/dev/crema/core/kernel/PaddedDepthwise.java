package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * Depthwise convolution with unit stride over padded planes: a tap adds the whole plane at one constant shift, in one loop that C2
 * turns into vector instructions. The order of each sum is that of {@link PlainDepthwise}.
 */
final class PaddedDepthwise {

    /** Taps whose sums are in flight at a time: as many as hide the latency of a multiply-add. */
    private static final int TAPS = 4;

    private PaddedDepthwise() {}

    /** Adds {@code planes} products to planes of {@code height x width} that start at {@code to[start]}. */
    static void add(
            PaddedLayout layout,
            float[] from,
            int fromStart,
            float[] w,
            int weights,
            int planes,
            float[] to,
            int start,
            int height,
            int width) {
        float[] padded = Scratch.PADDED.floats(layout.size(0));
        layout.copy(from, fromStart, padded);
        int[] shifts = layout.shifts();
        int stride = layout.paddedWidth();
        int positions = Math.max(0, (height - 1) * stride + width);
        float[] wide = Scratch.WIDE.floats(positions);
        float[] row = Scratch.EDGE.floats(positions);
        for (int plane = 0; plane < planes; plane++) {
            Arrays.fill(wide, 0, positions, 0);
            int lines = start + plane * height * width;
            for (int h = 0; h < height; h++) {
                System.arraycopy(to, lines + h * width, wide, h * stride, width);
            }
            for (int tap = 0; tap < shifts.length; tap++) {
                System.arraycopy(padded, shifts[tap], row, 0, positions);
                addTap(positions, wide, w[weights + plane * shifts.length + tap], row);
            }
            for (int h = 0; h < height; h++) {
                System.arraycopy(wide, h * stride, to, lines + h * width, width);
            }
        }
    }

    /** Over two arrays with one index, which is what C2 vectorizes. */
    private static void addTap(int count, float[] sums, float weight, float[] x) {
        for (int i = 0; i < count; i++) {
            sums[i] = Math.fma(weight, x[i], sums[i]);
        }
    }

    /** Adds one image's part of the weight gradient of a group. */
    static void addWeightGradient(
            PaddedLayout layout, ConvolutionSizes sizes, float[] x, int in, float[] g, int out, float[] dw) {
        float[] padded = Scratch.PADDED.floats(layout.size(0));
        layout.copy(x, in, padded);
        int[] shifts = layout.shifts();
        for (int k = 0; k < sizes.filters(); k++) {
            int cotangent = out + k * sizes.positions();
            int first = k * shifts.length;
            int tap = 0;
            for (; tap + TAPS <= shifts.length; tap += TAPS) {
                addFourTaps(sizes, layout.paddedWidth(), padded, shifts, tap, g, cotangent, dw, first + tap);
            }
            for (; tap < shifts.length; tap++) {
                dw[first + tap] = sum(sizes, layout.paddedWidth(), padded, shifts[tap], g, cotangent, dw[first + tap]);
            }
        }
    }

    private static void addFourTaps(
            ConvolutionSizes sizes,
            int stride,
            float[] x,
            int[] shifts,
            int tap,
            float[] g,
            int out,
            float[] dw,
            int at) {
        float sum0 = dw[at];
        float sum1 = dw[at + 1];
        float sum2 = dw[at + 2];
        float sum3 = dw[at + 3];
        int width = sizes.outWidth();
        for (int p = 0; p < sizes.outHeight(); p++) {
            int line = out + p * width;
            int row = p * stride;
            int x0 = shifts[tap] + row;
            int x1 = shifts[tap + 1] + row;
            int x2 = shifts[tap + 2] + row;
            int x3 = shifts[tap + 3] + row;
            for (int q = 0; q < width; q++) {
                float cotangent = g[line + q];
                sum0 = Math.fma(cotangent, x[x0 + q], sum0);
                sum1 = Math.fma(cotangent, x[x1 + q], sum1);
                sum2 = Math.fma(cotangent, x[x2 + q], sum2);
                sum3 = Math.fma(cotangent, x[x3 + q], sum3);
            }
        }
        dw[at] = sum0;
        dw[at + 1] = sum1;
        dw[at + 2] = sum2;
        dw[at + 3] = sum3;
    }

    private static float sum(
            ConvolutionSizes sizes, int stride, float[] x, int shift, float[] g, int out, float start) {
        float sum = start;
        int width = sizes.outWidth();
        for (int p = 0; p < sizes.outHeight(); p++) {
            for (int q = 0; q < width; q++) {
                sum = Math.fma(g[out + p * width + q], x[shift + p * stride + q], sum);
            }
        }
        return sum;
    }
}
