package dev.crema.core.kernel;

/** The matrix product on the calling thread. */
@FunctionalInterface
interface BlockProduct {

    /** {@code c = a·b}, or {@code c = c + a·b} if {@code accumulate}. */
    void multiply(Matrix<float[]> a, Rows b, Matrix<float[]> c, boolean accumulate);
}
