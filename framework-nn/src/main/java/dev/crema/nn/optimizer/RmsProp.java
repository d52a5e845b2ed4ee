package dev.crema.nn.optimizer;

import dev.crema.core.op.Update;
import dev.crema.nn.Parameter;
import java.util.List;

/**
 * Steps along the gradient over the root of a running mean of its square (Tieleman and Hinton 2012); centered, over its deviation
 * (Graves 2013). Weight decay is added to the gradient.
 */
public final class RmsProp extends Optimizer {

    private RmsProp(List<Builder> groups) {
        super(groups);
    }

    /** A builder with learning rate 0.01, alpha 0.99, epsilon 1e-8, no momentum and no weight decay. */
    public static Builder of(List<Parameter> parameters) {
        return new Builder(parameters);
    }

    /** The settings; each method sets one and returns the builder. */
    public static final class Builder extends OptimizerBuilder<Builder> {

        private double alpha = 0.99;
        private double epsilon = 1e-8;
        private double momentum;
        private boolean centered;

        private Builder(List<Parameter> parameters) {
            super(parameters, 0.01, 0);
        }

        /** How slowly the running means forget, in {@code [0, 1)}. */
        public Builder alpha(double value) {
            alpha = requireShare("alpha", value);
            return this;
        }

        /** Added to what is divided by, at least 0. */
        public Builder epsilon(double value) {
            epsilon = requireAtLeastZero("epsilon", value);
            return this;
        }

        /** How much of the velocity is kept, at least 0. */
        public Builder momentum(double value) {
            momentum = requireAtLeastZero("momentum", value);
            return this;
        }

        /** Whether it divides by the deviation of the gradient and not by its root mean square. */
        public Builder centered(boolean value) {
            centered = value;
            return this;
        }

        @Override
        StepRule rule() {
            return (rate, step) -> Update.rmsProp(rate, weightDecay(), alpha, epsilon, momentum, centered);
        }

        @Override
        public RmsProp build() {
            return new RmsProp(settings());
        }
    }
}
