package dev.crema.core.check;

/** A derivative by gradient and by a difference of this step, and how far apart they may be. */
record Comparison(double analytic, double numeric, double step, double tolerance) {

    double error() {
        return Math.abs(analytic - numeric);
    }

    boolean isClose() {
        return error() <= tolerance;
    }

    /** How many times the tolerance the error is; a NaN is worse than any number. */
    double badness() {
        double ratio = error() / Math.max(tolerance, Double.MIN_NORMAL);
        return Double.isNaN(ratio) ? Double.POSITIVE_INFINITY : ratio;
    }
}
