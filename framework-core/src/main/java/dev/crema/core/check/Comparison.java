package dev.crema.core.check;

/** A derivative by gradient and by a difference of this step, and how far apart they may be. */
record Comparison(double analytic, double numeric, double step, double tolerance) {

    double error() {
        return Math.abs(analytic - numeric);
    }

    /** Never where the tolerance is infinite: it grows with the gradient, and an infinite gradient would allow itself. */
    boolean isClose() {
        return error() <= tolerance && Double.isFinite(tolerance);
    }

    /** How many times the tolerance the error is; a NaN or an infinite tolerance is worse than any number. */
    double badness() {
        double ratio = error() / Math.max(tolerance, Double.MIN_NORMAL);
        return Double.isNaN(ratio) || Double.isInfinite(tolerance) ? Double.POSITIVE_INFINITY : ratio;
    }
}
