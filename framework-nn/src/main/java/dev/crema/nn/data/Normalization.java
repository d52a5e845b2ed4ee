package dev.crema.nn.data;

import dev.crema.core.array.Shape;
import java.util.Arrays;

/**
 * The mean and the standard deviation of each channel of images, or one of each for all channels.
 *
 * <p>A channel is an index along the first axis of an image. Measure the training images and normalize the test images with the
 * same numbers.
 *
 * <p>As a transform it can stand behind augmentations that need values from 0 to 1, or before those that fill with 0 what is to
 * become the mean.
 */
public final class Normalization implements Transform {

    private final float[] mean;
    private final float[] deviation;

    private Normalization(float[] mean, float[] deviation) {
        if (mean.length == 0 || mean.length != deviation.length) {
            throw new IllegalArgumentException(
                    "normalization: expected a mean and a standard deviation for each channel, got " + mean.length
                            + " means and " + deviation.length + " standard deviations");
        }
        for (int channel = 0; channel < mean.length; channel++) {
            if (!Float.isFinite(mean[channel]) || !(deviation[channel] > 0) || !Float.isFinite(deviation[channel])) {
                throw new IllegalArgumentException(
                        "normalization: expected finite means and finite standard deviations above 0, got "
                                + mean[channel] + " and " + deviation[channel] + " for channel " + channel);
            }
        }
        this.mean = mean;
        this.deviation = deviation;
    }

    /** One mean and one standard deviation for all channels. */
    public static Normalization of(double mean, double deviation) {
        return new Normalization(new float[] {(float) mean}, new float[] {(float) deviation});
    }

    /** A mean and a standard deviation for each channel; the arrays are copied. */
    public static Normalization perChannel(float[] mean, float[] deviation) {
        return new Normalization(mean.clone(), deviation.clone());
    }

    /** The mean and the standard deviation of each channel over all images of a dataset, each of which is read once. */
    public static Normalization measured(Dataset dataset) {
        Shape shape = dataset.imageShape();
        if (dataset.size() == 0 || shape.size() == 0) {
            throw new IllegalArgumentException(
                    "normalization: expected images to measure, got " + dataset.size() + " of shape " + shape);
        }
        int channels = channels(shape);
        int plane = shape.size() / channels;
        double[] shift = new double[channels];
        double[] sum = new double[channels];
        double[] squares = new double[channels];
        float[] image = new float[shape.size()];
        for (int index = 0; index < dataset.size(); index++) {
            dataset.read(index, image, 0);
            for (int i = 0; i < image.length; i++) {
                int channel = i / plane;
                if (index == 0 && i % plane == 0) {
                    shift[channel] = image[i];
                }
                // Relative to a value of the channel, so that a large mean does not cancel the variance away.
                double value = image[i] - shift[channel];
                sum[channel] += value;
                squares[channel] += value * value;
            }
        }
        double count = (double) dataset.size() * plane;
        float[] mean = new float[channels];
        float[] deviation = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            double difference = sum[channel] / count;
            mean[channel] = (float) (shift[channel] + difference);
            deviation[channel] = (float) Math.sqrt(Math.max(0, squares[channel] / count - difference * difference));
        }
        return new Normalization(mean, deviation);
    }

    /** The means, one for each channel or one for all, as a new array. */
    public float[] mean() {
        return mean.clone();
    }

    /** The standard deviations, one for each channel or one for all, as a new array. */
    public float[] deviation() {
        return deviation.clone();
    }

    @Override
    public Image apply(Image image) {
        apply(image.shape(), image.values(), 0);
        return image;
    }

    @Override
    public Shape outputShape(Shape input) {
        requireFor(input);
        return input;
    }

    /** Normalizes an image of this shape in place. */
    void apply(Shape shape, float[] values, int offset) {
        int plane = shape.size() / mean.length;
        for (int channel = 0; channel < mean.length; channel++) {
            float m = mean[channel];
            float d = deviation[channel];
            int begin = offset + channel * plane;
            for (int i = begin; i < begin + plane; i++) {
                values[i] = (values[i] - m) / d;
            }
        }
    }

    void requireFor(Shape shape) {
        if (mean.length != 1 && mean.length != channels(shape)) {
            throw new IllegalArgumentException("normalization: expected one mean or " + channels(shape)
                    + " means for images of shape " + shape + ", got " + mean.length);
        }
    }

    private static int channels(Shape shape) {
        return shape.rank() == 0 ? 1 : shape.size(0);
    }

    @Override
    public String toString() {
        return "mean " + Arrays.toString(mean) + ", standard deviation " + Arrays.toString(deviation);
    }
}
