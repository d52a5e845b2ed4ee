package dev.crema.nn.optimizer;

import dev.crema.core.op.Update;
import dev.crema.nn.Parameter;
import java.util.List;

/**
 * Adam: steps in proportion to a running mean of the gradient over the root of a running mean of its square (Kingma and Ba 2015).
 *
 * <p>Weight decay is added to the gradient. AMSGrad divides by the largest running mean so far (Reddi and others 2018).
 */
public final class Adam extends Optimizer {

    private final double beta1;
    private final double beta2;
    private final double epsilon;
    private final double weightDecay;
    private final boolean amsgrad;

    /** Steps that each parameter has made. */
    private final int[] steps;

    private Adam(Builder builder) {
        super(builder.parameters, builder.learningRate);
        beta1 = builder.beta1;
        beta2 = builder.beta2;
        epsilon = builder.epsilon;
        weightDecay = builder.weightDecay;
        amsgrad = builder.amsgrad;
        steps = new int[parameterCount()];
    }

    /** A builder with learning rate 0.001, betas 0.9 and 0.999, epsilon 1e-8 and no weight decay. */
    public static Builder of(List<Parameter> parameters) {
        return new Builder(parameters);
    }

    @Override
    Update update(int index) {
        steps[index]++;
        return Update.adam(learningRate(), weightDecay, beta1, beta2, epsilon, amsgrad, steps[index]);
    }

    /** The settings; each method sets one and returns the builder. */
    public static final class Builder {

        private final List<Parameter> parameters;
        private double learningRate = 1e-3;
        private double beta1 = 0.9;
        private double beta2 = 0.999;
        private double epsilon = 1e-8;
        private double weightDecay;
        private boolean amsgrad;

        private Builder(List<Parameter> parameters) {
            this.parameters = parameters;
        }

        public Builder learningRate(double value) {
            learningRate = value;
            return this;
        }

        /** How slowly the running means of the gradient and of its square forget; each in {@code [0, 1)}. */
        public Builder betas(double first, double second) {
            beta1 = requireShare("beta1", first);
            beta2 = requireShare("beta2", second);
            return this;
        }

        public Builder epsilon(double value) {
            epsilon = requireAtLeastZero("epsilon", value);
            return this;
        }

        public Builder weightDecay(double value) {
            weightDecay = requireAtLeastZero("weightDecay", value);
            return this;
        }

        public Builder amsgrad(boolean value) {
            amsgrad = value;
            return this;
        }

        public Adam build() {
            return new Adam(this);
        }
    }
}
