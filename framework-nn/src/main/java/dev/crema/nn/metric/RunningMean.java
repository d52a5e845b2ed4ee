package dev.crema.nn.metric;

import java.util.Locale;

/**
 * The mean of numbers that each stand for several images, such as the loss over the batches of an epoch.
 *
 * @param sum the sum of value times count
 * @param count number of images
 */
public record RunningMean(double sum, long count) {

    /** The mean before the first number. */
    public static final RunningMean NONE = new RunningMean(0, 0);

    /** Checks that the count is not negative. */
    public RunningMean {
        if (count < 0) {
            throw new IllegalArgumentException("mean: expected a count of at least 0, got " + count);
        }
    }

    /** The mean with one number more, which is itself the mean over {@code images} images. */
    public RunningMean plus(double value, int images) {
        if (images < 1) {
            throw new IllegalArgumentException("mean: expected a value over at least 1 image, got " + images);
        }
        return new RunningMean(sum + value * images, count + images);
    }

    /** The mean; NaN before the first number. */
    public double value() {
        return sum / count;
    }

    /** The mean with four decimals. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.4f", value());
    }
}
