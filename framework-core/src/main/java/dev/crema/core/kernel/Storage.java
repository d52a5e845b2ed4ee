package dev.crema.core.kernel;

import org.jspecify.annotations.Nullable;

/**
 * The elements of an array with the loops for their type.
 *
 * <p>Whoever knows that nobody needs the elements any longer {@linkplain #release releases} them: the memory is used for other
 * arrays, and every later access fails. Elements that user code may hold are {@linkplain #pin pinned} and stay. An access at the
 * same time as the release is an error that is not noticed, so a step must not end while other threads compute with its arrays.
 *
 * <p>This package is not exported, so code outside the framework can neither read nor write elements past the array that owns
 * them.
 *
 * @param <A> {@code float[]}, {@code double[]} or {@code short[]}; code that works on one dtype at a time never needs to know which
 */
public final class Storage<A> {

    private final Kernels<A> kernels;
    private @Nullable A values;
    private boolean pinned;
    private String origin = "";
    private volatile @Nullable PackedWeights packed;

    private Storage(A values, Kernels<A> kernels) {
        this.values = values;
        this.kernels = kernels;
    }

    /** Elements that are already there, and stay. */
    public static <A> Storage<A> of(A values, Kernels<A> kernels) {
        Storage<A> storage = new Storage<>(values, kernels);
        storage.pinned = true;
        return storage;
    }

    /** {@code size} zeros. */
    public static <A> Storage<A> zeros(int size, Kernels<A> kernels) {
        A values = kernels.buffers().take(size);
        if (values == null) {
            return new Storage<>(kernels.buffers().allocate(size), kernels);
        }
        kernels.fill(values, 0, size, 0);
        return new Storage<>(values, kernels);
    }

    /** {@code size} elements of arbitrary content, each to be written before anyone reads it. */
    public static <A> Storage<A> unfilled(int size, Kernels<A> kernels) {
        A values = kernels.buffers().take(size);
        if (values == null) {
            values = kernels.buffers().allocate(size);
        }
        if (kernels.buffers().checks()) {
            kernels.fill(values, 0, size, Double.NaN);
        }
        return new Storage<>(values, kernels);
    }

    /**
     * The live elements in row-major order, to be written only by who allocated them and before anyone else sees them.
     *
     * @throws IllegalStateException if they were released
     */
    public A values() {
        A present = values;
        if (present == null) {
            throw released();
        }
        return present;
    }

    /** The loops for this element type. */
    public Kernels<A> kernels() {
        return kernels;
    }

    /** What convolutions make of these elements as weights, which goes with them. */
    public PackedWeights packed() {
        PackedWeights present = packed;
        return present == null ? firstPacked() : present;
    }

    private synchronized PackedWeights firstPacked() {
        PackedWeights present = packed == null ? new PackedWeights() : packed;
        packed = present;
        return present;
    }

    /** The element at a position. */
    public double get(int index) {
        return kernels.get(values(), index);
    }

    /** Sets the element at a position, rounded to the element type. */
    public void set(int index, double value) {
        kernels.set(values(), index, value);
    }

    /**
     * Makes the elements stay, whatever ends.
     *
     * @throws IllegalStateException if they were released before
     */
    public synchronized void pin() {
        if (values == null) {
            throw released();
        }
        pinned = true;
    }

    /** Whether {@link #release} would do anything: small arrays stay, and pinned ones. */
    public synchronized boolean isReleasable() {
        return !pinned && values != null && kernels.buffers().keeps(kernels.length(values));
    }

    /** Gives the memory back if that is worth it and the elements are not pinned; {@code origin} names them in errors. */
    public synchronized void release(String origin) {
        A present = values;
        if (!pinned && present != null && kernels.buffers().keeps(kernels.length(present))) {
            this.origin = origin;
            values = null;
            packed = null;
            kernels.buffers().give(kernels.length(present), present);
        }
    }

    private IllegalStateException released() {
        return new IllegalStateException("array: expected values that are still in use, got those of " + origin
                + ", which were recycled when their step was over; read them before optimizer.step or inside of infer,"
                + " or keep them with Tensor.value() or detach()");
    }
}
