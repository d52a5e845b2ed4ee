package dev.crema.core.kernel;

/**
 * A line {@code scale·(x - center) + shift} for each channel.
 *
 * <p>The subtraction comes first, because values far from 0 would lose their digits in {@code scale·x}. What a center loses when it is
 * rounded to {@code float} goes into the shift.
 */
public final class ChannelLines {

    private final double[] scale;
    private final double[] center;
    private final double[] shift;

    private ChannelLines(double[] scale, double[] center, double[] shift) {
        this.scale = scale;
        this.center = center;
        this.shift = shift;
    }

    /** Lines with these numbers for each channel; the arrays are not copied. */
    public static ChannelLines of(double[] scale, double[] center, double[] shift) {
        return new ChannelLines(scale, center, shift);
    }

    /** Lines around 0. */
    public static ChannelLines of(double[] scale, double[] shift) {
        return new ChannelLines(scale, new double[scale.length], shift);
    }

    double scale(int channel) {
        return scale[channel];
    }

    double center(int channel) {
        return center[channel];
    }

    double shift(int channel) {
        return shift[channel];
    }

    float floatScale(int channel) {
        return (float) scale[channel];
    }

    float floatCenter(int channel) {
        return (float) center[channel];
    }

    /** The shift of the line around {@link #floatCenter}. */
    float floatShift(int channel) {
        return (float) (shift[channel] + scale[channel] * (floatCenter(channel) - center[channel]));
    }
}
