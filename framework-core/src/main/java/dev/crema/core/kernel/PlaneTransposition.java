package dev.crema.core.kernel;

/**
 * Copies planes to where the elements of all of them stand side by side, and back: eight planes at a time and not too many elements, so that
 * what is written and read stays in the first-level cache, whatever the distance of the planes.
 */
final class PlaneTransposition {

    /** Planes that are copied at a time: eight lines are fewer than any first-level cache has for one address of a page. */
    static final int AT_A_TIME = 8;

    /** Elements of each plane that are copied at a time: at least so many, and more if they are written to no more elements than that. */
    private static final int LEAST_ELEMENTS = 16;

    private static final int WRITTEN_AT_A_TIME = 1_024;

    private PlaneTransposition() {}

    /**
     * {@code to[at + i·step + plane] = from[start + plane·planeStep + i]} for {@code count} elements of each plane, and zeros from {@code planes}
     * to {@code filled}.
     */
    static void together(
            float[] from, int start, int planeStep, int planes, int count, float[] to, int at, int step, int filled) {
        int most = Math.max(LEAST_ELEMENTS, WRITTEN_AT_A_TIME / step);
        for (int first = 0; first < count; first += most) {
            int some = Math.min(most, count - first);
            stretch(from, start + first, planeStep, planes, some, to, at + first * step, step);
            for (int i = first; planes < filled && i < first + some; i++) {
                for (int plane = planes; plane < filled; plane++) {
                    to[at + i * step + plane] = 0;
                }
            }
        }
    }

    private static void stretch(
            float[] from, int start, int planeStep, int planes, int count, float[] to, int at, int step) {
        int plane = 0;
        for (; plane + AT_A_TIME <= planes; plane += AT_A_TIME) {
            eightTogether(from, start + plane * planeStep, planeStep, count, to, at + plane, step);
        }
        for (; plane < planes; plane++) {
            for (int i = 0; i < count; i++) {
                to[at + plane + i * step] = from[start + plane * planeStep + i];
            }
        }
    }

    private static void eightTogether(float[] from, int start, int planeStep, int count, float[] to, int at, int step) {
        for (int i = 0, target = at; i < count; i++, target += step) {
            to[target] = from[start + i];
            to[target + 1] = from[start + i + planeStep];
            to[target + 2] = from[start + i + 2 * planeStep];
            to[target + 3] = from[start + i + 3 * planeStep];
            to[target + 4] = from[start + i + 4 * planeStep];
            to[target + 5] = from[start + i + 5 * planeStep];
            to[target + 6] = from[start + i + 6 * planeStep];
            to[target + 7] = from[start + i + 7 * planeStep];
        }
    }

    /** {@code to[at + plane·planeStep + i] = from[start + i·step + plane]} for {@code count} elements of each plane. */
    static void apart(float[] from, int start, int step, int planes, int count, float[] to, int at, int planeStep) {
        int plane = 0;
        for (; plane + AT_A_TIME <= planes; plane += AT_A_TIME) {
            eightApart(from, start + plane, step, count, to, at + plane * planeStep, planeStep);
        }
        for (; plane < planes; plane++) {
            for (int i = 0; i < count; i++) {
                to[at + plane * planeStep + i] = from[start + i * step + plane];
            }
        }
    }

    private static void eightApart(float[] from, int start, int step, int count, float[] to, int at, int planeStep) {
        for (int i = 0, source = start; i < count; i++, source += step) {
            to[at + i] = from[source];
            to[at + i + planeStep] = from[source + 1];
            to[at + i + 2 * planeStep] = from[source + 2];
            to[at + i + 3 * planeStep] = from[source + 3];
            to[at + i + 4 * planeStep] = from[source + 4];
            to[at + i + 5 * planeStep] = from[source + 5];
            to[at + i + 6 * planeStep] = from[source + 6];
            to[at + i + 7 * planeStep] = from[source + 7];
        }
    }
}
