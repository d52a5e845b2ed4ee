package dev.crema.nn.optimizer;

import dev.crema.core.op.Update;
import dev.crema.nn.Parameter;
import java.util.List;

/**
 * Stochastic gradient descent with momentum, plain or Nesterov's (Sutskever and others 2013), and weight decay.
 *
 * <p>With gradient {@code g + weightDecay·p}, velocity {@code v = momentum·v + (1 - dampening)·g} (at first {@code v = g}), the
 * parameter becomes {@code p - learningRate·v}, or {@code p - learningRate·(g + momentum·v)} for Nesterov.
 */
public final class Sgd extends Optimizer {

    private final double momentum;
    private final double dampening;
    private final double weightDecay;
    private final boolean nesterov;

    /** Whether a parameter has a velocity yet. */
    private final boolean[] moving;

    private Sgd(Builder builder) {
        super(builder.parameters, builder.learningRate);
        momentum = builder.momentum;
        dampening = builder.dampening;
        weightDecay = builder.weightDecay;
        nesterov = builder.nesterov;
        moving = new boolean[parameterCount()];
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalArgumentException("nesterov: expected momentum above 0 and dampening 0, got momentum "
                    + momentum + " and dampening " + dampening);
        }
    }

    /** A builder with learning rate 0.01, no momentum and no weight decay. */
    public static Builder of(List<Parameter> parameters) {
        return new Builder(parameters);
    }

    @Override
    Update update(int index) {
        if (momentum == 0) {
            return Update.descent(learningRate(), weightDecay);
        }
        double taken = moving[index] ? 1 - dampening : 1;
        moving[index] = true;
        return Update.momentum(learningRate(), weightDecay, momentum, taken, nesterov);
    }

    /** The settings; each method sets one and returns the builder. */
    public static final class Builder {

        private final List<Parameter> parameters;
        private double learningRate = 0.01;
        private double momentum;
        private double dampening;
        private double weightDecay;
        private boolean nesterov;

        private Builder(List<Parameter> parameters) {
            this.parameters = parameters;
        }

        public Builder learningRate(double value) {
            learningRate = value;
            return this;
        }

        public Builder momentum(double value) {
            momentum = requireAtLeastZero("momentum", value);
            return this;
        }

        public Builder dampening(double value) {
            dampening = requireAtLeastZero("dampening", value);
            return this;
        }

        public Builder weightDecay(double value) {
            weightDecay = requireAtLeastZero("weightDecay", value);
            return this;
        }

        public Builder nesterov(boolean value) {
            nesterov = value;
            return this;
        }

        public Sgd build() {
            return new Sgd(this);
        }
    }
}
