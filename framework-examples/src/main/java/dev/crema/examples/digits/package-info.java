/**
 * Handwritten-like digits that need no download: drawn by strokes, from a seed.
 *
 * <p>In order of dependency: points, strokes and glyphs; the table of {@link dev.crema.examples.digits.GlyphTable ideal shapes};
 * the {@link dev.crema.examples.digits.Hand hand} that distorts them; the pen and the canvas that draw them; the
 * {@link dev.crema.examples.digits.Flaws flaws} of paper and scanner; {@link dev.crema.examples.digits.DigitPainter one image};
 * {@link dev.crema.examples.digits.EmbeddedDigits many}.
 */
package dev.crema.examples.digits;
