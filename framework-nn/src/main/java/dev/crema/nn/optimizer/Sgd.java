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

    private final List<Builder> groups;

    private Sgd(List<Builder> groups) {
        super(groups);
        this.groups = groups;
        for (Builder own : groups) {
            if (own.nesterov && (own.momentum == 0 || own.dampening != 0)) {
                throw new IllegalArgumentException("nesterov: expected momentum above 0 and dampening 0, got momentum "
                        + own.momentum + " and dampening " + own.dampening);
            }
        }
    }

    /** A builder with learning rate 0.01, no momentum and no weight decay. */
    public static Builder of(List<Parameter> parameters) {
        return new Builder(parameters);
    }

    @Override
    Update update(int group, double rate, int step) {
        Builder own = groups.get(group);
        if (own.momentum == 0) {
            return Update.descent(rate, own.weightDecay());
        }
        double taken = step == 1 ? 1 : 1 - own.dampening;
        return Update.momentum(rate, own.weightDecay(), own.momentum, taken, own.nesterov);
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
        public Sgd build() {
            return new Sgd(settings());
        }
    }
}
