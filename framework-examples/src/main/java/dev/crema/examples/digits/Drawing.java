package dev.crema.examples.digits;

import java.util.BitSet;

/**
 * A digit on paper.
 *
 * @param canvas as a scanner sees it
 * @param ink the pixels, in rows from the top, that the pen has inked: specks are none of them, and scratched ones still are
 */
record Drawing(Canvas canvas, BitSet ink) {}
