package dev.crema.examples.digits;

import dev.crema.core.array.Generator;
import java.util.BitSet;

/** Paints one digit as if somebody had written it by hand. */
final class DigitPainter {

    private DigitPainter() {}

    /**
     * A digit on a canvas of {@value Canvas#SIDE} x {@value Canvas#SIDE} pixels. Equal states of the generator give equal bytes on
     * every JVM.
     *
     * @param digit 0 to 9
     */
    static Drawing paint(int digit, Generator random) {
        Glyph written = Hand.write(GlyphTable.pick(digit, random), random);
        Canvas canvas = new Canvas();
        Pen.pick(random).draw(written, canvas);
        BitSet ink = canvas.inked();
        Flaws.apply(canvas, random);
        return new Drawing(canvas, ink);
    }
}
