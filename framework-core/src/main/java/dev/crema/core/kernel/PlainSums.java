package dev.crema.core.kernel;

/**
 * Sums of {@code float} in {@code double}: element {@code i} of a stretch goes to lane {@code i mod 8}, and the lanes are added
 * pairwise at the end. Eight additions are in flight at a time, and any vector width can keep the same lanes.
 */
final class PlainSums {

    static final int LANES = 8;

    private PlainSums() {}

    static double sum(float[] x, int from, int count) {
        double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int i = from;
        int end = from + count;
        for (; i + LANES <= end; i += LANES) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
            e += x[i + 4];
            f += x[i + 5];
            g += x[i + 6];
            h += x[i + 7];
        }
        double rest = 0;
        for (; i < end; i++) {
            rest += x[i];
        }
        return combine(a, b, c, d, e, f, g, h) + rest;
    }

    /** Adds the last elements of a stretch to lanes that hold whole groups of eight already. */
    static double sum(float[] x, int from, int count, double[] lanes) {
        int i = from;
        int end = from + count;
        for (; i + LANES <= end; i += LANES) {
            for (int lane = 0; lane < LANES; lane++) {
                lanes[lane] += x[i + lane];
            }
        }
        double rest = 0;
        for (; i < end; i++) {
            rest += x[i];
        }
        return combine(lanes[0], lanes[1], lanes[2], lanes[3], lanes[4], lanes[5], lanes[6], lanes[7]) + rest;
    }

    private static double combine(double a, double b, double c, double d, double e, double f, double g, double h) {
        return ((a + b) + (c + d)) + ((e + f) + (g + h));
    }
}
