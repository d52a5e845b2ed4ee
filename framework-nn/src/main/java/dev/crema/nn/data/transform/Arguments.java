package dev.crema.nn.data.transform;

/** What the numbers that transforms are made with must be. */
final class Arguments {

    private Arguments() {}

    static double probability(String transform, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(transform + ": expected a probability from 0 to 1, got " + value);
        }
        return value;
    }

    static int atLeast(String transform, String what, int least, int value) {
        if (value < least) {
            throw new IllegalArgumentException(
                    transform + ": expected a " + what + " of at least " + least + ", got " + value);
        }
        return value;
    }

    static double within(String transform, String what, double low, double high, double value) {
        if (!(value >= low && value <= high)) {
            throw new IllegalArgumentException(
                    transform + ": expected a " + what + " from " + low + " to " + high + ", got " + value);
        }
        return value;
    }

    static float finite(String transform, String what, double value) {
        float result = (float) value;
        if (!Float.isFinite(result)) {
            throw new IllegalArgumentException(transform + ": expected a finite " + what + ", got " + value);
        }
        return result;
    }
}
