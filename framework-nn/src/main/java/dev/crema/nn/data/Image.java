package dev.crema.nn.data;

import dev.crema.core.array.Shape;

/**
 * One image of shape {@code [C, H, W]} on its way from a dataset into a batch.
 *
 * <p>It belongs to the transform that it is given to, which may write to it and return it, but not keep it.
 */
public final class Image {

    private final Shape shape;
    private final float[] values;

    /**
     * An image over an array, which is not copied.
     *
     * @param values row-major: one plane of rows after the other
     */
    public Image(Shape shape, float[] values) {
        requireShape("image", shape);
        if (values.length != shape.size()) {
            throw new IllegalArgumentException(
                    "image: expected " + shape.size() + " values for shape " + shape + ", got " + values.length);
        }
        this.shape = shape;
        this.values = values;
    }

    /** An image of zeros. */
    public static Image zeros(Shape shape) {
        return new Image(shape, new float[shape.size()]);
    }

    /** Refuses a shape that is not one of an image, in the name of {@code op}. */
    public static void requireShape(String op, Shape shape) {
        if (shape.rank() != 3 || shape.size() == 0) {
            throw new IllegalArgumentException(
                    op + ": expected images of shape [C, H, W] with sizes of at least 1, got " + shape);
        }
    }

    /** {@code [C, H, W]}. */
    public Shape shape() {
        return shape;
    }

    /** Number of planes: 1 for grey, 3 for red, green and blue. */
    public int channels() {
        return shape.size(0);
    }

    /** Number of rows. */
    public int height() {
        return shape.size(1);
    }

    /** Number of columns. */
    public int width() {
        return shape.size(2);
    }

    /** The values, row-major: the array itself, to be read and written. */
    public float[] values() {
        return values;
    }

    /** The value of a channel in a row and a column. */
    public float get(int channel, int row, int column) {
        return values[(channel * height() + row) * width() + column];
    }

    @Override
    public String toString() {
        return "Image" + shape;
    }
}
