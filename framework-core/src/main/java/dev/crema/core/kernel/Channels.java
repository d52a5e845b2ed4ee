package dev.crema.core.kernel;

/**
 * An array seen as {@code [batch, channels, inner]}, so that images {@code [N, C, H, W]} and rows {@code [N, C]} are one case.
 *
 * @param batch number of images
 * @param channels number of channels
 * @param inner positions of one channel of one image
 */
public record Channels(int batch, int channels, int inner) {

    /** Number of values that share a channel. */
    public int perChannel() {
        return batch * inner;
    }

    int offset(int image, int channel) {
        return (image * channels + channel) * inner;
    }
}
