package dev.crema.nn.optimizer;

import dev.crema.nn.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The settings of an optimizer; each method sets one and returns the builder.
 *
 * <p>Parameters that need other settings form a group of their own:
 *
 * <pre>{@code
 * Sgd.of(weights).learningRate(0.1).weightDecay(5e-4).group(biases, own -> own.weightDecay(0)).build()
 * }</pre>
 *
 * @param <B> the builder of one kind of optimizer
 */
public abstract class OptimizerBuilder<B extends OptimizerBuilder<B>> implements Cloneable {

    private List<Parameter> parameters;
    private List<Group<B>> groups = new ArrayList<>();
    private double learningRate;
    private double weightDecay;

    OptimizerBuilder(List<Parameter> parameters, double learningRate, double weightDecay) {
        this.parameters = List.copyOf(parameters);
        this.learningRate = learningRate;
        this.weightDecay = weightDecay;
    }

    /** Parameters with settings that differ from those of the others. */
    private record Group<B>(List<Parameter> parameters, Consumer<B> settings) {}

    /** The factor of the steps, at least 0. */
    public final B learningRate(double value) {
        learningRate = Optimizer.requireAtLeastZero("learningRate", value);
        return self();
    }

    /** The share of its value that draws a parameter to zero, at least 0. */
    public final B weightDecay(double value) {
        weightDecay = Optimizer.requireAtLeastZero("weightDecay", value);
        return self();
    }

    /** Further parameters, whose settings are those of this builder when it builds, but for what {@code settings} changes. */
    public final B group(List<Parameter> others, Consumer<B> settings) {
        groups.add(new Group<>(List.copyOf(others), settings));
        return self();
    }

    /** The optimizer; the builder may go on and build others. */
    public abstract Optimizer build();

    /** How a group with these settings changes, which it asks for once. */
    abstract StepRule rule();

    /** The settings of each group, the one of the builder itself first; nobody else can change them. */
    final List<B> settings() {
        List<B> all = new ArrayList<>();
        all.add(copy(parameters));
        for (Group<B> group : groups) {
            B own = copy(group.parameters);
            group.settings.accept(own);
            OptimizerBuilder<B> changed = own;
            if (!changed.groups.isEmpty()) {
                throw new IllegalArgumentException("group: expected settings of one group, got another group inside");
            }
            all.add(changed.copy(group.parameters));
        }
        return all;
    }

    @SuppressWarnings("unchecked")
    private B copy(List<Parameter> own) {
        try {
            OptimizerBuilder<B> copy = (OptimizerBuilder<B>) clone();
            copy.parameters = own;
            copy.groups = new ArrayList<>();
            return copy.self();
        } catch (CloneNotSupportedException e) {
            throw new AssertionError(e);
        }
    }

    @SuppressWarnings("unchecked")
    private B self() {
        return (B) this;
    }

    final List<Parameter> parameters() {
        return parameters;
    }

    final double learningRate() {
        return learningRate;
    }

    final double weightDecay() {
        return weightDecay;
    }
}
