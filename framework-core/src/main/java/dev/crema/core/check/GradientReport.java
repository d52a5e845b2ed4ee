package dev.crema.core.check;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a {@link GradientCheck} found.
 *
 * @param name of the function
 * @param comparisons number of derivatives that were compared
 * @param worst the entry, or the direction where all are right, that is furthest off; empty if nothing could be compared
 * @param fault what is wrong; empty if nothing is
 */
public record GradientReport(String name, int comparisons, Optional<Entry> worst, Optional<Fault> fault) {

    /**
     * A derivative by gradient and by differences.
     *
     * @param input the name of the input
     * @param index of the entry; empty for a derivative along a random direction
     * @param analytic by the gradient
     * @param numeric by differences
     * @param step of the difference
     * @param error difference of the two relative to the larger
     * @param allowed the largest error that rounding and the step explain
     */
    public record Entry(
            String input,
            List<Integer> index,
            double analytic,
            double numeric,
            double step,
            double error,
            double allowed) {

        public Entry {
            index = List.copyOf(index);
        }

        static Entry of(String input, List<Integer> index, Comparison comparison) {
            double larger = Math.max(Math.abs(comparison.analytic()), Math.abs(comparison.numeric()));
            double divisor = larger == 0 ? 1 : larger;
            return new Entry(
                    input,
                    index,
                    comparison.analytic(),
                    comparison.numeric(),
                    comparison.step(),
                    comparison.error() / divisor,
                    comparison.tolerance() / divisor);
        }
    }

    /**
     * What is wrong, and the usual cause that fits.
     *
     * @param hint what to look at, in a few words
     */
    public record Fault(Cause cause, String hint) {}

    /** Whether nothing is wrong. */
    public boolean passed() {
        return fault.isEmpty();
    }

    /** One line. */
    @Override
    public String toString() {
        if (passed()) {
            return name + ": the gradient is the derivative in " + comparisons + " comparisons"
                    + worst.map(entry -> String.format(
                                    Locale.ROOT, ", relative error %.1e, allowed %.1e", entry.error(), entry.allowed()))
                            .orElse("");
        }
        String hint = fault.map(Fault::hint).orElse("");
        return worst.map(entry ->
                                name + ": expected the derivative " + number(entry.numeric()) + " for " + entry.input()
                                        + (entry.index().isEmpty() ? "" : " at " + entry.index()) + ", got "
                                        + number(entry.analytic())
                                        + String.format(
                                                Locale.ROOT,
                                                " (relative error %.1e, allowed %.1e, step %.1e); ",
                                                entry.error(),
                                                entry.allowed(),
                                                entry.step()))
                        .orElse(name + ": ")
                + hint;
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }
}
