package dev.crema.nn.optimizer;

import dev.crema.core.op.Update;
import dev.crema.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * Adam with Nesterov's momentum, which grows from step to step (Dozat 2016): at step {@code t} the momentum is
 * {@code beta1·(1 - 0.96^(t·momentumDecay)/2)}.
 */
public final class NAdam extends Optimizer {

    private NAdam(List<Builder> groups) {
        super(groups);
    }

    /** A builder with learning rate 0.002, betas 0.9 and 0.999, epsilon 1e-8, momentum decay 0.004 and no weight decay. */
    public static Builder of(List<Parameter> parameters) {
        return new Builder(parameters);
    }

    /** The settings; each method sets one and returns the builder. */
    public static final class Builder extends OptimizerBuilder<Builder> {

        private double beta1 = 0.9;
        private double beta2 = 0.999;
        private double epsilon = 1e-8;
        private double momentumDecay = 4e-3;
        private boolean decoupledWeightDecay;

        private Builder(List<Parameter> parameters) {
            super(parameters, 2e-3, 0);
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

        /** How fast the momentum grows, at least 0. */
        public Builder momentumDecay(double value) {
            momentumDecay = requireAtLeastZero("momentumDecay", value);
            return this;
        }

        /** Whether weight decay shrinks the parameter itself and is not added to the gradient. */
        public Builder decoupledWeightDecay(boolean value) {
            decoupledWeightDecay = value;
            return this;
        }

        private double momentum(int step) {
            return beta1 * (1 - 0.5 * StrictMath.pow(0.96, step * momentumDecay));
        }

        @Override
        StepRule rule() {
            // The product of the momenta up to each step, from step 0 on, has no formula.
            List<Double> products = new ArrayList<>(List.of(1.0));
            return (rate, step) -> {
                while (products.size() <= step) {
                    products.add(products.get(products.size() - 1) * momentum(products.size()));
                }
                return Update.nesterovAdam(
                        rate,
                        weightDecay(),
                        decoupledWeightDecay,
                        beta1,
                        beta2,
                        epsilon,
                        momentum(step),
                        momentum(step + 1),
                        products.get(step),
                        step);
            };
        }

        @Override
        public NAdam build() {
            return new NAdam(settings());
        }
    }
}
