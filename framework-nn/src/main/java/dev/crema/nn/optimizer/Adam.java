package dev.crema.nn.optimizer;

import dev.crema.core.array.NdArray;
import dev.crema.nn.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    private final @Nullable State[] states;

    private Adam(Builder builder) {
        super(builder.parameters, builder.learningRate);
        beta1 = builder.beta1;
        beta2 = builder.beta2;
        epsilon = builder.epsilon;
        weightDecay = builder.weightDecay;
        amsgrad = builder.amsgrad;
        states = new State[parameterCount()];
    }

    /** A builder with learning rate 0.001, betas 0.9 and 0.999, epsilon 1e-8 and no weight decay. */
    public static Builder of(List<Parameter> parameters) {
        return new Builder(parameters);
    }

    @Override
    void update(int index, Parameter parameter, NdArray gradient) {
        NdArray value = parameter.value();
        NdArray g = weightDecay == 0 ? gradient : gradient.add(value.mul(weightDecay));
        State state = states[index] == null ? new State(g) : states[index];
        states[index] = state;
        state.steps++;
        state.mean = state.mean.mul(beta1).add(g.mul(1 - beta1));
        state.square = state.square.mul(beta2).add(g.mul(g).mul(1 - beta2));
        state.largest = amsgrad ? state.largest.maximum(state.square) : state.square;
        double meanCorrection = 1 - StrictMath.pow(beta1, state.steps);
        double squareCorrection = 1 - StrictMath.pow(beta2, state.steps);
        NdArray root = state.largest
                .map(Math::sqrt)
                .mul(1 / Math.sqrt(squareCorrection))
                .add(epsilon);
        parameter.assign(
                value.sub(state.mean.mul(learningRate() / meanCorrection).div(root)));
    }

    /** What is remembered of a parameter's gradients. */
    private static final class State {

        private NdArray mean;
        private NdArray square;
        private NdArray largest;
        private int steps;

        State(NdArray like) {
            mean = NdArray.zeros(like.shape(), like.dtype());
            square = mean;
            largest = mean;
        }
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
