package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Left factors packed in vectors: tile after tile from the last one on, so that whatever one writes beyond its end is noticed. */
final class VectorPackingTest {

    private static final int MOST_ROWS = 41;

    @BeforeEach
    void needsTheVectorApi() {
        assumeTrue(VectorSupport.missing() == null, VectorSupport::missing);
    }

    @Test
    void rowsAreGatheredFromEqualDistances() {
        for (int rows = 1; rows <= MOST_ROWS; rows++) {
            for (int terms : new int[] {1, 2, 3, 7, 40}) {
                isPacked(rows, terms, terms + 2, 1);
            }
        }
    }

    @Test
    void rowsThatStandSideBySideAreCopied() {
        for (int rows = 1; rows <= MOST_ROWS; rows++) {
            for (int terms : new int[] {1, 2, 3, 7, 40}) {
                isPacked(rows, terms, 1, rows + 2);
                isPacked(rows, terms, 1, rows);
            }
        }
    }

    private static void isPacked(int rows, int terms, int rowStep, int columnStep) {
        int start = 2;
        float[] from = KernelCases.floats(rows, start + (rows - 1) * rowStep + (terms - 1) * columnStep + 1);
        int[] termSteps = new int[terms];
        Arrays.setAll(termSteps, k -> k * columnStep);
        VectorPacking packing = new VectorPacking(rows, rowStep);
        float[] packed = new float[VectorTiles.paddedRows(rows) * terms];
        fromLastTile(rows, (row, tall) -> packing.tile(from, start, row, tall, termSteps, terms, packed, row * terms));
        fromLastTile(rows, (row, tall) -> {
            for (int i = 0; i < Math.min(tall, rows - row); i++) {
                for (int k = 0; k < terms; k++) {
                    float expected = from[start + (row + i) * rowStep + k * columnStep];
                    assertEquals(expected, packed[row * terms + k * tall + i]);
                }
            }
        });
    }

    private interface Tile {
        void accept(int row, int tall);
    }

    private static void fromLastTile(int rows, Tile tile) {
        for (int last = rows, row; last > 0; last = row) {
            row = last - 1;
            while (VectorTiles.tileFrom(rows, row) != row) {
                row--;
            }
            tile.accept(row, VectorTiles.rowsOfNext(rows - row));
        }
    }
}
