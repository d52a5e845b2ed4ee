package dev.crema.examples.digits;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The digits can be told apart, but not by a glance at single pixels. */
final class DifficultyTest {

    private static final long SEED = 0;
    private static final int TRAIN_SIZE = 2_000;

    /** Nearest mean reads about 0.63; the standard error of 1,000 images is 0.015, so this is nine of them below. */
    private static final double AT_LEAST = 0.5;

    /** Nine standard errors above; a linear model that is trained reads more, see docs/embedded-digits.md. */
    private static final double AT_MOST = 0.77;

    /** Of each digit alone: three times what guessing would read. */
    private static final double EACH_AT_LEAST = 0.3;

    private static double[] share;

    /** Gives each test image the digit whose mean training image is nearest, and notes the share of each digit read right. */
    @BeforeAll
    static void readByNearestMean() {
        double[][] means = means(EmbeddedDigits.train(TRAIN_SIZE, SEED));
        EmbeddedDigits test = EmbeddedDigits.test(1_000, SEED);
        share = new double[EmbeddedDigits.CLASSES];
        for (int i = 0; i < test.size(); i++) {
            if (nearest(means, test.image(i)) == test.label(i)) {
                share[test.label(i)] += (double) EmbeddedDigits.CLASSES / test.size();
            }
        }
    }

    @Test
    void nearestMeanReadsManyDigitsButNotMost() {
        double accuracy = 0;
        for (double one : share) {
            accuracy += one / EmbeddedDigits.CLASSES;
        }
        assertTrue(accuracy > AT_LEAST && accuracy < AT_MOST, "accuracy " + accuracy);
    }

    @Test
    void everyDigitDiffersFromTheOthers() {
        for (int digit = 0; digit < EmbeddedDigits.CLASSES; digit++) {
            assertTrue(share[digit] > EACH_AT_LEAST, digit + " is read right in " + share[digit]);
        }
    }

    private static double[][] means(EmbeddedDigits digits) {
        double[][] means = new double[EmbeddedDigits.CLASSES][EmbeddedDigits.SIDE * EmbeddedDigits.SIDE];
        for (int i = 0; i < digits.size(); i++) {
            byte[] image = digits.image(i);
            double[] mean = means[digits.label(i)];
            for (int at = 0; at < image.length; at++) {
                mean[at] += Byte.toUnsignedInt(image[at]) * (double) EmbeddedDigits.CLASSES / digits.size();
            }
        }
        return means;
    }

    private static int nearest(double[][] means, byte[] image) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int digit = 0; digit < means.length; digit++) {
            double distance = 0;
            for (int at = 0; at < image.length; at++) {
                double difference = Byte.toUnsignedInt(image[at]) - means[digit][at];
                distance += difference * difference;
            }
            if (distance < least) {
                least = distance;
                nearest = digit;
            }
        }
        return nearest;
    }
}
