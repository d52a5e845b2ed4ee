package dev.crema.core.kernel;

import java.util.Arrays;

/** {@link PairLoops} in plain Java. */
final class PlainPairLoops implements PairLoops {

    @Override
    public LineCopy copies() {
        return PlainPairLoops::copy;
    }

    private static void copy(
            float[] from,
            int source,
            int fromStride,
            int step,
            float[] to,
            int at,
            int toStride,
            int width,
            int lines) {
        for (int line = 0; line < lines; line++) {
            int target = at + line * toStride;
            for (int i = 0; i < width; i++) {
                to[target + i] = from[source + line * fromStride + i * step];
            }
            Arrays.fill(to, target + width, target + toStride, 0);
        }
    }

    @Override
    public void outputs(float[] sums, int from, int step, float[] to, int at, int width, int pairs) {
        for (int pair = 0; pair < pairs; pair++) {
            int source = from + pair * width;
            int target = at + 2 * pair * width;
            for (int i = 0; i < width; i++) {
                float m1 = sums[source + step + i];
                float m2 = sums[source + 2 * step + i];
                to[target + i] = sums[source + i] + m1 + m2;
                to[target + width + i] = m1 - m2 - sums[source + 3 * step + i];
            }
        }
    }

    @Override
    public boolean writesWhole(int width) {
        return true;
    }
}
