package dev.crema.nn.optimizer;

import dev.crema.core.op.Update;
import dev.crema.nn.Parameter;
import java.util.List;

/**
 * Steps along the gradient over the root of the sum of its squares so far (Duchi and others 2011). Weight decay is added to the
 * gradient.
 */
public final class Adagrad extends Optimizer {

    private Adagrad(List<Builder> groups) {
        super(groups);
    }

    /** A builder with learning rate 0.01, epsilon 1e-10, a sum that starts at 0, no decay of the learning rate and no weight decay. */
    public static Builder of(List<Parameter> parameters) {
        return new Builder(parameters);
    }

    /** The settings; each method sets one and returns the builder. */
    public static final class Builder extends OptimizerBuilder<Builder> {

        private double learningRateDecay;
        private double initialAccumulator;
        private double epsilon = 1e-10;

        private Builder(List<Parameter> parameters) {
            super(parameters, 0.01, 0);
        }

        /** What divides step {@code t}, which is counted from 0, by {@code 1 + t·learningRateDecay}; at least 0. */
        public Builder learningRateDecay(double value) {
            learningRateDecay = requireAtLeastZero("learningRateDecay", value);
            return this;
        }

        /** What the sum of the squares starts with, at least 0. */
        public Builder initialAccumulator(double value) {
            initialAccumulator = requireAtLeastZero("initialAccumulator", value);
            return this;
        }

        /** Added to what is divided by, at least 0. */
        public Builder epsilon(double value) {
            epsilon = requireAtLeastZero("epsilon", value);
            return this;
        }

        @Override
        StepRule rule() {
            return (rate, step) -> Update.adagrad(
                    rate / (1 + (step - 1) * learningRateDecay),
                    weightDecay(),
                    step == 1 ? initialAccumulator : 0,
                    epsilon);
        }

        @Override
        public Adagrad build() {
            return new Adagrad(settings());
        }
    }
}
