package dev.crema.core.kernel;

/**
 * The windows of a 2-D pooling: the product of a list of row windows and a list of column windows, for each of
 * {@code planes} images of {@code height x width}.
 *
 * @param planes number of planes: batch times channels
 * @param height input rows
 * @param width input columns
 * @param rows the windows along the height
 * @param columns the windows along the width
 */
public record PoolingSizes(int planes, int height, int width, Windows rows, Windows columns) {

    int pixels() {
        return height * width;
    }

    int positions() {
        return rows.count() * columns.count();
    }
}
