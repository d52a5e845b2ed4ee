package dev.crema.nn;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;

/** A learnable variable of a module: it stays the same variable while optimizers change its value. */
public final class Parameter {

    private final String label;
    private Tensor tensor;

    /** A parameter with this initial value. */
    public Parameter(NdArray value) {
        this("parameter", value);
    }

    /** A parameter with this initial value and a label for graphs and messages. */
    public Parameter(String label, NdArray value) {
        this.label = label;
        this.tensor = Tensor.variable(label, value);
    }

    /** The variable at its present value. */
    public Tensor tensor() {
        return tensor;
    }

    public NdArray value() {
        return tensor.value();
    }

    public Shape shape() {
        return tensor.shape();
    }

    public DType dtype() {
        return tensor.dtype();
    }

    /**
     * Sets the value.
     *
     * @throws IllegalArgumentException if shape or dtype differ
     */
    public void assign(NdArray value) {
        if (!value.shape().equals(shape()) || value.dtype() != dtype()) {
            throw new IllegalArgumentException(
                    label + ": expected " + dtype() + shape() + " as before, got " + value.dtype() + value.shape());
        }
        tensor = tensor.withValue(value);
    }

    void convert(DType dtype) {
        if (dtype != dtype()) {
            tensor = Tensor.variable(label, value().to(dtype));
        }
    }

    @Override
    public String toString() {
        return "Parameter " + dtype() + shape();
    }
}
