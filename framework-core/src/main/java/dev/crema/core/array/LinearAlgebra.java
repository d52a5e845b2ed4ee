package dev.crema.core.array;

import java.util.Arrays;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.ejml.dense.row.factory.DecompositionFactory_FDRM;
import org.ejml.interfaces.decomposition.QRDecomposition;

/** Linear algebra by EJML, and the way to it and back; in single precision. */
public final class LinearAlgebra {

    private LinearAlgebra() {}

    /** A copy of a matrix {@code [rows, columns]} for EJML. */
    public static FMatrixRMaj toEjml(NdArray matrix) {
        requireMatrix("toEjml", matrix);
        return new FMatrixRMaj(matrix.shape().size(0), matrix.shape().size(1), true, matrix.toFloatArray());
    }

    /** A FLOAT32 copy of an EJML matrix, shape {@code [rows, columns]}. */
    public static NdArray fromEjml(FMatrixRMaj matrix) {
        float[] values = Arrays.copyOf(matrix.data, matrix.numRows * matrix.numCols);
        return NdArray.of(Shape.of(matrix.numRows, matrix.numCols), values);
    }

    /**
     * The orthonormal factor of a matrix: orthonormal rows that span the same space as its rows, or columns if it has more rows
     * than columns.
     *
     * <p>It is the Q of a QR decomposition with the signs chosen so that R has a positive diagonal, which makes it unique, and
     * uniformly distributed if the matrix is Gaussian (Mezzadri 2007).
     *
     * @param matrix shape {@code [rows, columns]}, of full rank
     */
    public static NdArray orthonormal(NdArray matrix) {
        requireMatrix("orthonormal", matrix);
        boolean wide = matrix.shape().size(0) < matrix.shape().size(1);
        FMatrixRMaj tall = toEjml(wide ? matrix.permute(1, 0) : matrix);
        QRDecomposition<FMatrixRMaj> qr = DecompositionFactory_FDRM.qr(tall.numRows, tall.numCols);
        if (!qr.decompose(tall)) {
            throw new IllegalArgumentException("orthonormal: expected a matrix of full rank, got " + matrix.shape());
        }
        FMatrixRMaj q = qr.getQ(null, true);
        FMatrixRMaj r = qr.getR(null, true);
        for (int column = 0; column < q.numCols; column++) {
            if (r.get(column, column) < 0) {
                CommonOps_FDRM.scaleCol(-1, q, column);
            }
        }
        NdArray result = fromEjml(q).to(matrix.dtype());
        return wide ? result.permute(1, 0) : result;
    }

    private static void requireMatrix(String name, NdArray matrix) {
        if (matrix.shape().rank() != 2) {
            throw new IllegalArgumentException(name + ": expected a matrix [rows, columns], got " + matrix.shape());
        }
    }
}
