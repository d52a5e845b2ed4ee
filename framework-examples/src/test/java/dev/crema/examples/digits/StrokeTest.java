package dev.crema.examples.digits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.Generator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class StrokeTest {

    private static final Point LEFT = new Point(0, 0);
    private static final Point CORNER = new Point(10, 0);
    private static final Point BELOW = new Point(10, 10);

    /** Coordinates up to 10 through a handful of double operations. */
    private static final double ROUNDING = 1e-12;

    @Test
    void goesThroughItsControlPoints() {
        List<Point> polyline = new Stroke(List.of(LEFT, CORNER, BELOW)).polyline();
        assertEquals(LEFT, polyline.get(0));
        assertTrue(polyline.stream().anyMatch(point -> distance(point, CORNER) < ROUNDING));
        assertTrue(distance(BELOW, polyline.get(polyline.size() - 1)) < ROUNDING);
    }

    @Test
    void isRoundAtAPointAndHasACornerAtADoubledOne() {
        assertTrue(new Stroke(List.of(LEFT, CORNER, BELOW)).polyline().stream().anyMatch(point -> point.y() < -0.1));
        for (Point point : new Stroke(List.of(LEFT, CORNER, CORNER, BELOW)).polyline()) {
            double offTheAngle = Math.min(Math.abs(point.y()), Math.abs(point.x() - CORNER.x()));
            assertEquals(0, offTheAngle, ROUNDING);
        }
    }

    @Test
    void needsTwoPoints() {
        assertThrows(IllegalArgumentException.class, () -> new Stroke(List.of(LEFT)));
    }

    @Test
    void aHandMovesBothPointsOfACornerAlike() {
        Glyph glyph = new Glyph(1, List.of(new Stroke(List.of(LEFT, CORNER, CORNER, BELOW))));
        List<Point> points =
                Hand.write(glyph, Generator.seeded(0)).strokes().get(0).points();
        assertEquals(points.get(1), points.get(2));
    }

    private static double distance(Point one, Point other) {
        return Math.hypot(one.x() - other.x(), one.y() - other.y());
    }
}
