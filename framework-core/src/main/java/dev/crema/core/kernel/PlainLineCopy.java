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
            int target = at + line * toStride;
            for (int i = 0; i < width; i++) {
                to[target + i] = from[source + line * fromStride + i * step];
            }
            Arrays.fill(to, target + width, target + toStride, 0);
        }
    }
}
