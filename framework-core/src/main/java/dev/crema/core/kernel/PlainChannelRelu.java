package dev.crema.core.kernel;

/** The loops of {@link PlainChannels} whose values go through ReLU, and whose cotangents come back through it. */
final class PlainChannelRelu {

    private static final int LANES = ChannelSums.LANES;

    private PlainChannelRelu() {}

    /** {@code y[i] = max(line(x[i]), 0)} from {@code from} to {@code to - 1}. */
    static void values(float[] x, ChannelLines lines, int channel, float[] y, int from, int to) {
        float scale = lines.floatScale(channel);
        float center = lines.floatCenter(channel);
        float shift = lines.floatShift(channel);
        for (int i = from; i < to; i++) {
            y[i] = Math.max(Math.fma(scale, x[i] - center, shift), 0f);
        }
    }

    /** {@code y[i] = max(line(x[i]) + other[i], 0)} from {@code from} to {@code to - 1}. */
    static void sums(float[] x, ChannelLines lines, int channel, float[] other, float[] y, int from, int to) {
        float scale = lines.floatScale(channel);
        float center = lines.floatCenter(channel);
        float shift = lines.floatShift(channel);
        for (int i = from; i < to; i++) {
            y[i] = Math.max(Math.fma(scale, x[i] - center, shift) + other[i], 0f);
        }
    }

    /** Sums of {@code h} and of {@code h·(x - center)}, where {@code h} is what ReLU leaves of {@code g}. */
    static void products(
            Channels channels,
            float[] g,
            float[] x,
            ChannelLines lines,
            double center,
            int channel,
            int from,
            int to,
            int begin,
            double[] lanes) {
        float scale = lines.floatScale(channel);
        float middle = lines.floatCenter(channel);
        float shift = lines.floatShift(channel);
        for (int n = from; n < to; n++) {
            int at = channels.offset(n, channel);
            for (int i = begin; i < channels.inner(); i += LANES) {
                int count = Math.min(LANES, channels.inner() - i);
                int lane = count == LANES ? 0 : 2 * LANES;
                for (int j = 0; j < count; j++) {
                    float value = x[at + i + j];
                    double cotangent = passed(g[at + i + j], Math.fma(scale, value - middle, shift));
                    lanes[lane + j] += cotangent;
                    lanes[lane + LANES + j] = Math.fma(cotangent, value - center, lanes[lane + LANES + j]);
                }
            }
        }
    }

    /** {@code dx[i] = ofCotangent(h[i])} from {@code from} to {@code to - 1}. */
    static void gradient(
            float[] g,
            float[] x,
            ChannelLines lines,
            ChannelLines ofCotangent,
            int channel,
            float[] dx,
            int from,
            int to) {
        float scale = lines.floatScale(channel);
        float center = lines.floatCenter(channel);
        float shift = lines.floatShift(channel);
        float gScale = ofCotangent.floatScale(channel);
        float gCenter = ofCotangent.floatCenter(channel);
        float gShift = ofCotangent.floatShift(channel);
        for (int i = from; i < to; i++) {
            float cotangent = passed(g[i], Math.fma(scale, x[i] - center, shift));
            dx[i] = Math.fma(gScale, cotangent - gCenter, gShift);
        }
    }

    /** {@code dx[i] = gScale·h[i] + ofInput(x[i])} from {@code from} to {@code to - 1}. */
    static void gradient(
            float[] g,
            float gScale,
            float[] x,
            ChannelLines lines,
            ChannelLines ofInput,
            int channel,
            float[] dx,
            int from,
            int to) {
        float scale = lines.floatScale(channel);
        float center = lines.floatCenter(channel);
        float shift = lines.floatShift(channel);
        float xScale = ofInput.floatScale(channel);
        float xCenter = ofInput.floatCenter(channel);
        float xShift = ofInput.floatShift(channel);
        for (int i = from; i < to; i++) {
            float cotangent = passed(g[i], Math.fma(scale, x[i] - center, shift));
            dx[i] = Math.fma(gScale, cotangent, Math.fma(xScale, x[i] - xCenter, xShift));
        }
    }

    private static float passed(float g, float line) {
        return PlainPointwise.passed(g, Math.max(line, 0f));
    }
}
