package dev.crema.examples.digits;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A path that the pen takes without being lifted: a smooth curve through control points.
 *
 * <p>A control point given twice in a row is a corner.
 */
record Stroke(List<Point> points) {

    /** Lines per span between two control points: on 28 x 28 pixels a span then bends by far less than a pixel per line. */
    private static final int LINES_PER_SPAN = 5;

    Stroke {
        if (points.size() < 2) {
            throw new IllegalArgumentException("stroke: expected at least 2 control points, got " + points.size());
        }
        points = List.copyOf(points);
    }

    /** The stroke with every control point moved, in order; a doubled one is moved once, so that it stays a corner. */
    Stroke map(UnaryOperator<Point> move) {
        List<Point> moved = new ArrayList<>(points.size());
        for (int i = 0; i < points.size(); i++) {
            boolean doubled = i > 0 && points.get(i).equals(points.get(i - 1));
            moved.add(doubled ? moved.get(i - 1) : move.apply(points.get(i)));
        }
        return new Stroke(moved);
    }

    /**
     * The corners of a polyline along the curve: a uniform Catmull-Rom spline, whose tangent at a control point is half the way
     * from the point before to the point after (Catmull and Rom 1974). At a doubled point that is the way to or from the
     * neighbour, which makes the corner.
     */
    List<Point> polyline() {
        List<Point> polyline = new ArrayList<>(points.size() * LINES_PER_SPAN);
        polyline.add(points.get(0));
        for (int span = 0; span < points.size() - 1; span++) {
            Point from = points.get(span);
            Point to = points.get(span + 1);
            if (!from.equals(to)) {
                Point before = points.get(Math.max(span - 1, 0));
                Point after = points.get(Math.min(span + 2, points.size() - 1));
                for (int line = 1; line <= LINES_PER_SPAN; line++) {
                    double t = (double) line / LINES_PER_SPAN;
                    polyline.add(new Point(
                            spline(before.x(), from.x(), to.x(), after.x(), t),
                            spline(before.y(), from.y(), to.y(), after.y(), t)));
                }
            }
        }
        return polyline;
    }

    private static double spline(double before, double from, double to, double after, double t) {
        double slopeFrom = (to - before) / 2;
        double slopeTo = (after - from) / 2;
        double quadratic = 3 * (to - from) - 2 * slopeFrom - slopeTo;
        double cubic = 2 * (from - to) + slopeFrom + slopeTo;
        return from + t * (slopeFrom + t * (quadratic + t * cubic));
    }
}
