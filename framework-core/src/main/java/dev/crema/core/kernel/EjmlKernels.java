package dev.crema.core.kernel;

import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;

/**
 * Plain loops with the matrix products done by EJML: an independent second opinion. EJML orders and rounds its sums in its own
 * way, so results agree with the other kernels to rounding, not to the bit.
 */
final class EjmlKernels extends PlainKernels {

    @Override
    public String name() {
        return "ejml";
    }

    @Override
    public void product(Matrix<float[]> a, Matrix<float[]> b, Matrix<float[]> c, boolean accumulate) {
        FMatrixRMaj result = new FMatrixRMaj(c.rows, c.columns);
        CommonOps_FDRM.mult(copy(a), copy(b), result);
        for (int i = 0; i < c.rows; i++) {
            for (int j = 0; j < c.columns; j++) {
                float value = result.unsafe_get(i, j);
                int at = c.index(i, j);
                c.values[at] = accumulate ? c.values[at] + value : value;
            }
        }
    }

    private static FMatrixRMaj copy(Matrix<float[]> matrix) {
        FMatrixRMaj copy = new FMatrixRMaj(matrix.rows, matrix.columns);
        for (int i = 0; i < matrix.rows; i++) {
            for (int j = 0; j < matrix.columns; j++) {
                copy.unsafe_set(i, j, matrix.values[matrix.index(i, j)]);
            }
        }
        return copy;
    }
}
