package dev.crema.nn.optimizer;

import dev.crema.core.op.Update;
import dev.crema.nn.Parameter;
import java.util.List;

/**
 * Adam: steps in proportion to a running mean of the gradient over the root of a running mean of its square (Kingma and Ba 2015).
 *
 * <p>Weight decay is added to the gradient, unless it is decoupled as in {@link AdamW}. AMSGrad divides by the largest running mean so
 * far (Reddi and others 2018).
 */
public final class Adam extends Optimizer {

    private Adam(List<Builder> groups) {
        super(groups);
    }

    /** A builder with learning rate 0.001, betas 0.9 and 0.999, epsilon 1e-8 and no weight decay. */
    public static Builder of(List<Parameter> parameters) {
        return new Builder(parameters);
    }

    /** The settings; each method sets one and returns the builder. */
    public static final class Builder extends OptimizerBuilder<Builder> {

        private double beta1 = 0.9;
        private double beta2 = 0.999;
        private double epsilon = 1e-8;
        private boolean amsgrad;
        private boolean decoupledWeightDecay;

        private Builder(List<Parameter> parameters) {
            super(parameters, 1e-3, 0);
        }

        /** How slowly the running means of the gradient and of its square forget; each in {@code [0, 1)}. */
        public Builder betas(double first, double second) {
            beta1 = requireShare("beta1", first);
            beta2 = requireShare("beta2", second);
            return this;
        }

        /** Added to what is divided by, at least 0. */
        public Builder epsilon(double value) {
            epsilon = requireAtLeastZero("epsilon", value);
            return this;
        }

        /** Whether it divides by the largest running mean so far. */
        public Builder amsgrad(boolean value) {
            amsgrad = value;
            return this;
        }

        /** Whether weight decay shrinks the parameter itself and is not added to the gradient. */
        public Builder decoupledWeightDecay(boolean value) {
            decoupledWeightDecay = value;
            return this;
        }

        @Override
        StepRule rule() {
            return (rate, step) ->
                    Update.adam(rate, weightDecay(), decoupledWeightDecay, beta1, beta2, epsilon, amsgrad, step);
        }

        @Override
        public Adam build() {
            return new Adam(settings());
        }
    }
}
