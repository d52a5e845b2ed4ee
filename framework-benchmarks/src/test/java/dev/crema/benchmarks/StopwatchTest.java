package dev.crema.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class StopwatchTest {

    private static final long MILLI = 1_000_000;

    @Test
    void takesTheLeastNumberOfSamplesOfASlowStep() {
        assertEquals(
                7, new Stopwatch(WarmUp.NONE, 0, 7).measure("slow", () -> 0).samples());
    }

    @Test
    void takesSamplesForTheLeastTime() {
        long begin = System.nanoTime();
        Measurement result =
                new Stopwatch(new WarmUp(20 * MILLI, 0, 0, () -> 0), 30 * MILLI, 1).measure("fast", () -> 0);
        assertTrue(System.nanoTime() - begin >= 50 * MILLI);
        assertTrue(result.samples() > 1);
    }

    @Test
    void warmsUpForTwoSecondsAndHalfOfALongRun() {
        assertEquals(2000 * MILLI, Stopwatch.ofSeconds(0.5).warmUp().leastNanos());
        assertEquals(5000 * MILLI, Stopwatch.ofSeconds(10).warmUp().leastNanos());
        assertEquals(new Stopwatch(WarmUp.NONE, 0, 1), Stopwatch.ofSeconds(0));
    }

    @Test
    void refusesWhatIsNotFinite() {
        Stopwatch once = Stopwatch.ofSeconds(0);
        assertThrows(ArithmeticException.class, () -> once.measure("broken", () -> Double.NaN));
    }

    @Test
    void theMedianIsTheUpperMiddle() {
        assertEquals(
                3.0, Measurement.of("x", 9 * MILLI, MILLI, 3 * MILLI, 2 * MILLI).medianMillis());
        assertEquals(2.0, Measurement.of("x", 9 * MILLI, MILLI, 2 * MILLI).medianMillis());
    }

    @Test
    void jsonHasADecimalPointWhateverTheLocale() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.GERMANY);
        try {
            assertEquals(
                    "{\"workload\": \"train.lenet5.b64\", \"median_ms\": 1.23400, \"samples\": 500}",
                    new Measurement("train.lenet5.b64", 1.234, 500).toJson());
            assertEquals(
                    "{\"workload\": \"gemm.256\", \"median_ms\": 2.00000, \"samples\": 7, \"gflops\": 1.500}",
                    new Measurement("gemm.256", 2, 7).toJson("gflops", 3_000_000));
        } finally {
            Locale.setDefault(before);
        }
    }

    /** However long they take. */
    @Test
    void aSlowStepIsRepeatedBeforeItIsMeasured() {
        AtomicInteger runs = new AtomicInteger();
        assertEquals(
                1,
                new Stopwatch(new WarmUp(0, 20, 0, () -> 0), 0, 1)
                        .measure("slow", runs::incrementAndGet)
                        .samples());
        assertEquals(21, runs.get());
        assertEquals(20, Stopwatch.ofSeconds(3).warmUp().leastSteps());
    }
}
