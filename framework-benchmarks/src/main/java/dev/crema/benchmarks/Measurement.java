package dev.crema.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/**
 * How long a workload takes.
 *
 * @param workload its name
 * @param medianMillis the median over the samples, in milliseconds
 * @param samples how often it was timed
 */
record Measurement(String workload, double medianMillis, int samples) {

    private static final double NANOS_PER_MILLI = 1e6;

    /** The median of durations in nanoseconds, the upper one of an even number. */
    static Measurement of(String workload, long... nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Measurement(workload, sorted[sorted.length / 2] / NANOS_PER_MILLI, sorted.length);
    }

    /** One line: an object with the members {@code workload}, {@code median_ms} and {@code samples}. */
    String toJson() {
        return "{" + members() + "}";
    }

    /** The same with one member more, of one of {@code count} equal parts: its time in nanoseconds. */
    String toJsonOfParts(int count) {
        return String.format(
                Locale.ROOT, "{%s, \"nanoseconds\": %.1f}", members(), medianMillis * NANOS_PER_MILLI / count);
    }

    /** The same with one member more: how much of {@code unit}, in thousand millions, was done in a second of the median. */
    String toJson(String unit, long amount) {
        return String.format(
                Locale.ROOT, "{%s, \"%s\": %.3f}", members(), unit, amount / (medianMillis * NANOS_PER_MILLI));
    }

    private String members() {
        return String.format(
                Locale.ROOT,
                "\"workload\": \"%s\", \"median_ms\": %.5f, \"samples\": %d",
                workload,
                medianMillis,
                samples);
    }
}
