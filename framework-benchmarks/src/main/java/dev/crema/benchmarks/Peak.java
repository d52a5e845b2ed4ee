package dev.crema.benchmarks;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What the processors can do at most, whatever the workload: the yardstick for its operations a second. */
final class Peak {

    /** How often two threads hand each other a number in one step. */
    private static final int HANDOVERS = 20_000;

    /** Far more than any cache holds: 128 MB in each of three arrays. */
    private static final int TRIAD_FLOATS = 1 << 25;

    private static final int TRIAD_BYTES_PER_FLOAT = 3 * Float.BYTES;

    private Peak() {}

    /**
     * Measures multiply-adds in registers and a triad {@code a = b + s * c} in memory, with one thread and with all, and how long a number that
     * one of two threads writes takes to the other.
     *
     * @throws IllegalStateException if the Vector API is missing
     */
    static void measure(int threads, Stopwatch stopwatch, Consumer<String> lines) throws InterruptedException {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            throw new IllegalStateException(
                    "--peak: expected the Vector API; start Java with --add-modules jdk.incubator.vector");
        }
        List<Integer> counts = threads == 1 ? List.of(1) : List.of(1, threads);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (int count : counts) {
                Step step = () -> together(pool, count, VectorPeak::multiplyAdds);
                lines.accept(stopwatch
                        .measure("peak.fma.t" + count, step)
                        .toJson("gflops", count * VectorPeak.operations()));
            }
            float[][] arrays =
                    Stream.generate(() -> new float[TRIAD_FLOATS]).limit(3).toArray(float[][]::new);
            for (int count : counts) {
                Step step = () -> together(pool, count, part -> triad(arrays, part, count));
                lines.accept(stopwatch
                        .measure("peak.triad.t" + count, step)
                        .toJson("gbytes", (long) TRIAD_FLOATS * TRIAD_BYTES_PER_FLOAT));
            }
            if (threads > 1 && Runtime.getRuntime().availableProcessors() > 1) {
                AtomicInteger number = new AtomicInteger();
                Step step = () -> together(pool, 2, part -> handOver(number, part));
                lines.accept(stopwatch.measure("peak.handover", step).toJsonOfParts(HANDOVERS));
            }
        } finally {
            pool.shutdown();
        }
    }

    /** Counts on whenever the other thread has counted: one thread from even numbers, the other from odd ones. */
    private static double handOver(AtomicInteger number, int part) {
        for (int i = 0; i < HANDOVERS / 2; i++) {
            while ((number.get() & 1) != part) {
                Thread.onSpinWait();
            }
            number.incrementAndGet();
        }
        return number.get();
    }

    private static double triad(float[][] arrays, int part, int parts) {
        int from = (int) ((long) TRIAD_FLOATS * part / parts);
        int to = (int) ((long) TRIAD_FLOATS * (part + 1) / parts);
        triad(arrays[0], arrays[1], arrays[2], from, to);
        return arrays[0][from];
    }

    private static void triad(float[] a, float[] b, float[] c, int from, int to) {
        for (int i = from; i < to; i++) {
            a[i] = b[i] + 3 * c[i];
        }
    }

    /** A part of the work of one step. */
    @FunctionalInterface
    private interface Part {
        double run(int number);
    }

    private static double together(ExecutorService pool, int count, Part part) {
        List<Future<Double>> parts = Stream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> pool.submit(() -> part.run(i)))
                .toList();
        double sum = 0;
        try {
            for (Future<Double> each : parts) {
                sum += each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("--peak: interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("--peak: " + e.getCause(), e);
        }
        return sum;
    }
}
