package dev.crema.examples.digits;

/** A place in the plane; {@code x} grows to the right and {@code y} downwards. */
record Point(double x, double y) {

    Point plus(double dx, double dy) {
        return new Point(x + dx, y + dy);
    }
}
