package dev.crema.examples.digits;

import dev.crema.core.array.Generator;

/** What paper and scanner do to a drawing: a speck of dirt, a scratch, blur and noise. */
final class Flaws {

    /** Share of the drawings that have a speck. */
    private static final double SPECKED = 0.5;

    /** In pixels: a speck is no thicker than half the thinnest line, so that it is no stroke. */
    private static final double SPECK_RADIUS = 0.5;

    private static final double FAINTEST_SPECK = 0.3;

    /** Share of the drawings that have a scratch across them. */
    private static final double SCRATCHED = 0.05;

    /** In pixels; a scratch is narrower than the thinnest line, so that a digit remains one. */
    private static final double SCRATCH_HALF_WIDTH = 0.7;

    /** Part of the paper, along each axis, that every scratch crosses: digits are there. */
    private static final double SCRATCH_FROM = 0.3;

    private static final double SCRATCH_TO = 0.7;

    /** Share of the ink that a scratch leaves. */
    private static final double SCRATCH_LEAVES = 0.25;

    /** Share of its ink that a pixel gives to each side; a third would be a plain mean of three. */
    private static final double MOST_BLUR = 0.2;

    /** Largest change of a pixel by noise, on empty paper and on ink alike. */
    private static final double NOISE = 0.06;

    private Flaws() {}

    /** Adds flaws to a finished drawing. */
    static void apply(Canvas canvas, Generator random) {
        if (random.nextDouble() < SPECKED) {
            speck(canvas, random);
        }
        if (random.nextDouble() < SCRATCHED) {
            scratch(canvas, random);
        }
        canvas.blur(random.uniform(0, MOST_BLUR));
        noise(canvas, random);
    }

    private static void speck(Canvas canvas, Generator random) {
        Point place = new Point(random.uniform(0, Canvas.SIDE), random.uniform(0, Canvas.SIDE));
        canvas.line(place, place, SPECK_RADIUS, random.uniform(FAINTEST_SPECK, 1));
    }

    /** Takes ink away along a straight line through the inner part of the paper. */
    private static void scratch(Canvas canvas, Generator random) {
        double direction = random.uniform(0, Math.PI);
        double normalX = StrictMath.sin(direction);
        double normalY = -StrictMath.cos(direction);
        double throughX = random.uniform(SCRATCH_FROM, SCRATCH_TO) * Canvas.SIDE;
        double throughY = random.uniform(SCRATCH_FROM, SCRATCH_TO) * Canvas.SIDE;
        canvas.change((x, y, ink) -> {
            double away = Math.abs((x + 0.5 - throughX) * normalX + (y + 0.5 - throughY) * normalY);
            return away < SCRATCH_HALF_WIDTH ? SCRATCH_LEAVES * ink : ink;
        });
    }

    private static void noise(Canvas canvas, Generator random) {
        canvas.change((x, y, ink) -> {
            double up = random.nextDouble();
            double down = random.nextDouble();
            return ink + NOISE * (up - down);
        });
    }
}
