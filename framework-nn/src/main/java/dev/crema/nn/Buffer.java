package dev.crema.nn;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;

/** State of a module that is saved with it but not learned, such as running statistics. */
public final class Buffer {

    private NdArray value;

    /** A buffer with this initial value. */
    public Buffer(NdArray value) {
        this.value = value;
    }

    public NdArray value() {
        return value;
    }

    public Shape shape() {
        return value.shape();
    }

    public DType dtype() {
        return value.dtype();
    }

    /**
     * Sets the value.
     *
     * @throws IllegalArgumentException if shape or dtype differ
     */
    public void assign(NdArray newValue) {
        if (!newValue.shape().equals(value.shape()) || newValue.dtype() != value.dtype()) {
            throw new IllegalArgumentException("buffer: expected " + value.dtype() + value.shape() + " as before, got "
                    + newValue.dtype() + newValue.shape());
        }
        value = newValue;
    }

    void convert(DType dtype) {
        value = value.to(dtype);
    }

    @Override
    public String toString() {
        return "Buffer " + dtype() + shape();
    }
}
