package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Products whose factors are packed once, small ones too, against the plain kernels. */
final class VectorSharedProductTest {

    private static final int OFFSET = 3;

    private final int before = Workers.threads();

    @AfterEach
    void restore() {
        Workers.use(before);
    }

    @BeforeEach
    void needsTheVectorApi() {
        assumeTrue(VectorSupport.missing() == null, VectorSupport::missing);
    }

    @Test
    void allLayoutsAndTailsHaveTheBitsOfThePlainOnes() {
        for (int rows : new int[] {1, 4, 5, 12, 17, 130, 257}) {
            for (int terms : new int[] {1, 15, 256, 300}) {
                for (int columns : new int[] {1, 16, 31, 33, 128, 161}) {
                    for (int layout = 0; layout < 8; layout++) {
                        hasPlainBits(rows, terms, columns, layout, terms % 2 == 0);
                    }
                }
            }
        }
    }

    /** So many rows that the blocks of terms are packed one after the other. */
    @Test
    void severalRoundsOfPackingAddUp() {
        hasPlainBits(16_700, 520, 2, 0, false);
        hasPlainBits(16_700, 520, 2, 2, true);
    }

    @Test
    void smallAndStridedResultsAreLeftToPieces() {
        Matrix<float[]> large = Matrix.rowMajor(new float[512 * 512], 0, 512, 512);
        assertTrue(VectorSharedProduct.fits(large, large));
        assertTrue(VectorSharedProduct.fits(large, large.transposed()));
        assertFalse(VectorSharedProduct.fits(large, Matrix.rowMajor(new float[512 * 64], 0, 512, 64)));
        Matrix<float[]> small = Matrix.rowMajor(new float[128 * 128], 0, 128, 128);
        assertFalse(VectorSharedProduct.fits(small, small));
    }

    /** Packed, 300,000 rows would take 300 MB, for three terms. */
    @Test
    void aVeryTallProductIsLeftToPieces() {
        Matrix<float[]> factor = Matrix.rowMajor(new float[300_000 * 3], 0, 300_000, 3);
        Matrix<float[]> result = Matrix.rowMajor(new float[300_000 * 65], 0, 300_000, 65);
        assertFalse(VectorSharedProduct.fits(factor, result));
    }

    @Test
    void aLargeProductHasThePlainBitsForAnyNumberOfThreads() {
        Matrix<float[]> a = matrix(1, 391, 700, false);
        Matrix<float[]> b = matrix(2, 700, 205, true);
        Matrix<float[]> expected = matrix(3, 391, 205, false);
        KernelCases.PLAIN.product(a, b, expected, true);
        for (int count : new int[] {1, 2, 3, 8}) {
            Workers.use(count);
            Matrix<float[]> actual = matrix(3, 391, 205, false);
            assertTrue(VectorSharedProduct.fits(a, actual));
            new VectorKernels().product(a, b, actual, true);
            KernelCases.assertSameBits(expected.values, actual.values, count + " threads");
        }
    }

    private static void hasPlainBits(int rows, int terms, int columns, int layout, boolean accumulate) {
        Matrix<float[]> a = matrix(1, rows, terms, (layout & 1) > 0);
        Matrix<float[]> b = matrix(2, terms, columns, (layout & 2) > 0);
        Matrix<float[]> expected = matrix(3, rows, columns, (layout & 4) > 0);
        Matrix<float[]> actual = matrix(3, rows, columns, (layout & 4) > 0);
        KernelCases.PLAIN.product(a, b, expected, accumulate);
        VectorSharedProduct.run(a, b, actual, accumulate);
        for (int i = 0; i < expected.values.length; i++) {
            if (Float.floatToRawIntBits(expected.values[i]) != Float.floatToRawIntBits(actual.values[i])) {
                int element = i;
                assertEquals(
                        expected.values[i],
                        actual.values[i],
                        () -> rows + "x" + terms + "x" + columns + ", layout " + layout + ", element " + element);
            }
        }
    }

    private static Matrix<float[]> matrix(long seed, int rows, int columns, boolean transposed) {
        float[] values = KernelCases.floats(seed, OFFSET + rows * columns + OFFSET);
        return transposed
                ? Matrix.rowMajor(values, OFFSET, columns, rows).transposed()
                : Matrix.rowMajor(values, OFFSET, rows, columns);
    }
}
