package dev.crema.core.kernel;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * An array seen as {@code [batch, channels, inner]}, so that images {@code [N, C, H, W]} and rows {@code [N, C]} are one case.
 *
 * @param batch number of images
 * @param channels number of channels
 * @param inner positions of one channel of one image
 */
public record Channels(int batch, int channels, int inner) {

    /** Elements of a stretch that is worth a thread. */
    private static final int STRETCH = 32_768;

    /** The outputs of a convolution. */
    static Channels ofOutputs(ConvolutionSizes sizes) {
        return new Channels(sizes.batch(), sizes.groups() * sizes.filters(), sizes.outHeight() * sizes.outWidth());
    }

    /** Number of values that share a channel. */
    public int perChannel() {
        return batch * inner;
    }

    /** A number for each channel. */
    public double[] each(IntToDoubleFunction value) {
        double[] result = new double[channels];
        Arrays.setAll(result, value);
        return result;
    }

    int offset(int image, int channel) {
        return (image * channels + channel) * inner;
    }

    /** Runs {@code loop} over each plane, {@code from .. to - 1} in the array, on all threads. */
    void eachPlane(PlaneLoop loop) {
        Workers.runStretches(batch * channels, Math.max(1, STRETCH / Math.max(1, inner)), (first, end) -> {
            for (int plane = first; plane < end; plane++) {
                loop.run(plane % channels, plane * inner, (plane + 1) * inner);
            }
        });
    }

    /** What happens to one plane of a channel, or a stretch of it. */
    @FunctionalInterface
    interface PlaneLoop {
        void run(int channel, int from, int to);
    }
}
