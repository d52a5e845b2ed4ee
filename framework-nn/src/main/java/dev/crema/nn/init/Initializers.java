package dev.crema.nn.init;

import dev.crema.core.array.Generator;
import dev.crema.core.array.LinearAlgebra;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;

/** The usual initializers. Weights have the shape {@code [out, in, ...]}, or {@code [groups, out, in, R, S]}. */
public final class Initializers {

    /** The gain of Kaiming initialization for ReLU: half of the values are cut off. */
    public static final double RELU_GAIN = Math.sqrt(2);

    private Initializers() {}

    public static Initializer zeros() {
        return constant(0);
    }

    public static Initializer ones() {
        return constant(1);
    }

    public static Initializer constant(double value) {
        return (shape, dtype, generator) -> NdArray.full(shape, dtype, value);
    }

    /** Evenly distributed in {@code [low, high)}. */
    public static Initializer uniform(double low, double high) {
        if (!(low <= high) || Double.isInfinite(high - low)) {
            throw new IllegalArgumentException("uniform: expected finite low <= high, got " + low + " and " + high);
        }
        return (shape, dtype, generator) -> NdArray.generate(shape, dtype, () -> generator.uniform(low, high));
    }

    /** Normally distributed. */
    public static Initializer normal(double mean, double standardDeviation) {
        if (!Double.isFinite(mean) || !(standardDeviation >= 0) || Double.isInfinite(standardDeviation)) {
            throw new IllegalArgumentException(
                    "normal: expected a finite mean and a standard deviation of at least 0, got " + mean + " and "
                            + standardDeviation);
        }
        return (shape, dtype, generator) ->
                NdArray.generate(shape, dtype, () -> mean + standardDeviation * generator.nextGaussian());
    }

    /**
     * Normally distributed, on the condition that the value lies in {@code low .. high}.
     *
     * <p>Values are drawn evenly from the interval and accepted in proportion to their density, or drawn from the whole normal
     * distribution where the interval holds a good part of it.
     */
    public static Initializer truncatedNormal(double mean, double standardDeviation, double low, double high) {
        double reach = 6 * standardDeviation;
        boolean proper = standardDeviation > 0 && Double.isFinite(reach) && Double.isFinite(mean);
        if (!proper || !(low < high) || high < mean - reach || low > mean + reach) {
            throw new IllegalArgumentException(
                    "truncatedNormal: expected a standard deviation above 0 and low < high within 6 of"
                            + " them around the mean " + mean + ", got " + standardDeviation + ", " + low + " and "
                            + high);
        }
        double from = Math.max((low - mean) / standardDeviation, -2 * 6);
        double to = Math.min((high - mean) / standardDeviation, 2 * 6);
        return (shape, dtype, generator) -> NdArray.generate(
                shape, dtype, () -> clamp(mean + standardDeviation * standardNormal(from, to, generator), low, high));
    }

    private static double standardNormal(double from, double to, Generator generator) {
        boolean holdsMost = from < -0.5 && to > 0.5;
        double peak = from > 0 ? from : to < 0 ? to : 0;
        while (true) {
            double value = holdsMost ? generator.nextGaussian() : generator.uniform(from, to);
            boolean accepted = holdsMost
                    ? value >= from && value <= to
                    : generator.nextDouble() < StrictMath.exp((peak * peak - value * value) / 2);
            if (accepted) {
                return value;
            }
        }
    }

    private static double clamp(double value, double low, double high) {
        return Math.min(Math.max(value, low), high);
    }

    /** Uniform with variance {@code gain²·2 / (fanIn + fanOut)} (Glorot and Bengio 2010). */
    public static Initializer xavierUniform(double gain) {
        requireGain("xavierUniform", gain);
        return (shape, dtype, generator) -> {
            double bound = Math.sqrt(3) * xavierDeviation(shape, gain);
            return uniform(-bound, bound).create(shape, dtype, generator);
        };
    }

    /** Normal with variance {@code gain²·2 / (fanIn + fanOut)} (Glorot and Bengio 2010). */
    public static Initializer xavierNormal(double gain) {
        requireGain("xavierNormal", gain);
        return (shape, dtype, generator) ->
                normal(0, xavierDeviation(shape, gain)).create(shape, dtype, generator);
    }

    private static double xavierDeviation(Shape shape, double gain) {
        Fan fan = Fan.of(shape);
        return gain * Math.sqrt(2.0 / (fan.in() + fan.out()));
    }

    /** Uniform with variance {@code gain² / fan} (He and others 2015). */
    public static Initializer kaimingUniform(double gain, FanMode mode) {
        requireGain("kaimingUniform", gain);
        return (shape, dtype, generator) -> {
            double bound = Math.sqrt(3) * kaimingDeviation(shape, gain, mode);
            return uniform(-bound, bound).create(shape, dtype, generator);
        };
    }

    /** Normal with variance {@code gain² / fan} (He and others 2015). */
    public static Initializer kaimingNormal(double gain, FanMode mode) {
        requireGain("kaimingNormal", gain);
        return (shape, dtype, generator) ->
                normal(0, kaimingDeviation(shape, gain, mode)).create(shape, dtype, generator);
    }

    private static double kaimingDeviation(Shape shape, double gain, FanMode mode) {
        Fan fan = Fan.of(shape);
        return gain / Math.sqrt(mode == FanMode.FAN_IN ? fan.in() : fan.out());
    }

    /** Rows, one for each output, that are orthogonal and of length {@code gain}; or the columns if there are more rows. */
    public static Initializer orthogonal(double gain) {
        requireGain("orthogonal", gain);
        return (shape, dtype, generator) -> {
            int columns = Fan.of(shape).in();
            int rows = columns == 0 ? 0 : shape.size() / columns;
            NdArray gaussian = normal(0, 1).create(Shape.of(rows, columns), dtype, generator);
            return LinearAlgebra.orthonormal(gaussian).mul(gain).reshape(shape);
        };
    }

    /** Each output copies the input channel of its own number: 1 at the centre of the kernel, 0 elsewhere. */
    public static Initializer dirac() {
        return (shape, dtype, generator) -> {
            if (shape.rank() != 4 && shape.rank() != 5) {
                throw new IllegalArgumentException(
                        "dirac: expected [K, C, R, S] or [groups, K, C, R, S], got " + shape);
            }
            int height = shape.size(-2);
            int width = shape.size(-1);
            int channels = shape.size(-3);
            int filters = shape.size(-4);
            int[] position = {0};
            return NdArray.generate(shape, dtype, () -> {
                int at = position[0]++;
                int tap = at % (height * width);
                int c = at / (height * width) % channels;
                int k = at / (height * width * channels) % filters;
                return c == k && tap == height / 2 * width + width / 2 ? 1 : 0;
            });
        };
    }

    private static void requireGain(String name, double gain) {
        if (!(gain >= 0) || Double.isInfinite(gain)) {
            throw new IllegalArgumentException(name + ": expected a gain of at least 0, got " + gain);
        }
    }
}
