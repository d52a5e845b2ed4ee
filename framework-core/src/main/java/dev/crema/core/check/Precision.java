package dev.crema.core.check;

import dev.crema.core.array.DType;

/**
 * How far a derivative by differences may be off.
 *
 * <p>Let {@code u} be the unit roundoff of the dtype (2⁻⁵³ for FLOAT64) and {@code S} the scale of the values that are subtracted.
 * A sum of {@code n} terms in any order is off by about {@code sqrt(n)·u} of its scale where rounding errors are as good as random
 * (Higham and Mary, A New Approach to Probabilistic Rounding Error Analysis, SISC 2019), and an op computes each value in some tens
 * of roundings, so a value is off by {@code R·u·S}, {@code R = 64 + 8·sqrt(n)}, {@code n} the largest size among inputs and output.
 *
 * <ul>
 *   <li>A function that is affine along a direction is differenced over the distance 1: {@code R·u·S} is all there is.
 *   <li>A central difference of step {@code h} divides that by {@code h} and adds the truncation {@code h²/6} times the third
 *       derivative, for which {@code 1000·S} is allowed. Both are about equal for {@code h = cbrt(u)} (2⁻¹⁷ for FLOAT64,
 *       2⁻⁸ for FLOAT32).
 * </ul>
 *
 * @param roundoff {@code u}
 * @param roundings {@code R}
 * @param step {@code h}
 * @param fixed the allowed error relative to {@code S}, or 0 to derive it
 */
record Precision(double roundoff, double roundings, double step, double fixed) {

    private static final double THIRD_DERIVATIVE = 1000;

    static Precision of(DType dtype, int size) {
        double roundoff = 1;
        while (dtype.round(1 + roundoff) != 1) {
            roundoff /= 2;
        }
        double step = Math.scalb(1.0, (int) Math.ceil(Math.getExponent(roundoff) / 3.0));
        return new Precision(roundoff, 64 + 8 * Math.sqrt(size), step, 0);
    }

    Precision withStep(double value) {
        return new Precision(roundoff, roundings, value, fixed);
    }

    Precision withFixed(double value) {
        return new Precision(roundoff, roundings, step, value);
    }

    /** The allowed error of a difference over the distance 1 of something affine. */
    double exact(double scale) {
        return scale * Math.max(fixed, roundings * roundoff);
    }

    /** The allowed error of a central difference of the present step. */
    double central(double scale) {
        return scale * Math.max(fixed, roundings * roundoff / step + THIRD_DERIVATIVE * step * step / 6);
    }
}
