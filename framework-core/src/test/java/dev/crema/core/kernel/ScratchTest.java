package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Memory that is kept for the next piece of work. */
final class ScratchTest {

    @Test
    void rowsThatAreLargeEnoughAreKept() {
        float[][] rows = Scratch.ROWS.rows(5, 40);
        assertTrue(rows.length >= 5 && rows[0].length >= 40);
        assertSame(rows, Scratch.ROWS.rows(3, 20));
        assertSame(rows, Scratch.ROWS.rows(0, 40));
    }

    @Test
    void fewLongRowsAfterManyShortOnesAreNotManyLongOnes() {
        Scratch.ROWS.rows(3_000, 100);
        float[][] rows = Scratch.ROWS.rows(4, 200_000);
        assertEquals(4, rows.length);
        assertEquals(200_000, rows[0].length);
    }

    @Test
    void aSizeThatHasOverflowedIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Scratch.ROWS.rows(1, -1));
        assertThrows(IllegalArgumentException.class, () -> Scratch.ROWS.rows(-1, 1));
    }
}
