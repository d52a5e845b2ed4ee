package dev.crema.core.op;

/**
 * Where the pixels of a new axis lie on an old one.
 *
 * @param from the old size
 * @param to the new size
 * @param numerator with the denominator how many old pixels there are to a new one, as two numbers so that the quotient of a whole
 *     multiple is exact
 */
record RescaledAxis(int from, int to, double numerator, double denominator) {

    /** By a factor; where that leaves the size as it is, the pixels stay in place, as in PyTorch. */
    static RescaledAxis by(double factor, int from, int to) {
        return to == from ? new RescaledAxis(from, to, 1, 1) : new RescaledAxis(from, to, 1, factor);
    }

    /** The old pixel in which the new one begins; twice as many pixels are two of each, as in PyTorch, whatever the factor. */
    int nearest(int i) {
        return to == 2 * from ? i / 2 : Math.min((int) (i * numerator / denominator), from - 1);
    }

    /** Where the new pixel's centre lies between old ones, the first of which has its centre at 0. */
    double centre(int i, boolean alignCorners) {
        double centre = alignCorners
                ? (to == 1 ? 0 : (double) i * (from - 1) / (to - 1))
                : (i + 0.5) * numerator / denominator - 0.5;
        return Math.min(Math.max(centre, 0), from - 1);
    }
}
