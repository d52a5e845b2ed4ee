package dev.crema.examples;

import dev.crema.core.array.Shape;
import dev.crema.nn.data.Image;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A picture made to look like the images of a dataset: 28 by 28 grey values, bright on dark.
 *
 * <p>Digits are prepared as those of MNIST were (LeCun and others 1998): fitted into 20 by 20 pixels and placed with their centre
 * of mass in the middle. Clothes fill the square as those of Fashion-MNIST do.
 */
final class Picture {

    private static final int SIDE = 28;

    /** The longer side of a digit. */
    private static final int DIGIT_SIDE = 20;

    /** Less difference between ink and ground than this is noise on an empty sheet. */
    private static final double LEAST_CONTRAST = 0.15;

    /** Share of full ink below which a pixel is ground on a clean and on the most uneven sheet. */
    private static final double LEAST_NOISE = 0.1;

    private static final double MOST_NOISE = 0.4;

    /** A border darker than this is that of an image of the dataset: the embedded digits have noise of 0.06. */
    private static final double BLACK = 0.1;

    private final Grey grey;

    private Picture(Grey grey) {
        this.grey = grey;
    }

    /** Reads a file and makes it look like {@code data}. */
    static Picture read(Path file, Ink ink, DataKind data) throws IOException {
        return of(Grey.of(PictureFile.read(file)), ink, data);
    }

    static Picture of(Grey picture, Ink ink, DataKind data) {
        float ground = median(picture.sortedBorder());
        boolean dark = ink == Ink.DARK || (ink == Ink.AUTO && isDarkOn(picture, ground));
        if (data == DataKind.FASHION_MNIST) {
            return new Picture(centred(dark ? picture.map(value -> 1 - value) : picture, dark ? 1 - ground : ground));
        }
        boolean original = picture.width() == SIDE && picture.height() == SIDE && ground < BLACK && !dark;
        return new Picture(original ? picture : digit(picture, ground, dark));
    }

    /** The picture as an image of one channel with values from 0 to 1. */
    Image image() {
        return new Image(Shape.of(1, SIDE, SIDE), grey.values());
    }

    /** The values, row by row. */
    float[] values() {
        return grey.values();
    }

    private static Grey centred(Grey picture, float ground) {
        Grey fitted = picture.fitted(SIDE);
        return fitted.placed((SIDE - fitted.width()) / 2, (SIDE - fitted.height()) / 2, SIDE, SIDE, ground);
    }

    /** Stretches the contrast, takes noise away, and fits and centres what is left. */
    static Grey digit(Grey picture, float ground, boolean dark) {
        Grey ink = picture.map(value -> Math.max(0, dark ? ground - value : value - ground));
        float most = ink.maximum();
        if (most < LEAST_CONTRAST) {
            return empty();
        }
        Grey stretched = ink.map(value -> value / most);
        float[] border = stretched.sortedBorder();
        double noise = 1.25 * border[border.length * 9 / 10];
        double threshold = Math.min(MOST_NOISE, Math.max(LEAST_NOISE, noise));
        Grey strokes = Strokes.of(stretched, threshold);
        Grey fitted = strokes.fitted(DIGIT_SIDE);
        float peak = fitted.maximum();
        return byCentreOfMass(fitted.map(value -> value / peak));
    }

    private static Grey empty() {
        return new Grey(SIDE, SIDE, new float[SIDE * SIDE]);
    }

    private static Grey byCentreOfMass(Grey digit) {
        double mass = 0;
        double massX = 0;
        double massY = 0;
        for (int y = 0; y < digit.height(); y++) {
            for (int x = 0; x < digit.width(); x++) {
                mass += digit.at(x, y);
                massX += digit.at(x, y) * (x + 0.5);
                massY += digit.at(x, y) * (y + 0.5);
            }
        }
        int left = (int) Math.round(SIDE / 2.0 - massX / mass);
        int top = (int) Math.round(SIDE / 2.0 - massY / mass);
        return digit.placed(left, top, SIDE, SIDE, 0);
    }

    /** Whether a picture departs further from its ground to black than to white; means of nine ignore single pixels. */
    private static boolean isDarkOn(Grey picture, float ground) {
        double darkest = ground;
        double brightest = ground;
        for (int y = 1; y < picture.height() - 1; y++) {
            for (int x = 1; x < picture.width() - 1; x++) {
                double sum = 0;
                for (int near = 0; near < 9; near++) {
                    sum += picture.at(x - 1 + near % 3, y - 1 + near / 3);
                }
                darkest = Math.min(darkest, sum / 9);
                brightest = Math.max(brightest, sum / 9);
            }
        }
        return ground - darkest > brightest - ground;
    }

    private static float median(float[] sorted) {
        return sorted[sorted.length / 2];
    }
}
