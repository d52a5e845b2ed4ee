package dev.crema.nn.data.transform;

import dev.crema.nn.data.Image;
import java.util.Arrays;

/**
 * The rows {@code top .. bottom - 1} and the columns {@code left .. right - 1} of an image.
 *
 * @param top first row
 * @param left first column
 * @param bottom row after the last
 * @param right column after the last
 */
record Rectangle(int top, int left, int bottom, int right) {

    /** The part of a rectangle that lies in an image of these sizes. */
    static Rectangle within(int height, int width, int top, int left, int bottom, int right) {
        return new Rectangle(Math.max(0, top), Math.max(0, left), Math.min(height, bottom), Math.min(width, right));
    }

    void fill(Image image, float value) {
        for (int channel = 0; channel < image.channels(); channel++) {
            for (int row = top; row < bottom; row++) {
                int begin = (channel * image.height() + row) * image.width();
                Arrays.fill(image.values(), begin + left, begin + right, value);
            }
        }
    }

    int area() {
        return (bottom - top) * (right - left);
    }
}
