package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** The largest error of many results, in units in the last place of the exact result. */
final class RoundingError {

    private final String what;
    private final DType dtype;
    private long count;
    private double worst;
    private String where = "";

    RoundingError(String what, DType dtype) {
        this.what = what;
        this.dtype = dtype;
    }

    void add(BigDecimal exact, double actual, String argument) {
        add(exact, actual, 0, argument);
    }

    /** Counts the error in {@code leastUnit} where that is more than a unit in the last place. */
    void add(BigDecimal exact, double actual, double leastUnit, String argument) {
        count++;
        double error = errorOf(exact, actual, leastUnit);
        if (!(error <= worst)) {
            worst = error;
            where = argument + ": " + actual + " for " + exact.round(MathContext.DECIMAL64);
        }
    }

    private double errorOf(BigDecimal exact, double actual, double leastUnit) {
        if (Double.isInfinite(actual)) {
            double nearest = dtype == DType.FLOAT32 ? exact.floatValue() : exact.doubleValue();
            return nearest == actual ? 0 : Double.POSITIVE_INFINITY;
        }
        return new BigDecimal(actual)
                .subtract(exact)
                .abs()
                .divide(new BigDecimal(Math.max(ulp(exact), leastUnit)), MathContext.DECIMAL64)
                .doubleValue();
    }

    private double ulp(BigDecimal exact) {
        return dtype == DType.FLOAT32
                ? Math.ulp(Math.min(Math.abs(exact.floatValue()), Float.MAX_VALUE))
                : Math.ulp(Math.min(Math.abs(exact.doubleValue()), Double.MAX_VALUE));
    }

    double worst() {
        return worst;
    }

    /** That no error is larger. */
    void require(double most) {
        assertTrue(count > 0, what);
        assertTrue(worst <= most, () -> this + ", expected at most " + most);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT, "%-28s %-8s %9d results, worst %.9f ulp at %s", what, dtype, count, worst, where);
    }
}
