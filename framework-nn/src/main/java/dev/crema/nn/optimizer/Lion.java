package dev.crema.nn.optimizer;

import dev.crema.core.op.Update;
import dev.crema.nn.Parameter;
import java.util.List;

/**
 * Steps of one length along the sign of a mean of the gradient (Chen and others, Symbolic discovery of optimization algorithms, 2023).
 * Weight decay is decoupled: each step shrinks the parameter by {@code learningRate·weightDecay}. The learning rate should be about a
 * tenth of Adam's, and the weight decay ten times it.
 */
public final class Lion extends Optimizer {

    private Lion(List<Builder> groups) {
        super(groups);
    }

    /** A builder with learning rate 0.0001, betas 0.9 and 0.99 and no weight decay. */
    public static Builder of(List<Parameter> parameters) {
        return new Builder(parameters);
    }

    /** The settings; each method sets one and returns the builder. */
    public static final class Builder extends OptimizerBuilder<Builder> {

        private double beta1 = 0.9;
        private double beta2 = 0.99;

        private Builder(List<Parameter> parameters) {
            super(parameters, 1e-4, 0);
        }

        /** How slowly the mean that the step follows and the one that is remembered forget; each in {@code [0, 1)}. */
        public Builder betas(double first, double second) {
            beta1 = requireShare("beta1", first);
            beta2 = requireShare("beta2", second);
            return this;
        }

        @Override
        StepRule rule() {
            return (rate, step) -> Update.lion(rate, weightDecay(), beta1, beta2);
        }

        @Override
        public Lion build() {
            return new Lion(settings());
        }
    }
}
