package dev.crema.nn.data.transform;

import dev.crema.core.array.Generator;

/**
 * The numbers from {@code low} to {@code high}, of which one is drawn.
 *
 * @param low the least
 * @param high the most
 */
record Interval(double low, double high) {

    /** The interval, if it is one and has finite ends. */
    static Interval of(String transform, String what, double low, double high) {
        if (!(low <= high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException(
                    transform + ": expected " + what + " from a low to a high number, got " + low + " to " + high);
        }
        return new Interval(low, high);
    }

    double draw(Generator random) {
        return random.uniform(low, high);
    }
}
