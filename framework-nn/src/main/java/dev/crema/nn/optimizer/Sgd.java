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

    private Sgd(List<Builder> groups) {
        super(groups);
    }

    /** A builder with learning rate 0.01, no momentum and no weight decay. */
    public static Builder of(List<Parameter> parameters) {
        return new Builder(parameters);
    }

    /** The settings; each method sets one and returns the builder. */
    public static final class Builder extends OptimizerBuilder<Builder> {

        private double momentum;
        private double dampening;
        private boolean nesterov;

        private Builder(List<Parameter> parameters) {
            super(parameters, 0.01, 0);
        }

        /** How much of the velocity is kept, at least 0. */
        public Builder momentum(double value) {
            momentum = requireAtLeastZero("momentum", value);
            return this;
        }

        /** The share of the gradient that does not go into the velocity, at least 0. */
        public Builder dampening(double value) {
            dampening = requireAtLeastZero("dampening", value);
            return this;
        }

        /** Whether the step goes on along the velocity from where that leads. */
        public Builder nesterov(boolean value) {
            nesterov = value;
            return this;
        }

        @Override
        StepRule rule() {
            if (nesterov && (momentum == 0 || dampening != 0)) {
                throw new IllegalArgumentException("nesterov: expected momentum above 0 and dampening 0, got momentum "
                        + momentum + " and dampening " + dampening);
            }
            if (momentum == 0) {
                return (rate, step) -> Update.descent(rate, weightDecay());
            }
            return (rate, step) ->
                    Update.momentum(rate, weightDecay(), momentum, step == 1 ? 1 : 1 - dampening, nesterov);
        }

        @Override
        public Sgd build() {
            return new Sgd(settings());
        }
    }
}
