package dev.crema.examples.digits;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.Generator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class DigitPainterTest {

    /** In full pixels: among 300,000 images the faintest had 22.6, 8 of which are noise. */
    private static final double LEAST_INK = 15;

    /** In full pixels, a third of the paper: among 300,000 images the blackest had 217. */
    private static final double MOST_INK = 260;

    /** From the middle of a stroke to the border, in pixels: what the hand promises. */
    private static final double MARGIN = 1.5;

    /** Of coordinates below 30 through a handful of double operations. */
    private static final double ROUNDING = 1e-12;

    @Property
    void equalGeneratorsGiveEqualImages(@ForAll @IntRange(max = 9) int digit, @ForAll long seed) {
        assertArrayEquals(
                DigitPainter.paint(digit, Generator.seeded(seed)).canvas().bytes(),
                DigitPainter.paint(digit, Generator.seeded(seed)).canvas().bytes());
    }

    @Property(tries = 500)
    void everyImageHasTheInkOfADigit(@ForAll @IntRange(max = 9) int digit, @ForAll long seed) {
        double ink = 0;
        for (byte pixel :
                DigitPainter.paint(digit, Generator.seeded(seed)).canvas().bytes()) {
            ink += Byte.toUnsignedInt(pixel) / 255.0;
        }
        assertTrue(ink > LEAST_INK && ink < MOST_INK, "ink " + ink);
    }

    @Property(tries = 500)
    void strokesKeepToThePaper(@ForAll @IntRange(max = 9) int digit, @ForAll long seed) {
        Generator random = Generator.seeded(seed);
        Box box = Box.around(Hand.write(GlyphTable.pick(digit, random), random));
        double least = MARGIN - ROUNDING;
        double most = Canvas.SIDE - MARGIN + ROUNDING;
        assertTrue(
                box.left() > least && box.top() > least && box.right() < most && box.bottom() < most, box.toString());
    }

    @Test
    void refusesWhatIsNoDigit() {
        String message = assertThrows(IllegalArgumentException.class, () -> DigitPainter.paint(10, Generator.seeded(0)))
                .getMessage();
        assertEquals("digit: expected 0 to 9, got 10", message);
    }
}
