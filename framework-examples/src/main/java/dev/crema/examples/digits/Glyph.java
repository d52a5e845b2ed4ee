package dev.crema.examples.digits;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One way to write a digit: its strokes in the order of writing.
 *
 * @param frequency how often people write it so, relative to the other ways to write the same digit
 */
record Glyph(int frequency, List<Stroke> strokes) {

    Glyph {
        strokes = List.copyOf(strokes);
    }

    /** The glyph with every control point moved, in the order of writing. */
    Glyph map(UnaryOperator<Point> move) {
        List<Stroke> moved = new ArrayList<>(strokes.size());
        for (Stroke stroke : strokes) {
            moved.add(stroke.map(move));
        }
        return new Glyph(frequency, moved);
    }
}
