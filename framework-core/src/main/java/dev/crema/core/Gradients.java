package dev.crema.core;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.autograd.Node;
import dev.crema.core.autograd.ReverseSweep;
import dev.crema.core.kernel.Buffers;
import dev.crema.core.op.Pointwise;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * The gradients of one scalar with respect to the variables it depends on: an immutable value.
 *
 * <p>An optimizer's step along them ends the use of the graph that they came from. A large gradient itself can be read until the step
 * along the next one, and for good if it was asked for before.
 */
public final class Gradients {

    /** No gradients, which sums start with: {@code sum = sum.add(loss.backward())}. */
    public static final Gradients NONE = new Gradients(Map.of(), List.of());

    private final Map<Node, NdArray> byVariable;

    /** What they were computed from; gradients that are kept do not keep it alive. */
    private final List<WeakReference<Node>> graph;

    Gradients(ReverseSweep sweep) {
        this(sweep.leaves(), sweep.graph().stream().map(WeakReference::new).toList());
    }

    private Gradients(Map<Node, NdArray> byVariable, List<WeakReference<Node>> graph) {
        this.byVariable = byVariable;
        this.graph = graph;
    }

    /** Whether the differentiated scalar depends on {@code variable}. */
    public boolean contains(Tensor variable) {
        return variable.node() != null && byVariable.containsKey(variable.node());
    }

    /**
     * The gradient with respect to {@code variable}, in its shape and dtype; it stays as long as anyone holds it.
     *
     * @throws IllegalArgumentException if it is not a variable, or the differentiated scalar does not depend on it
     */
    public NdArray of(Tensor variable) {
        NdArray gradient = get(variable);
        gradient.storage().pin();
        return gradient;
    }

    /** The gradient, for a short look at it. */
    NdArray get(Tensor variable) {
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

    /**
     * Checks that all can still be read.
     *
     * @throws IllegalStateException if an optimizer's step along later ones has ended their use
     */
    public void requireInUse() {
        byVariable.values().forEach(gradient -> gradient.storage().values());
    }

    /**
     * Ends the step of the graph that these gradients came from: what its ops computed is recycled, save what was asked for with
     * {@link Tensor#value} and its kin. Optimizers do this when they have changed the variables.
     */
    public void finishStep() {
        for (WeakReference<Node> reference : graph) {
            Node node = reference.get();
            if (node != null) {
                node.end();
            }
        }
        byVariable.forEach(Node::apply);
        Buffers.stepEnded();
        Anomaly.stepFinished();
    }

    /** The sum, variable by variable; one that is missing on one side counts as zero there. */
    public Gradients add(Gradients other) {
        Map<Node, NdArray> sum = new LinkedHashMap<>();
        byVariable.forEach((variable, gradient) -> {
            NdArray term = other.byVariable.get(variable);
            sum.put(variable, term == null ? shared(gradient) : gradient.add(term));
        });
        other.byVariable.forEach((variable, gradient) -> sum.computeIfAbsent(variable, v -> shared(gradient)));
        List<WeakReference<Node>> all = new ArrayList<>(graph);
        all.addAll(other.graph);
        return new Gradients(sum, all);
    }

    /** An array that two gradients hold, so that a step along one does not end the other. */
    private static NdArray shared(NdArray gradient) {
        gradient.storage().pin();
        return gradient;
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

    /** Whether no gradient holds a NaN or an infinity. */
    public boolean isFinite() {
        return byVariable.values().stream().allMatch(Gradients::isFinite);
    }

    /** A finite sum, which is quick to have, proves it; one that is not may have overflowed. */
    private static boolean isFinite(NdArray gradient) {
        if (Double.isFinite(gradient.sum(false).item())) {
            return true;
        }
        return IntStream.range(0, gradient.size()).allMatch(i -> Double.isFinite(gradient.getFlat(i)));
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
        return new Gradients(result, graph);
    }

    private static void requirePositive(String op, double limit) {
        if (!(limit > 0)) {
            throw new IllegalArgumentException(op + ": expected a limit above 0, got " + limit);
        }
    }
}
