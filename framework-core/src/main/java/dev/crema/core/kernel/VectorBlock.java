package dev.crema.core.kernel;

/**
 * The numbers that {@link VectorFormulas} works on at a time, with its intermediate results; together they stay in the first-level
 * cache.
 */
final class VectorBlock {

    /** A multiple of the lanes of any vector. */
    static final int SIZE = 512;

    private static final ThreadLocal<VectorBlock> OF_THREAD = ThreadLocal.withInitial(VectorBlock::new);

    /** Of {@link #SIZE}: arguments, then results. */
    final double[] numbers = new double[SIZE];

    final double[] first = new double[SIZE];
    final double[] second = new double[SIZE];

    /** The powers of two of exponentials and logarithms. */
    final double[] exponents = new double[SIZE];

    /** How many numbers there are, with what fills the last vector. */
    int count;

    /** The formula's parameter. */
    double parameter;

    private VectorBlock() {}

    static VectorBlock ofThread() {
        return OF_THREAD.get();
    }
}
