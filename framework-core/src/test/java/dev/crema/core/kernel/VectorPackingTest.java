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
    void rowsAtEqualDistancesArePacked() {
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
        VectorPacking packing = new VectorPacking().of(rows, rowStep);
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

    @Test
    void weightsOfQuadsOfRowsHaveTheBitsOfThePlainOnes() {
        for (int filters = 16; filters <= MOST_ROWS; filters++) {
            for (int kernelWidth = 1; kernelWidth <= 4; kernelWidth++) {
                ConvolutionAxis rows = new ConvolutionAxis(8, 3, 1, 1, 1, 8);
                ConvolutionAxis columns = new ConvolutionAxis(8, kernelWidth, 1, 0, 1, 9 - kernelWidth);
                ConvolutionSizes sizes = new ConvolutionSizes(1, 2, 17, filters, rows, columns);
                hasWeights(sizes, RowQuads.ofInput(sizes, PlainLineCopy::run));
                hasWeights(sizes, RowQuads.ofCotangent(sizes, PlainLineCopy::run));
            }
        }
    }

    private static void hasWeights(ConvolutionSizes sizes, RowQuads quads) {
        int rows = quads.rows();
        int terms = quads.termSteps().length;
        int group = 1;
        float[] w = KernelCases.floats(1, sizes.weightSize());
        int point = VectorTiles.paddedRows(rows) * terms;
        float[] packed = new float[RowQuads.POINTS * point];
        VectorQuadWeights weights = new VectorQuadWeights(quads);
        fromLastTile(rows, (row, tall) -> weights.tile(w, group, row, tall, packed, row * terms, point));
        float[] expected = new float[RowQuads.POINTS * point];
        fromLastTile(rows, (row, tall) -> {
            int count = Math.min(tall, rows - row);
            quads.weights(w, group, row, count, 0, expected, row * terms, tall, point);
            for (int i = 0; i < RowQuads.POINTS * terms; i++) {
                int at = i / terms * point + row * terms + i % terms * tall;
                KernelCases.assertSameBits(
                        Arrays.copyOfRange(expected, at, at + count), Arrays.copyOfRange(packed, at, at + count));
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
