package dev.crema.core.kernel;

import java.util.Arrays;

/** {@link LineCopy} in plain Java. */
final class PlainLineCopy {

    private PlainLineCopy() {}

    static void run(
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
            int start = source + line * fromStride;
            int target = at + line * toStride;
            if (step == 1) {
                System.arraycopy(from, start, to, target, width);
            } else {
                for (int i = 0; i < width; i++) {
                    to[target + i] = from[start + i * step];
                }
            }
            Arrays.fill(to, target + width, target + toStride, 0);
        }
    }
}
