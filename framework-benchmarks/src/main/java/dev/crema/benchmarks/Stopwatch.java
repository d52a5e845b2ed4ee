package dev.crema.benchmarks;

import java.util.stream.LongStream;

/**
 * Measures a step by repeating it: first unmeasured until it is warm, then timing each repetition.
 *
 * @param warmUp what goes before
 * @param sampleNanos the least time over which samples are taken
 * @param leastSamples the least number of samples
 */
record Stopwatch(WarmUp warmUp, long sampleNanos, int leastSamples) {

    private static final double NANOS_PER_SECOND = 1e9;
    private static final double LEAST_WARM_UP_SECONDS = 2;
    private static final int LEAST_SAMPLES = 7;

    /**
     * A stopwatch that samples for this long, after a warm-up of half that, at least two seconds and 20 steps, and until the JIT
     * compilers have settled, see {@link WarmUp}; 0 is a single cold run.
     */
    static Stopwatch ofSeconds(double seconds) {
        if (seconds == 0) {
            return new Stopwatch(WarmUp.NONE, 0, 1);
        }
        double warmUp = Math.max(LEAST_WARM_UP_SECONDS, seconds / 2);
        return new Stopwatch(WarmUp.ofSeconds(warmUp), (long) (seconds * NANOS_PER_SECOND), LEAST_SAMPLES);
    }

    /**
     * The median time of a step.
     *
     * @throws ArithmeticException if a step gives a number that is not finite: what it computed is broken
     */
    Measurement measure(String workload, Step step) {
        double check = warmUp.run(step);
        LongStream.Builder samples = LongStream.builder();
        int count = 0;
        long begin = System.nanoTime();
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
