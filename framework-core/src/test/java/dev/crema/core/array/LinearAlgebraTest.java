package dev.crema.core.array;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.ComputeDTypes;
import org.ejml.data.FMatrixRMaj;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class LinearAlgebraTest {

    /** QR in single precision of matrices of a few dozen rows. */
    private static final double ROUNDING = 1e-5;

    private final NdArray matrix = NdArray.of(Shape.of(2, 3), new float[] {1, 2, 3, 4, 5, 6});

    @Test
    void aMatrixGoesToEjmlAndBack() {
        FMatrixRMaj there = LinearAlgebra.toEjml(matrix);
        assertEquals(2, there.numRows);
        assertEquals(3, there.numCols);
        assertEquals(6, there.get(1, 2));
        assertTrue(LinearAlgebra.fromEjml(there).sameBits(matrix));
        assertTrue(LinearAlgebra.fromEjml(LinearAlgebra.toEjml(matrix.to(DType.FLOAT64)))
                .sameBits(matrix));
    }

    @Test
    void bothWaysCopy() {
        FMatrixRMaj there = LinearAlgebra.toEjml(matrix);
        NdArray back = LinearAlgebra.fromEjml(there);
        there.set(0, 0, 9);
        assertEquals(1, matrix.get(0, 0));
        assertEquals(1, back.get(0, 0));
    }

    @Test
    void spareRoomOfAnEjmlMatrixIsLeftOut() {
        FMatrixRMaj there = new FMatrixRMaj(3, 3);
        there.reshape(1, 2);
        there.set(0, 1, 5);
        assertArrayEquals(new float[] {0, 5}, LinearAlgebra.fromEjml(there).toFloatArray());
    }

    @Test
    void whatIsNoMatrixIsRefused() {
        for (Shape shape : new Shape[] {Shape.of(6), Shape.of(1, 2, 3), Shape.scalar()}) {
            NdArray array = NdArray.zeros(shape, DType.FLOAT32);
            refused("toEjml: expected a matrix [rows, columns], got " + shape, () -> LinearAlgebra.toEjml(array));
            refused(
                    "orthonormal: expected a matrix [rows, columns], got " + shape,
                    () -> LinearAlgebra.orthonormal(array));
        }
    }

    private static void refused(String message, Executable call) {
        assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
    }

    @Test
    void theShorterSideBecomesOrthonormal() {
        for (int[] sizes : new int[][] {{1, 1}, {4, 9}, {9, 4}, {7, 7}, {40, 12}}) {
            for (DType dtype : ComputeDTypes.ALL) {
                NdArray gaussian = gaussian(dtype, sizes);
                NdArray result = LinearAlgebra.orthonormal(gaussian);
                assertEquals(gaussian.shape(), result.shape());
                assertEquals(dtype, result.dtype());
                boolean wide = sizes[0] <= sizes[1];
                NdArray rows = wide ? result : result.permute(1, 0);
                for (int i = 0; i < rows.shape().size(0); i++) {
                    for (int j = 0; j < rows.shape().size(0); j++) {
                        assertEquals(i == j ? 1 : 0, dot(rows, i, rows, j), ROUNDING);
                    }
                }
            }
        }
    }

    /** For A = L·Q with L lower triangular, each row of A is a sum of the rows of Q up to its own. */
    @Test
    void theRowsSpanTheSameSpacesInOrderWithPositiveLeadingParts() {
        NdArray gaussian = gaussian(DType.FLOAT32, 5, 8);
        NdArray rows = LinearAlgebra.orthonormal(gaussian);
        for (int i = 0; i < 5; i++) {
            assertTrue(dot(gaussian, i, rows, i) > 0);
            for (int later = i + 1; later < 5; later++) {
                assertEquals(0, dot(gaussian, i, rows, later), ROUNDING);
            }
        }
    }

    @Test
    void anOrthonormalMatrixWithPositiveDiagonalStaysAsItIs() {
        NdArray rotation = NdArray.of(Shape.of(2, 2), new float[] {0.6f, 0.8f, -0.8f, 0.6f});
        assertArrayEquals(
                rotation.toDoubleArray(), LinearAlgebra.orthonormal(rotation).toDoubleArray(), ROUNDING);
    }

    private static NdArray gaussian(DType dtype, int... sizes) {
        return NdArray.generate(Shape.of(sizes), dtype, Generator.seeded(3)::nextGaussian);
    }

    private static double dot(NdArray a, int rowOfA, NdArray b, int rowOfB) {
        double sum = 0;
        for (int column = 0; column < a.shape().size(1); column++) {
            sum += a.get(rowOfA, column) * b.get(rowOfB, column);
        }
        return sum;
    }
}
