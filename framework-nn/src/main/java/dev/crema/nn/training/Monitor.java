package dev.crema.nn.training;

import java.util.function.ToDoubleFunction;

/**
 * The number by which epochs are compared.
 *
 * @param name for files and messages
 * @param value of an epoch
 * @param smallerIsBetter whether the best is the smallest
 */
public record Monitor(String name, ToDoubleFunction<EpochResult> value, boolean smallerIsBetter) {

    /** The loss of the validation, or of the training if there is none. */
    public static final Monitor LOSS = new Monitor("loss", EpochResult::loss, true);

    /** The accuracy of the validation, or of the training if there is none. */
    public static final Monitor ACCURACY = new Monitor("accuracy", EpochResult::accuracy, false);

    /** What every number is better than. */
    double worst() {
        return smallerIsBetter ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    /** Whether a number is better than the best by more than {@code difference}; a NaN is not. */
    boolean isBetter(double number, double best, double difference) {
        return smallerIsBetter ? number < best - difference : number > best + difference;
    }
}
