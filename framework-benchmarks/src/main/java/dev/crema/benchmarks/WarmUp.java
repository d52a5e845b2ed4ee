package dev.crema.benchmarks;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/**
 * Repeats a step unmeasured until it is warm: for a least time and number of steps, and from then on until the JIT compilers have
 * settled, which they have when they worked for less than a tenth of the last second.
 *
 * @param leastNanos the least time
 * @param leastSteps the least number of steps
 * @param mostNanos the time after which it ends even if the compilers go on; if no longer than the least, nobody waits for them
 * @param compilationMillis how long the compilers have worked so far, in milliseconds
 */
record WarmUp(long leastNanos, int leastSteps, long mostNanos, LongSupplier compilationMillis) {

    /** No repetition: what follows is cold. */
    static final WarmUp NONE = new WarmUp(0, 0, 0, () -> 0);

    private static final double NANOS_PER_SECOND = 1e9;
    private static final long WINDOW_NANOS = 1_000_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int SETTLED_SHARE = 10;

    /** The first step of a deep network, which nothing has compiled yet, may take longer than all of the least time. */
    private static final int USUAL_STEPS = 20;

    private static final double MOST_SECONDS = 30;

    /** At least this long and 20 steps, at most 30 seconds or twice that. */
    static WarmUp ofSeconds(double least) {
        CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
        boolean known = compilers != null && compilers.isCompilationTimeMonitoringSupported();
        return new WarmUp(
                (long) (least * NANOS_PER_SECOND),
                USUAL_STEPS,
                (long) (Math.max(MOST_SECONDS, 2 * least) * NANOS_PER_SECOND),
                known ? compilers::getTotalCompilationTime : () -> 0);
    }

    /** Repeats the step, and gives the sum of its results. */
    double run(Step step) {
        double sum = 0;
        long begin = System.nanoTime();
        long window = begin;
        long compiled = compilationMillis.getAsLong();
        boolean settled = mostNanos <= leastNanos;
        for (int i = 0; ; i++) {
            long now = System.nanoTime();
            if (now - window >= WINDOW_NANOS) {
                long later = compilationMillis.getAsLong();
                settled =
                        now - begin >= mostNanos || (later - compiled) * NANOS_PER_MILLI * SETTLED_SHARE < now - window;
                window = now;
                compiled = later;
            }
            if (settled && i >= leastSteps && now - begin >= leastNanos) {
                return sum;
            }
            sum += step.run();
        }
    }
}
