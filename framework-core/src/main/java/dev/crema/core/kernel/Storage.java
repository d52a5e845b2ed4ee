package dev.crema.core.kernel;

/**
 * The elements of an array with the loops for their type.
 *
 * <p>This package is not exported, so code outside the framework can neither read nor write elements past the array that owns
 * them.
 *
 * @param <A> {@code float[]} or {@code double[]}; code that works on one dtype at a time never needs to know which
 */
public final class Storage<A> {

    private final A values;
    private final Kernels<A> kernels;

    private Storage(A values, Kernels<A> kernels) {
        this.values = values;
        this.kernels = kernels;
    }

    /** Elements that are already there. */
    public static <A> Storage<A> of(A values, Kernels<A> kernels) {
        return new Storage<>(values, kernels);
    }

    /** {@code size} zeros. */
    public static <A> Storage<A> zeros(int size, Kernels<A> kernels) {
        return new Storage<>(kernels.allocate(size), kernels);
    }

    /** The live elements in row-major order, to be written only by who allocated them and before anyone else sees them. */
    public A values() {
        return values;
    }

    /** The loops for this element type. */
    public Kernels<A> kernels() {
        return kernels;
    }

    /** The element at a position. */
    public double get(int index) {
        return kernels.get(values, index);
    }

    /** Sets the element at a position, rounded to the element type. */
    public void set(int index, double value) {
        kernels.set(values, index, value);
    }
}
