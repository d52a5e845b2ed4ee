package dev.crema.nn.optimizer;

import dev.crema.core.Gradients;
import dev.crema.core.array.NdArray;
import dev.crema.nn.Parameter;
import java.util.List;

/**
 * Changes parameters so that a loss becomes smaller: {@code optimizer.step(loss.backward())}.
 *
 * <p>A parameter that the loss does not depend on stays as it is.
 */
public abstract class Optimizer {

    private final List<Parameter> parameters;
    private double learningRate;

    Optimizer(List<Parameter> parameters, double learningRate) {
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException("optimizer: expected at least one parameter, got none");
        }
        this.parameters = List.copyOf(parameters);
        this.learningRate = requireRate(learningRate);
    }

    /** One step along these gradients. */
    public final void step(Gradients gradients) {
        if (parameters.stream().noneMatch(parameter -> gradients.contains(parameter.tensor()))) {
            throw new IllegalArgumentException("optimizer: expected gradients of its parameters, got those of "
                    + gradients.size() + " other variables; was the loss computed by this network?");
        }
        for (int i = 0; i < parameters.size(); i++) {
            Parameter parameter = parameters.get(i);
            if (gradients.contains(parameter.tensor())) {
                update(i, parameter, gradients.of(parameter.tensor()));
            }
        }
    }

    /** Gives parameter number {@code index} its new value. */
    abstract void update(int index, Parameter parameter, NdArray gradient);

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
