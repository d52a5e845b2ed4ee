package dev.crema.examples.digits;

import dev.crema.core.array.Generator;
import java.util.function.UnaryOperator;

/**
 * The hand of one writer at one moment: what turns the ideal shape of a digit into strokes on the paper.
 *
 * <p>In this order: every control point is missed a little, the shape is bent as if drawn on rubber, it leans, turns and gets
 * its own width, and is brought to a size and a place on the paper that keep it inside.
 */
final class Hand {

    /** How far a control point is missed, in units of the glyph table: standard deviation along each axis. */
    private static final double MISS = 1.3;

    /** How far the rubber is bent, in units of the glyph table: standard deviation of the amplitude along each axis. */
    private static final double BEND = 2.2;

    /** Most waves of the rubber per height of a glyph: with two or more the hand would seem to shake. */
    private static final double MOST_WAVES = 1.3;

    /** Shear to the right per unit of height: most writers lean forward. */
    private static final double SLANT_MEAN = 0.1;

    private static final double SLANT_DEVIATION = 0.12;

    /** Radians, about 3.4 degrees; together with the slant, much more would make a 7 of a 1. */
    private static final double TURN_DEVIATION = 0.06;

    private static final double NARROWEST = 0.8;
    private static final double WIDEST = 1.2;

    /** Longer side of a digit's box in pixels, without the thickness of the line. */
    private static final double SMALLEST = 17;

    private static final double LARGEST = 20;

    /** Distance of the strokes from the borders in pixels: nearly half the thickest line. */
    private static final double MARGIN = 1.5;

    /**
     * How far a digit is from the middle of the paper at most, in pixels along each axis. This more than anything makes digits
     * hard for a model that weighs each pixel on its own, and little harder for a convolution: docs/embedded-digits.md.
     */
    private static final double ROAM = 3.3;

    private Hand() {}

    /** The strokes of a glyph on the paper, in pixels. */
    static Glyph write(Glyph ideal, Generator random) {
        return placed(ideal.map(missing(random)).map(bending(random)).map(leaning(random)), random);
    }

    private static UnaryOperator<Point> missing(Generator random) {
        return point -> point.plus(MISS * random.nextGaussian(), MISS * random.nextGaussian());
    }

    private static UnaryOperator<Point> bending(Generator random) {
        Wave right = Wave.pick(BEND, random.uniform(0, MOST_WAVES) / GlyphTable.HEIGHT, random);
        Wave down = Wave.pick(BEND, random.uniform(0, MOST_WAVES) / GlyphTable.HEIGHT, random);
        return point -> point.plus(right.at(point.x(), point.y()), down.at(point.x(), point.y()));
    }

    private static UnaryOperator<Point> leaning(Generator random) {
        double width = random.uniform(NARROWEST, WIDEST);
        double slant = SLANT_MEAN + SLANT_DEVIATION * random.nextGaussian();
        double turn = TURN_DEVIATION * random.nextGaussian();
        double cos = StrictMath.cos(turn);
        double sin = StrictMath.sin(turn);
        return point -> {
            double x = width * point.x() - slant * point.y();
            double y = point.y();
            return new Point(cos * x - sin * y, sin * x + cos * y);
        };
    }

    private static Glyph placed(Glyph glyph, Generator random) {
        Box box = Box.around(glyph);
        double scale = random.uniform(SMALLEST, LARGEST) / Math.max(box.width(), box.height());
        double x = start(scale * box.width(), random) - scale * box.left();
        double y = start(scale * box.height(), random) - scale * box.top();
        return glyph.map(point -> new Point(scale * point.x() + x, scale * point.y() + y));
    }

    /** Where something of a length begins on the paper, between its margins. */
    private static double start(double length, Generator random) {
        double room = (Canvas.SIDE - length) / 2;
        double roam = Math.min(ROAM, room - MARGIN);
        return room + random.uniform(-roam, roam);
    }
}
