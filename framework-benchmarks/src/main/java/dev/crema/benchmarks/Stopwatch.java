package dev.crema.benchmarks;

import java.util.stream.LongStream;

/**
 * Measures a step by repeating it: first unmeasured until it is warm, then timing each repetition.
 *
 * @param warmUpNanos the least time of warm-up
 * @param warmUpSteps the least number of steps of warm-up
 * @param sampleNanos the least time over which samples are taken
 * @param leastSamples the least number of samples
 */
record Stopwatch(long warmUpNanos, int warmUpSteps, long sampleNanos, int leastSamples) {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double LEAST_WARM_UP_SECONDS = 2;
    private static final int LEAST_SAMPLES = 7;

    /** The first step of a deep network, which nothing has compiled yet, may take longer than all of the warm-up should. */
    private static final int LEAST_WARM_UP_STEPS = 20;

    /** A stopwatch that samples for this long, after a warm-up of half that, at least two seconds and 20 steps; 0 is a single cold run. */
    static Stopwatch ofSeconds(double seconds) {
        if (seconds == 0) {
            return new Stopwatch(0, 0, 0, 1);
        }
        double warmUp = Math.max(LEAST_WARM_UP_SECONDS, seconds / 2);
        return new Stopwatch(
                (long) (warmUp * NANOS_PER_SECOND),
                LEAST_WARM_UP_STEPS,
                (long) (seconds * NANOS_PER_SECOND),
                LEAST_SAMPLES);
    }

    /**
     * The median time of a step.
     *
     * @throws ArithmeticException if a step gives a number that is not finite: what it computed is broken
     */
    Measurement measure(String workload, Step step) {
        double check = 0;
        long begin = System.nanoTime();
        for (int i = 0; i < warmUpSteps || System.nanoTime() - begin < warmUpNanos; i++) {
            check += step.run();
        }
        LongStream.Builder samples = LongStream.builder();
        int count = 0;
        begin = System.nanoTime();
        long before = begin;
        while (count < leastSamples || before - begin < sampleNanos) {
            check += step.run();
            long after = System.nanoTime();
            samples.add(after - before);
            before = after;
            count++;
        }
        if (!Double.isFinite(check)) {
            throw new ArithmeticException(workload + ": expected finite results, got " + check);
        }
        return Measurement.of(workload, samples.build().toArray());
    }
}
