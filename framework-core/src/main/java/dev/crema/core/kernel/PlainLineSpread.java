package dev.crema.core.kernel;

/** {@link LineSpread} in plain Java. */
final class PlainLineSpread {

    private PlainLineSpread() {}

    static void run(
            float[] from,
            int source,
            int fromStride,
            int width,
            float[] to,
            int at,
            int toStride,
            int toWidth,
            int step,
            int column,
            int lines) {
        for (int line = 0; line < lines; line++) {
            int first = source + line * fromStride;
            int target = at + line * toStride;
            for (int i = 0; i < width; i++) {
                to[target + i * step] = from[first + i];
            }
        }
    }
}
