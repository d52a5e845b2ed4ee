package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * Depthwise convolution with unit stride over padded planes: a tap adds the whole plane at one constant shift, in one loop that C2
 * turns into vector instructions. The order of each sum is that of {@link PlainDepthwise}.
 */
final class PaddedDepthwise {

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

    /** {@link PlaneSums} in plain Java. */
    static void sumTaps(
            float[] x,
            int[] shifts,
            int line,
            float[] w,
            int weights,
            float start,
            float[] to,
            int at,
            int height,
            int width) {
        int positions = Math.max(0, (height - 1) * line + width);
        float[] sums = Scratch.SUMS.floats(positions);
        float[] row = Scratch.EDGE.floats(positions);
        Arrays.fill(sums, 0, positions, start);
        for (int tap = 0; tap < shifts.length; tap++) {
            System.arraycopy(x, shifts[tap], row, 0, positions);
            addTap(positions, sums, w[weights + tap], row);
        }
        for (int h = 0; h < height; h++) {
            System.arraycopy(sums, h * line, to, at + h * width, width);
        }
    }

    /** Over two arrays with one index, which is what C2 vectorizes. */
    private static void addTap(int count, float[] sums, float weight, float[] x) {
        for (int i = 0; i < count; i++) {
            sums[i] = Math.fma(weight, x[i], sums[i]);
        }
    }
}
