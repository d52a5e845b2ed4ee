package dev.crema.nn.data.transform;

import dev.crema.nn.data.Image;

/** An image between its pixels: the mean of the four nearest, weighted by how near they are, with a value all around it. */
final class Bilinear {

    private final float[] values;
    private final int channels;
    private final int height;
    private final int width;
    private final float fill;

    Bilinear(Image image, float fill) {
        this.values = image.values();
        this.channels = image.channels();
        this.height = image.height();
        this.width = image.width();
        this.fill = fill;
    }

    /** Writes the value of each channel at a place to {@code target[position]}, {@code target[position + plane]} and so on. */
    void copy(double x, double y, float[] target, int position, int plane) {
        if (!(x > -1 && x < width && y > -1 && y < height)) {
            for (int channel = 0; channel < channels; channel++) {
                target[position + channel * plane] = fill;
            }
            return;
        }
        int left = (int) Math.floor(x);
        int top = (int) Math.floor(y);
        float right = (float) (x - left);
        float lower = (float) (y - top);
        boolean inside = left >= 0 && left + 1 < width && top >= 0 && top + 1 < height;
        for (int channel = 0; channel < channels; channel++) {
            int from = (channel * height + top) * width + left;
            float upperValue;
            float lowerValue;
            if (inside) {
                upperValue = between(values[from], values[from + 1], right);
                lowerValue = between(values[from + width], values[from + width + 1], right);
            } else {
                upperValue = between(at(channel, top, left), at(channel, top, left + 1), right);
                lowerValue = between(at(channel, top + 1, left), at(channel, top + 1, left + 1), right);
            }
            target[position + channel * plane] = between(upperValue, lowerValue, lower);
        }
    }

    private static float between(float from, float to, float share) {
        return from * (1 - share) + to * share;
    }

    private float at(int channel, int row, int column) {
        return row < 0 || row >= height || column < 0 || column >= width
                ? fill
                : values[(channel * height + row) * width + column];
    }
}
