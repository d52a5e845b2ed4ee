package dev.crema.nn;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.util.List;
import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/** A learnable variable of a module: it stays the same variable while optimizers change its value. */
public final class Parameter {

    private final String label;
    private Tensor tensor;

    /** What stands in for the variable while it is frozen. */
    private @Nullable Tensor constant;

    /** A parameter with this initial value. */
    public Parameter(NdArray value) {
        this("parameter", value);
    }

    /** A parameter with this initial value and a label for graphs and messages. */
    public Parameter(String label, NdArray value) {
        this.label = label;
        this.tensor = Tensor.variable(label, value);
    }

    /** The variable at its present value, or a constant of it if it is frozen. */
    public Tensor tensor() {
        return constant == null ? tensor : constant;
    }

    /** Makes it a constant to all that is computed from now on: it has no gradients, and no optimizer changes it. */
    public void freeze() {
        if (!isFrozen()) {
            constant = tensor.detach();
        }
    }

    /** Makes it a variable again, the one that it was before. */
    public void unfreeze() {
        constant = null;
    }

    /** Whether it is a constant for now. */
    public boolean isFrozen() {
        return constant != null;
    }

    /** The present value; it stays as long as anyone holds it. */
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
        set(tensor.withValue(value));
    }

    /**
     * Goes one step of an optimizer along the gradients with all of these, each named once; for optimizers. The memory of the present
     * values is recycled, unless they were asked for with {@link #value} or assigned.
     *
     * @param update takes the values and their gradients to the next values; nothing is changed if it fails
     * @throws IllegalArgumentException if there is no gradient of one; nothing is changed then
     * @throws IllegalStateException if one is frozen; nothing is changed then
     */
    public static void step(List<Parameter> parameters, Gradients gradients, BinaryOperator<List<NdArray>> update) {
        parameters.forEach(Parameter::requireNotFrozen);
        List<Tensor> next = Tensor.stepped(
                parameters.stream().map(parameter -> parameter.tensor).toList(), gradients, update);
        for (int i = 0; i < next.size(); i++) {
            parameters.get(i).tensor = next.get(i);
        }
    }

    private void requireNotFrozen() {
        if (isFrozen()) {
            throw new IllegalStateException("step: expected a parameter that is not frozen, got the frozen " + label
                    + " " + dtype() + shape() + "; unfreeze() it first");
        }
    }

    void convert(DType dtype) {
        if (dtype != dtype()) {
            set(Tensor.variable(label, value().to(dtype)));
        }
    }

    private void set(Tensor next) {
        tensor = next;
        constant = isFrozen() ? next.detach() : null;
    }

    @Override
    public String toString() {
        return "Parameter " + dtype() + shape();
    }
}
