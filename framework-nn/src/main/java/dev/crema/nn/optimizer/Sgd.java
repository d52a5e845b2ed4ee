package dev.crema.nn.optimizer;

import dev.crema.core.array.NdArray;
import dev.crema.nn.Parameter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent with momentum, plain or Nesterov's (Sutskever and others 2013), and weight decay.
 *
 * <p>With gradient {@code g + weightDecay·p}, velocity {@code v = momentum·v + (1 - dampening)·g} (at first {@code v = g}), the
 * parameter becomes {@code p - learningRate·v}, or {@code p - learningRate·(g + momentum·v)} for Nesterov.
 */
public final class Sgd extends Optimizer {

    private final double momentum;
    private final double dampening;
    private final double weightDecay;
    private final boolean nesterov;
    private final @Nullable NdArray[] velocity;

    private Sgd(Builder builder) {
        super(builder.parameters, builder.learningRate);
        momentum = builder.momentum;
        dampening = builder.dampening;
        weightDecay = builder.weightDecay;
        nesterov = builder.nesterov;
        velocity = new NdArray[parameterCount()];
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalArgumentException("nesterov: expected momentum above 0 and dampening 0, got momentum "
                    + momentum + " and dampening " + dampening);
        }
    }

    /** A builder with learning rate 0.01, no momentum and no weight decay. */
    public static Builder of(List<Parameter> parameters) {
        return new Builder(parameters);
    }

    @Override
    void update(int index, Parameter parameter, NdArray gradient) {
        NdArray value = parameter.value();
        NdArray g = weightDecay == 0 ? gradient : gradient.add(value.mul(weightDecay));
        NdArray direction = g;
        if (momentum != 0) {
            NdArray before = velocity[index];
            NdArray v = before == null ? g : before.mul(momentum).add(g.mul(1 - dampening));
            velocity[index] = v;
            direction = nesterov ? g.add(v.mul(momentum)) : v;
        }
        parameter.assign(value.sub(direction.mul(learningRate())));
    }

    /** The settings; each method sets one and returns the builder. */
    public static final class Builder {

        private final List<Parameter> parameters;
        private double learningRate = 0.01;
        private double momentum;
        private double dampening;
        private double weightDecay;
        private boolean nesterov;

        private Builder(List<Parameter> parameters) {
            this.parameters = parameters;
        }

        public Builder learningRate(double value) {
            learningRate = value;
            return this;
        }

        public Builder momentum(double value) {
            momentum = requireAtLeastZero("momentum", value);
            return this;
        }

        public Builder dampening(double value) {
            dampening = requireAtLeastZero("dampening", value);
            return this;
        }

        public Builder weightDecay(double value) {
            weightDecay = requireAtLeastZero("weightDecay", value);
            return this;
        }

        public Builder nesterov(boolean value) {
            nesterov = value;
            return this;
        }

        public Sgd build() {
            return new Sgd(this);
        }
    }
}
