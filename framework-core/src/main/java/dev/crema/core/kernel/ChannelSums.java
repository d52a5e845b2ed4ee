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

    /** Elements of a stretch: enough to be worth a thread. */
    private static final int STRETCH = 16_384;

    /** Neighbouring channels whose planes a thread walks in the order of memory, at most, and groups of them that threads share. */
    private static final int CHANNELS_OF_A_PIECE = 8;

    private static final int LEAST_GROUPS = 4;

    /** Elements of a channel that are added before those of the next one. */
    private static final int ELEMENTS_AT_A_TIME = 1_024;

    private static final int MOST_QUANTITIES = 2;

    private static final ThreadLocal<double[][]> LANES_OF_THREAD =
            ThreadLocal.withInitial(() -> new double[CHANNELS_OF_A_PIECE][2 * MOST_QUANTITIES * LANES]);

    private ChannelSums() {}

    /** Sums one or two quantities for each channel: quantity {@code q} of channel {@code c} comes to {@code sums[q][c]}. */
    static void run(Channels channels, Loop loop, double[]... sums) {
        int quantities = sums.length;
        int count = channels.channels();
        int images = Math.max(1, STRETCH / Math.max(1, channels.inner()));
        int stretches = (channels.batch() + images - 1) / images;
        int ofPiece = Math.max(1, Math.min(CHANNELS_OF_A_PIECE, count / LEAST_GROUPS));
        int groups = (count + ofPiece - 1) / ofPiece;
        int parts = stretches * count;
        double[] results = new double[parts * quantities];
        Workers.run(stretches * groups, piece -> {
            int first = piece % groups * ofPiece;
            int end = Math.min(count, first + ofPiece);
            int image = piece / groups * images;
            double[][] lanes = LANES_OF_THREAD.get();
            add(channels, loop, first, end, image, Math.min(channels.batch(), image + images), lanes);
            for (int c = first; c < end; c++) {
                int part = piece / groups * count + c;
                for (int q = 0; q < quantities; q++) {
                    results[part * quantities + q] = combine(lanes[c - first], q * LANES, (quantities + q) * LANES);
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

    /** Walks some images in the order of memory, a few planes of each channel at a time. */
    private static void add(
            Channels channels, Loop loop, int firstChannel, int endChannel, int from, int to, double[][] lanes) {
        for (int c = firstChannel; c < endChannel; c++) {
            Arrays.fill(lanes[c - firstChannel], 0);
        }
        int together = Math.max(1, ELEMENTS_AT_A_TIME / Math.max(1, channels.inner()));
        for (int image = from; image < to; image += together) {
            for (int c = firstChannel; c < endChannel; c++) {
                loop.add(c, image, Math.min(to, image + together), lanes[c - firstChannel]);
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

    /** Adds the images {@code from .. to - 1} of a channel to what the lanes hold: a first set for each quantity, then a second for each. */
    @FunctionalInterface
    interface Loop {
        void add(int channel, int from, int to, double[] lanes);
    }
}
