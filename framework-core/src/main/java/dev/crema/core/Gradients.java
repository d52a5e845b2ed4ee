package dev.crema.core;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.autograd.Node;
import dev.crema.core.op.Pointwise;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The gradients of one scalar with respect to the variables it depends on: an immutable value. */
public final class Gradients {

    private final Map<Node, NdArray> byVariable;

    Gradients(Map<Node, NdArray> byVariable) {
        this.byVariable = byVariable;
    }

    /** Whether the differentiated scalar depends on {@code variable}. */
    public boolean contains(Tensor variable) {
        return variable.node() != null && byVariable.containsKey(variable.node());
    }

    /**
     * The gradient with respect to {@code variable}, in its shape and dtype.
     *
     * @throws IllegalArgumentException if it is not a variable, or the differentiated scalar does not depend on it
     */
    public NdArray of(Tensor variable) {
        NdArray gradient = variable.node() == null ? null : byVariable.get(variable.node());
        if (gradient == null) {
            throw new IllegalArgumentException("gradient: expected a variable that the loss depends on, got "
                    + variable.description() + (variable.isTracked() ? "" : "; make it with Tensor.variable"));
        }
        return gradient;
    }

    /** Number of variables. */
    public int size() {
        return byVariable.size();
    }

    /** The sum, variable by variable; one that is missing on one side counts as zero there. */
    public Gradients add(Gradients other) {
        Map<Node, NdArray> sum = new LinkedHashMap<>(byVariable);
        other.byVariable.forEach((variable, gradient) -> sum.merge(variable, gradient, NdArray::add));
        return new Gradients(sum);
    }

    /** Each gradient times a number. */
    public Gradients mul(double factor) {
        return map(gradient -> gradient.mul(factor));
    }

    /** The Euclidean norm of all gradients together. */
    public double norm() {
        double sum = 0;
        for (NdArray gradient : byVariable.values()) {
            NdArray precise = gradient.to(DType.FLOAT64);
            sum += precise.mul(precise).sum(false).item();
        }
        return Math.sqrt(sum);
    }

    /** Scaled down so that the norm of all together is at most {@code maxNorm}; unchanged if it is already. */
    public Gradients clipNorm(double maxNorm) {
        requirePositive("clipNorm", maxNorm);
        double norm = norm();
        return norm > maxNorm ? mul(maxNorm / norm) : this;
    }

    /** Each element limited to {@code -maxMagnitude .. maxMagnitude}, rounded to the gradient's dtype; a NaN stays a NaN. */
    public Gradients clipValue(double maxMagnitude) {
        requirePositive("clipValue", maxMagnitude);
        return map(gradient ->
                Pointwise.clamp(gradient, -maxMagnitude, maxMagnitude).value());
    }

    private Gradients map(UnaryOperator<NdArray> f) {
        Map<Node, NdArray> result = new LinkedHashMap<>();
        byVariable.forEach((variable, gradient) -> result.put(variable, f.apply(gradient)));
        return new Gradients(result);
    }

    private static void requirePositive(String op, double limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException(op + ": expected a limit above 0, got " + limit);
        }
    }
}
