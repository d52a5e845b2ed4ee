package dev.crema.nn.data.transform;

import dev.crema.nn.data.Image;

/**
 * Where in an image each pixel of its turned, moved, scaled and sheared copy comes from: at
 * {@code (a * x + b * y + c, d * x + e * y + f)} with {@code x} to the right and {@code y} downwards from the centre.
 */
record AffineMap(double a, double b, double c, double d, double e, double f) {

    /**
     * The map of a copy that is sheared, then scaled and turned about the centre, then moved.
     *
     * @param degrees clockwise
     * @param right pixels to the right
     * @param down pixels downwards
     * @param scale above 1 makes what is seen larger
     * @param shear degrees that vertical lines lean
     */
    static AffineMap of(double degrees, double right, double down, double scale, double shear) {
        double cos = cos(degrees);
        double sin = cos(degrees - 90);
        double lean = StrictMath.tan(StrictMath.toRadians(shear));
        // The copy's matrix is scale * rotation * [1 -lean; 0 1]; this is its inverse.
        double a = (cos - lean * sin) / scale;
        double b = (sin + lean * cos) / scale;
        double d = -sin / scale;
        double e = cos / scale;
        return new AffineMap(a, b, -(a * right + b * down), d, e, -(d * right + e * down));
    }

    /** Exact for quarter turns, so that these move pixels to pixels. */
    private static double cos(double degrees) {
        double turn = Math.abs(degrees % 360);
        if (turn % 90 == 0) {
            return turn == 0 ? 1 : turn == 180 ? -1 : 0;
        }
        return StrictMath.cos(StrictMath.toRadians(turn));
    }

    /** The copy of an image, interpolated bilinearly. */
    Image apply(Image image, float fill) {
        Image result = Image.zeros(image.shape());
        int height = image.height();
        int width = image.width();
        double middleX = (width - 1) / 2.0;
        double middleY = (height - 1) / 2.0;
        Bilinear source = new Bilinear(image, fill);
        int plane = height * width;
        for (int row = 0; row < height; row++) {
            double y = row - middleY;
            for (int column = 0; column < width; column++) {
                double x = column - middleX;
                source.copy(
                        a * x + b * y + c + middleX,
                        d * x + e * y + f + middleY,
                        result.values(),
                        row * width + column,
                        plane);
            }
        }
        return result;
    }
}
