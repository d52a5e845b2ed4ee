package dev.crema.nn.optimizer;

import dev.crema.core.op.Update;
import dev.crema.nn.Parameter;
import java.util.List;

/**
 * Steps along the gradient over its root mean square, times the root mean square of the steps so far, so that they have the unit of
 * the parameter (Zeiler 2012). Weight decay is added to the gradient.
 */
public final class Adadelta extends Optimizer {

    private Adadelta(List<Builder> groups) {
        super(groups);
    }

    /** A builder with learning rate 1, rho 0.9, epsilon 1e-6 and no weight decay. */
    public static Builder of(List<Parameter> parameters) {
        return new Builder(parameters);
    }

    /** The settings; each method sets one and returns the builder. */
    public static final class Builder extends OptimizerBuilder<Builder> {

        private double rho = 0.9;
        private double epsilon = 1e-6;

        private Builder(List<Parameter> parameters) {
            super(parameters, 1, 0);
        }

        /** How slowly the running means forget, in {@code [0, 1)}. */
        public Builder rho(double value) {
            rho = requireShare("rho", value);
            return this;
        }

        /** Added to the mean squares before their root is taken, at least 0. */
        public Builder epsilon(double value) {
            epsilon = requireAtLeastZero("epsilon", value);
            return this;
        }

        @Override
        StepRule rule() {
            return (rate, step) -> Update.adadelta(rate, weightDecay(), rho, epsilon);
        }

        @Override
        public Adadelta build() {
            return new Adadelta(settings());
        }
    }
}
