package dev.crema.nn.optimizer;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.op.Update;
import dev.crema.core.op.UpdateMemory;
import dev.crema.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes parameters so that a loss becomes smaller: {@code optimizer.step(loss.backward())}.
 *
 * <p>A parameter that the loss does not depend on stays as it is.
 */
public abstract class Optimizer {

    private final List<Parameter> parameters;
    private final List<UpdateMemory> memories = new ArrayList<>();
    private double learningRate;

    Optimizer(List<Parameter> parameters, double learningRate) {
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("optimizer: expected at least one parameter, got none");
        }
        this.parameters = List.copyOf(parameters);
        parameters.forEach(parameter -> memories.add(new UpdateMemory()));
        this.learningRate = requireRate(learningRate);
    }

    /**
     * One step along these gradients, with which the step of the graph that they came from is over: the memory of what it computed is
     * recycled.
     *
     * <p>Keep what you need longer with {@link Tensor#value} or {@link Tensor#detach}. No other thread may compute with the
     * parameters meanwhile.
     *
     * @throws IllegalArgumentException if none is of a parameter of this optimizer; nothing is changed then
     */
    public final void step(Gradients gradients) {
        List<Integer> moved = new ArrayList<>(parameters.size());
        for (int i = 0; i < parameters.size(); i++) {
            if (gradients.contains(parameters.get(i).tensor())) {
                moved.add(i);
            }
        }
        if (moved.isEmpty()) {
            throw new IllegalArgumentException("optimizer: expected gradients of its parameters, got those of "
                    + gradients.size() + " other variables; was the loss computed by this network?");
        }
        gradients.requireInUse();
        for (int i : moved) {
            UpdateMemory memory = memories.get(i);
            Update update = update(i);
            parameters.get(i).step(gradients, (value, gradient) -> update.apply(value, gradient, memory));
        }
        gradients.finishStep();
    }

    /** The arithmetic of the next step of parameter number {@code index}. */
    abstract Update update(int index);

    /** The factor of the step. */
    public final double learningRate() {
        return learningRate;
    }

    /** Sets the factor of the steps from now on. */
    public final void learningRate(double rate) {
        learningRate = requireRate(rate);
    }

    final int parameterCount() {
        return parameters.size();
    }

    private static double requireRate(double rate) {
        return requireAtLeastZero("learningRate", rate);
    }

    static double requireAtLeastZero(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + ": expected a number of at least 0, got " + value);
        }
        return value;
    }

    static double requireShare(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + ": expected a number in [0, 1), got " + value);
        }
        return value;
    }
}
