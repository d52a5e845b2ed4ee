package dev.crema.examples;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** Grey values in rows from the top, 0 for black to 1 for white. */
final class Grey {

    private static final double FULL = 255;

    private final int width;
    private final int height;
    private final float[] values;

    Grey(int width, int height, float[] values) {
        this.width = width;
        this.height = height;
        this.values = values;
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    float at(int x, int y) {
        return values[y * width + x];
    }

    /** The values, row by row, as a new array. */
    float[] values() {
        return values.clone();
    }

    /** Of a picture; where it is transparent, on black if what is opaque is bright, else on white. */
    static Grey of(BufferedImage image) {
        int width = image.getWidth();
        int height = image.getHeight();
        float[] values = new float[width * height];
        float[] opacity = new float[values.length];
        if (image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY) {
            readGrey(image, values, opacity);
        } else {
            readColour(image, values, opacity);
        }
        if (image.getColorModel().hasAlpha()) {
            double sum = 0;
            double opaque = 0;
            for (int i = 0; i < values.length; i++) {
                sum += values[i] * opacity[i];
                opaque += opacity[i];
            }
            float ground = sum > 0.5 * opaque ? 0 : 1;
            for (int i = 0; i < values.length; i++) {
                values[i] = opacity[i] * values[i] + (1 - opacity[i]) * ground;
            }
        }
        return new Grey(width, height, values);
    }

    /** As the file has them: {@link BufferedImage#getRGB} would take them for linear light and make them brighter. */
    private static void readGrey(BufferedImage image, float[] values, float[] opacity) {
        Raster raster = image.getRaster();
        boolean alpha = image.getColorModel().hasAlpha();
        float full = (1 << raster.getSampleModel().getSampleSize(0)) - 1;
        int width = image.getWidth();
        for (int i = 0; i < values.length; i++) {
            values[i] = raster.getSample(i % width, i / width, 0) / full;
            opacity[i] = alpha ? raster.getSample(i % width, i / width, 1) / full : 1;
        }
    }

    /** Brightness by the weights of ITU-R BT.601. */
    private static void readColour(BufferedImage image, float[] values, float[] opacity) {
        int width = image.getWidth();
        int[] row = new int[width];
        for (int y = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, width, 1, row, 0, width);
            for (int x = 0; x < width; x++) {
                int red = row[x] >> 16 & 0xff;
                int green = row[x] >> 8 & 0xff;
                int blue = row[x] & 0xff;
                values[y * width + x] = (float) ((0.299 * red + 0.587 * green + 0.114 * blue) / FULL);
                opacity[y * width + x] = (float) ((row[x] >>> 24) / FULL);
            }
        }
    }

    /** The values along the four edges, in ascending order. */
    float[] sortedBorder() {
        float[] border = new float[2 * (width + height)];
        int next = 0;
        for (int x = 0; x < width; x++) {
            border[next++] = at(x, 0);
            border[next++] = at(x, height - 1);
        }
        for (int y = 0; y < height; y++) {
            border[next++] = at(0, y);
            border[next++] = at(width - 1, y);
        }
        Arrays.sort(border);
        return border;
    }

    float maximum() {
        float maximum = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            maximum = Math.max(maximum, value);
        }
        return maximum;
    }

    Grey map(DoubleUnaryOperator change) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) change.applyAsDouble(values[i]);
        }
        return new Grey(width, height, result);
    }

    Grey crop(int left, int top, int newWidth, int newHeight) {
        float[] result = new float[newWidth * newHeight];
        for (int y = 0; y < newHeight; y++) {
            System.arraycopy(values, (top + y) * width + left, result, y * newWidth, newWidth);
        }
        return new Grey(newWidth, newHeight, result);
    }

    /** On a larger or smaller sheet of one colour; what hangs over its edges is cut off. */
    Grey placed(int left, int top, int newWidth, int newHeight, float ground) {
        float[] result = new float[newWidth * newHeight];
        Arrays.fill(result, ground);
        for (int y = Math.max(0, -top); y < Math.min(height, newHeight - top); y++) {
            for (int x = Math.max(0, -left); x < Math.min(width, newWidth - left); x++) {
                result[(top + y) * newWidth + left + x] = at(x, y);
            }
        }
        return new Grey(newWidth, newHeight, result);
    }

    /** Scaled so that the longer side becomes {@code side}. */
    Grey fitted(int side) {
        double scale = (double) side / Math.max(width, height);
        return scaledWidth(Math.max(1, (int) Math.round(width * scale)))
                .transposed()
                .scaledWidth(Math.max(1, (int) Math.round(height * scale)))
                .transposed();
    }

    /** Means over a triangle that spans two pixels of the coarser of both: linear in between, and no pixel is skipped. */
    private Grey scaledWidth(int newWidth) {
        if (newWidth == width) {
            return this;
        }
        double step = (double) width / newWidth;
        double reach = Math.max(1, step);
        float[] result = new float[newWidth * height];
        for (int x = 0; x < newWidth; x++) {
            double middle = (x + 0.5) * step - 0.5;
            int first = Math.max(0, (int) Math.ceil(middle - reach));
            int last = Math.min(width - 1, (int) Math.floor(middle + reach));
            for (int y = 0; y < height; y++) {
                double sum = 0;
                double weights = 0;
                for (int from = first; from <= last; from++) {
                    double weight = reach - Math.abs(from - middle);
                    sum += weight * at(from, y);
                    weights += weight;
                }
                result[y * newWidth + x] = (float) (sum / weights);
            }
        }
        return new Grey(newWidth, height, result);
    }

    private Grey transposed() {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = at(i / height, i % height);
        }
        return new Grey(height, width, result);
    }
}
