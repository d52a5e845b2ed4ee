package dev.crema.nn.cases;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.array.NdArray;
import java.util.Arrays;

/** Mean, standard deviation and range of the elements of an array. */
public record Moments(double mean, double deviation, double least, double most, int count) {

    /** A sample of a seeded generator that lies this many standard errors off would be a fault of one in 15000 at least. */
    private static final double STANDARD_ERRORS = 4;

    public static Moments of(NdArray values) {
        double[] numbers = values.toDoubleArray();
        double mean = Arrays.stream(numbers).average().orElseThrow();
        double variance = Arrays.stream(numbers)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        return new Moments(
                mean,
                Math.sqrt(variance),
                Arrays.stream(numbers).min().orElseThrow(),
                Arrays.stream(numbers).max().orElseThrow(),
                numbers.length);
    }

    /** That a sample may come from a distribution with this mean and deviation, whose tails are not heavier than normal. */
    public void expect(double wantedMean, double wantedDeviation) {
        double error = wantedDeviation / Math.sqrt(count);
        assertEquals(wantedMean, mean, STANDARD_ERRORS * error, "mean of " + this);
        assertEquals(wantedDeviation, deviation, STANDARD_ERRORS * error, "deviation of " + this);
    }
}
