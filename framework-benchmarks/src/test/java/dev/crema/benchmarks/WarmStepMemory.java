package dev.crema.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * A program that repeats the workload that its argument names until it is warm, and then prints how many bytes a step allocates, over all
 * threads: the median of several rounds, since the collector may take memory between two steps that would have been reused.
 */
final class WarmStepMemory {

    /** As long as JMH's warm-up of {@code WorkloadBenchmark}, and longer while the compilers are at work. */
    private static final double LEAST_SECONDS = 15;

    private static final int ROUNDS = 7;
    private static final int STEPS = 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private WarmStepMemory() {}

    public static void main(String[] arguments) {
        Step step = Workloads.prepare(arguments[0]);
        double sum = WarmUp.ofSeconds(LEAST_SECONDS).run(step);
        long[] bytes = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long before = allocated();
            for (int i = 0; i < STEPS; i++) {
                sum += step.run();
            }
            bytes[round] = (allocated() - before) / STEPS;
        }
        Arrays.sort(bytes);
        if (Double.isNaN(sum)) {
            throw new IllegalStateException("the steps give no numbers");
        }
        System.out.println("bytes " + bytes[ROUNDS / 2] + " of " + Arrays.toString(bytes));
    }

    /** By the threads that there are, which are the same before and after a round. */
    private static long allocated() {
        return Arrays.stream(THREADS.getThreadAllocatedBytes(THREADS.getAllThreadIds()))
                .filter(bytes -> bytes > 0)
                .sum();
    }
}
