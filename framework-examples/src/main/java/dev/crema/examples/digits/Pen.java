package dev.crema.examples.digits;

import dev.crema.core.array.Generator;
import java.util.List;

/**
 * A pen in use: how thick and how dark it draws, and how the pressure on it comes and goes.
 *
 * @param radius half the thickness of the line at medium pressure, in pixels
 * @param strength ink at medium pressure, 0 to 1
 * @param pressure relative change of thickness over the paper
 */
record Pen(double radius, double strength, Wave pressure) {

    /** In pixels: finer lines would fall between the pixels and turn grey. */
    private static final double FINEST = 1.0;

    /** In pixels: broader lines would fill the loops of small digits. */
    private static final double BROADEST = 1.75;

    /** Ink of the faintest pen. */
    private static final double FAINTEST = 0.85;

    /** Standard deviation of the change of pressure; at three of them the line still has half its thickness. */
    private static final double PRESSURE = 0.15;

    /** Per pixel: a digit, about 18 pixels high, sees the pressure come and go once. */
    private static final double PRESSURE_CYCLES = 0.06;

    /** Less pressure than this share and the pen would not write. */
    private static final double LEAST_PRESSURE = 0.5;

    /** Somebody's pen. */
    static Pen pick(Generator random) {
        return new Pen(
                random.uniform(FINEST, BROADEST),
                random.uniform(FAINTEST, 1),
                Wave.pick(PRESSURE, PRESSURE_CYCLES, random));
    }

    /** Draws the strokes of a glyph, given in pixels. */
    void draw(Glyph glyph, Canvas canvas) {
        for (Stroke stroke : glyph.strokes()) {
            draw(stroke.polyline(), canvas);
        }
    }

    private void draw(List<Point> polyline, Canvas canvas) {
        for (int i = 1; i < polyline.size(); i++) {
            Point to = polyline.get(i);
            double pressed = Math.max(LEAST_PRESSURE, 1 + pressure.at(to.x(), to.y()));
            canvas.line(polyline.get(i - 1), to, radius * pressed, strength * Math.min(1, pressed));
        }
    }
}
