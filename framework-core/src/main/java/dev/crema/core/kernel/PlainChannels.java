package dev.crema.core.kernel;

/**
 * The loops over channels in plain Java. Those that sum take the images {@code from .. to - 1} of one channel, and of each plane the
 * elements from {@code begin} on, a multiple of the lanes.
 */
final class PlainChannels {

    private static final int LANES = ChannelSums.LANES;

    private PlainChannels() {}

    static void sum(Channels channels, float[] x, int channel, int from, int to, int begin, double[] lanes) {
        for (int n = from; n < to; n++) {
            int at = channels.offset(n, channel);
            for (int i = begin; i < channels.inner(); i += LANES) {
                int count = Math.min(LANES, channels.inner() - i);
                int lane = count == LANES ? 0 : LANES;
                for (int j = 0; j < count; j++) {
                    lanes[lane + j] += x[at + i + j];
                }
            }
        }
    }

    /** Sums of {@code x - center} and of its square. */
    static void moments(
            Channels channels, float[] x, double center, int channel, int from, int to, int begin, double[] lanes) {
        for (int n = from; n < to; n++) {
            int at = channels.offset(n, channel);
            for (int i = begin; i < channels.inner(); i += LANES) {
                int count = Math.min(LANES, channels.inner() - i);
                int lane = count == LANES ? 0 : 2 * LANES;
                for (int j = 0; j < count; j++) {
                    double distance = x[at + i + j] - center;
                    lanes[lane + j] += distance;
                    lanes[lane + LANES + j] = Math.fma(distance, distance, lanes[lane + LANES + j]);
                }
            }
        }
    }

    /** Sums of {@code g} and of {@code g·(x - center)}. */
    static void products(
            Channels channels,
            float[] g,
            float[] x,
            double center,
            int channel,
            int from,
            int to,
            int begin,
            double[] lanes) {
        for (int n = from; n < to; n++) {
            int at = channels.offset(n, channel);
            for (int i = begin; i < channels.inner(); i += LANES) {
                int count = Math.min(LANES, channels.inner() - i);
                int lane = count == LANES ? 0 : 2 * LANES;
                for (int j = 0; j < count; j++) {
                    double cotangent = g[at + i + j];
                    lanes[lane + j] += cotangent;
                    lanes[lane + LANES + j] = Math.fma(cotangent, x[at + i + j] - center, lanes[lane + LANES + j]);
                }
            }
        }
    }

    /** {@code y[i] = scale·(x[i] - center) + shift} from {@code from} to {@code to - 1}. */
    static void affine(float[] x, float scale, float center, float shift, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = Math.fma(scale, x[i] - center, shift);
        }
    }

    /** {@code y[i] = gScale·g[i] + (scale·(x[i] - center) + shift)} from {@code from} to {@code to - 1}. */
    static void affine(
            float[] g, float gScale, float[] x, float scale, float center, float shift, float[] y, int from, int to) {
        for (int i = from; i < to; i++) {
            y[i] = Math.fma(gScale, g[i], Math.fma(scale, x[i] - center, shift));
        }
    }
}
