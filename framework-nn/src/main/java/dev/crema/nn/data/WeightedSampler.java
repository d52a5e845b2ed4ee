package dev.crema.nn.data;

import dev.crema.core.array.Generator;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A choice of images with probabilities in proportion to weights.
 *
 * <p>By default an epoch has as many images as the dataset, and each is drawn from all of them, so that some come several times
 * and some not at all.
 */
public final class WeightedSampler implements Sampler {

    private final double[] weights;
    private final int samples;
    private final boolean replacement;

    private WeightedSampler(double[] weights, int samples, boolean replacement) {
        this.weights = weights;
        this.samples = samples;
        this.replacement = replacement;
    }

    /** A sampler with a weight of at least 0 for each image of the dataset; the array is copied. */
    public static WeightedSampler of(double... weights) {
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0) || Double.isInfinite(weights[i])) {
                throw new IllegalArgumentException(
                        "sampler: expected finite weights of at least 0, got " + weights[i] + " for image " + i);
            }
            sum += weights[i];
        }
        if (!(sum > 0) || Double.isInfinite(sum)) {
            throw new IllegalArgumentException("sampler: expected weights with a finite sum above 0, got " + sum);
        }
        return new WeightedSampler(weights.clone(), weights.length, true);
    }

    /** A sampler that draws each class that a dataset has with the same probability. */
    public static WeightedSampler balanced(Dataset dataset) {
        int[] labels = Labels.of(dataset);
        int[] counts = Labels.counts(labels);
        return of(
                Arrays.stream(labels).mapToDouble(label -> 1.0 / counts[label]).toArray());
    }

    /** This sampler with another number of images in an epoch. */
    public WeightedSampler samples(int images) {
        if (images < 1) {
            throw new IllegalArgumentException("sampler: expected at least 1 image in an epoch, got " + images);
        }
        return new WeightedSampler(weights, images, replacement);
    }

    /** This sampler drawing an image again and again, or at most once in an epoch. */
    public WeightedSampler replacement(boolean allowed) {
        return new WeightedSampler(weights, samples, allowed);
    }

    @Override
    public int count(int size) {
        return samples;
    }

    @Override
    public int[] indices(int size, Generator random) {
        if (size != weights.length) {
            throw new IllegalArgumentException("sampler: expected a dataset of " + weights.length
                    + " images, one for each weight, got " + size + " images");
        }
        return replacement ? drawn(random) : drawnOnce(random);
    }

    private int[] drawn(Generator random) {
        double[] upTo = new double[weights.length];
        double sum = 0;
        for (int i = 0; i < upTo.length; i++) {
            sum += weights[i];
            upTo[i] = sum;
        }
        int[] result = new int[samples];
        for (int i = 0; i < samples; i++) {
            result[i] = position(upTo, random.uniform(0, sum));
        }
        return result;
    }

    /** The first image whose weights so far exceed a number; one of weight 0 never is. */
    private static int position(double[] upTo, double number) {
        int low = 0;
        int high = upTo.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (upTo[middle] > number) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** By exponential times, of which the earliest win (Efraimidis and Spirakis 2006). */
    private int[] drawnOnce(Generator random) {
        double[] times = new double[weights.length];
        int possible = 0;
        for (int i = 0; i < times.length; i++) {
            times[i] = -StrictMath.log(1 - random.nextDouble()) / weights[i];
            if (weights[i] > 0) {
                possible++;
            } else {
                times[i] = Double.POSITIVE_INFINITY;
            }
        }
        if (samples > possible) {
            throw new IllegalArgumentException("sampler: expected at most " + possible
                    + " images without replacement, as many as have a weight above 0, got " + samples
                    + "; set fewer samples or replacement(true)");
        }
        return IntStream.range(0, times.length)
                .boxed()
                .sorted((a, b) -> Double.compare(times[a], times[b]))
                .limit(samples)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
