package dev.crema.core.kernel;

import java.util.Arrays;

/**
 * Sums per channel, in {@code double} and in an order that fixes them to the bit.
 *
 * <p>A channel is cut into stretches of whole images. Within a stretch, element {@code i} of a plane goes to lane
 * {@code i mod 32}; what a plane holds beyond whole groups of 32 goes to a second set of lanes. The two sets are added lane by lane,
 * the lanes by halves, and the stretches in ascending order. Thirty-two lanes keep four vectors of eight in flight.
 */
final class ChannelSums {

    static final int LANES = 32;

    /** Elements of a stretch: enough to be worth a thread, few enough to stay in the second-level cache. */
    private static final int STRETCH = 16_384;

    private static final int MOST_QUANTITIES = 2;

    private static final ThreadLocal<double[]> LANES_OF_THREAD =
            ThreadLocal.withInitial(() -> new double[2 * MOST_QUANTITIES * LANES]);

    private ChannelSums() {}

    /** Sums one or two quantities for each channel: quantity {@code q} of channel {@code c} comes to {@code sums[q][c]}. */
    static void run(Channels channels, Loop loop, double[]... sums) {
        int quantities = sums.length;
        int count = channels.channels();
        int images = Math.max(1, STRETCH / Math.max(1, channels.inner()));
        int parts = (channels.batch() + images - 1) / images * count;
        int together = Math.max(1, STRETCH / Math.max(1, images * channels.inner()));
        double[] results = new double[parts * quantities];
        Workers.runStretches(parts, together, (first, end) -> {
            double[] lanes = LANES_OF_THREAD.get();
            for (int part = first; part < end; part++) {
                Arrays.fill(lanes, 0);
                int from = part / count * images;
                loop.add(part % count, from, Math.min(channels.batch(), from + images), lanes);
                for (int q = 0; q < quantities; q++) {
                    results[part * quantities + q] = combine(lanes, q * LANES, (quantities + q) * LANES);
                }
            }
        });
        for (int q = 0; q < quantities; q++) {
            Arrays.fill(sums[q], 0);
            for (int part = 0; part < parts; part++) {
                sums[q][part % count] += results[part * quantities + q];
            }
        }
    }

    private static double combine(double[] lanes, int groups, int rest) {
        for (int lane = 0; lane < LANES; lane++) {
            lanes[groups + lane] += lanes[rest + lane];
        }
        for (int half = LANES / 2; half > 0; half /= 2) {
            for (int lane = 0; lane < half; lane++) {
                lanes[groups + lane] += lanes[groups + lane + half];
            }
        }
        return lanes[groups];
    }

    /** For each channel the first of its elements, by which {@link #toMoments} wants its sums shifted. */
    static double[] firstElements(Channels channels, float[] x) {
        double[] result = new double[channels.channels()];
        Arrays.setAll(result, c -> channels.perChannel() == 0 ? 0 : x[channels.offset(0, c)]);
        return result;
    }

    /**
     * Turns the sums of {@code x - center} and of its square into the mean and the biased variance of {@code x}.
     *
     * <p>The center has to be one of the {@code n} values. No value is farther from the mean than {@code sqrt(n - 1)} deviations, so the
     * subtraction of what the center is off costs at most a factor {@code n} in precision, 16 of 53 bits for 64 images of 32x32.
     */
    static void toMoments(Channels channels, double[] center, double[] mean, double[] variance) {
        double count = channels.perChannel();
        for (int c = 0; c < channels.channels(); c++) {
            double off = mean[c] / count;
            mean[c] = center[c] + off;
            variance[c] = Math.max(0, variance[c] / count - off * off);
        }
    }

    /** Adds the images {@code from .. to - 1} of a channel to the lanes: a first set for each quantity, then a second for each. */
    @FunctionalInterface
    interface Loop {
        void add(int channel, int from, int to, double[] lanes);
    }
}
