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

    static double squares(float[] x, int from, int count, double center) {
        double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int i = from;
        int end = from + count;
        for (; i + LANES <= end; i += LANES) {
            a += square(x[i] - center);
            b += square(x[i + 1] - center);
            c += square(x[i + 2] - center);
            d += square(x[i + 3] - center);
            e += square(x[i + 4] - center);
            f += square(x[i + 5] - center);
            g += square(x[i + 6] - center);
            h += square(x[i + 7] - center);
        }
        double rest = 0;
        for (; i < end; i++) {
            rest += square(x[i] - center);
        }
        return combine(a, b, c, d, e, f, g, h) + rest;
    }

    static double products(float[] y, float[] x, int from, int count, double center) {
        double a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
        int i = from;
        int end = from + count;
        for (; i + LANES <= end; i += LANES) {
            a += y[i] * (x[i] - center);
            b += y[i + 1] * (x[i + 1] - center);
            c += y[i + 2] * (x[i + 2] - center);
            d += y[i + 3] * (x[i + 3] - center);
            e += y[i + 4] * (x[i + 4] - center);
            f += y[i + 5] * (x[i + 5] - center);
            g += y[i + 6] * (x[i + 6] - center);
            h += y[i + 7] * (x[i + 7] - center);
        }
        double rest = 0;
        for (; i < end; i++) {
            rest += y[i] * (x[i] - center);
        }
        return combine(a, b, c, d, e, f, g, h) + rest;
    }

    private static double square(double value) {
        return value * value;
    }

    private static double combine(double a, double b, double c, double d, double e, double f, double g, double h) {
        return ((a + b) + (c + d)) + ((e + f) + (g + h));
    }
}
