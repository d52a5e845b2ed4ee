package dev.crema.examples.digits;

import dev.crema.core.array.Generator;

/** Paints one digit as if somebody had written it by hand. */
final class DigitPainter {

    private DigitPainter() {}

    /**
     * An image of a digit: {@value Canvas#SIDE} x {@value Canvas#SIDE} unsigned bytes in rows from the top, 0 for empty paper to
     * 255 for full ink. Equal states of the generator give equal bytes on every JVM.
     *
     * @param digit 0 to 9
     */
    static byte[] paint(int digit, Generator random) {
        Glyph written = Hand.write(GlyphTable.pick(digit, random), random);
        Canvas canvas = new Canvas();
        Pen.pick(random).draw(written, canvas);
        Flaws.apply(canvas, random);
        return canvas.bytes();
    }
}
