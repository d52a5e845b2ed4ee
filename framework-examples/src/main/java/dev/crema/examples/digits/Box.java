package dev.crema.examples.digits;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** The smallest upright rectangle around the control points of a glyph. */
record Box(double left, double top, double right, double bottom) {

    static Box around(Glyph glyph) {
        List<Point> points = glyph.strokes().stream()
                .flatMap(stroke -> stroke.points().stream())
                .toList();
        return new Box(
                least(points, Point::x),
                least(points, Point::y),
                -least(points, point -> -point.x()),
                -least(points, point -> -point.y()));
    }

    double width() {
        return right - left;
    }

    double height() {
        return bottom - top;
    }

    private static double least(List<Point> points, ToDoubleFunction<Point> coordinate) {
        return points.stream().mapToDouble(coordinate).min().orElseThrow();
    }
}
