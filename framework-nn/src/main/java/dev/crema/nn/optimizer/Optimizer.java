package dev.crema.nn.optimizer;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.NdArray;
import dev.crema.core.op.Update;
import dev.crema.core.op.UpdateMemory;
import dev.crema.core.op.UpdatePass;
import dev.crema.nn.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Changes parameters so that a loss becomes smaller: {@code optimizer.step(loss.backward())}.
 *
 * <p>A parameter that the loss does not depend on stays as it is. Parameters are in groups, each with settings of its own; see
 * {@link OptimizerBuilder#group}. Gradients of several batches are added up first:
 *
 * <pre>{@code
 * Gradients sum = Gradients.NONE;
 * for (Batch batch : batches) {
 *     sum = sum.add(loss(batch).backward());
 * }
 * optimizer.step(sum.mul(1.0 / batches.size()).clipNorm(1));
 * }</pre>
 */
public abstract class Optimizer {

    private final List<StepRule> rules;
    private final List<Slot> slots = new ArrayList<>();
    private final double[] learningRates;

    /** The learning rates of the groups relative to that of the first. */
    private final double[] ratios;

    Optimizer(List<? extends OptimizerBuilder<?>> groups) {
        rules = groups.stream().map(OptimizerBuilder::rule).toList();
        learningRates =
                groups.stream().mapToDouble(OptimizerBuilder::learningRate).toArray();
        ratios = ratios(learningRates);
        Set<Parameter> known = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int group = 0; group < groups.size(); group++) {
            for (Parameter parameter : groups.get(group).parameters()) {
                if (!known.add(parameter)) {
                    throw new IllegalArgumentException(
                            "optimizer: expected each parameter once, got one twice: " + parameter);
                }
                slots.add(new Slot(parameter, group));
            }
        }
        if (slots.isEmpty()) {
            throw new IllegalArgumentException(
                    "optimizer: expected at least one parameter, got none; does the module register its parts?");
        }
    }

    private static double[] ratios(double[] rates) {
        double[] ratios = new double[rates.length];
        for (int group = 0; group < rates.length; group++) {
            ratios[group] = rates[group] == rates[0] ? 1 : rates[group] / rates[0];
            if (Double.isInfinite(ratios[group])) {
                throw new IllegalArgumentException("learningRate: expected that of the first group above 0 where others"
                        + " differ, got " + Arrays.toString(rates));
            }
        }
        return ratios;
    }

    /** A parameter with what is known of it. */
    private static final class Slot {

        private final Parameter parameter;
        private final int group;
        private final UpdateMemory memory = new UpdateMemory();
        private int steps;

        Slot(Parameter parameter, int group) {
            this.parameter = parameter;
            this.group = group;
        }

        ParameterState state() {
            return new ParameterState(steps, steps == 0 ? List.of() : memory.values());
        }

        void restore(ParameterState state) {
            steps = state.steps();
            memory.restore(state.memories());
        }
    }

    /**
     * One step along these gradients, with which the step of the graph that they came from is over: the memory of what it computed is
     * recycled.
     *
     * <p>Keep what you need longer with {@link Tensor#value} or {@link Tensor#detach}. No other thread may compute with the
     * parameters meanwhile.
     *
     * @throws IllegalArgumentException if none is of a parameter of this optimizer that is not frozen; nothing is changed then
     */
    public final void step(Gradients gradients) {
        List<Slot> moved = slots.stream()
                .filter(slot -> gradients.contains(slot.parameter.tensor()))
                .toList();
        if (moved.isEmpty()) {
            throw new IllegalArgumentException(
                    "optimizer: expected gradients of its parameters, got those of " + gradients.size()
                            + " other variables; was the loss computed by this network, or are its parameters frozen?");
        }
        gradients.requireInUse();
        Parameter.step(
                moved.stream().map(slot -> slot.parameter).toList(),
                gradients,
                (values, slopes) -> updated(moved, values, slopes));
        moved.forEach(slot -> slot.steps++);
        gradients.finishStep();
    }

    /** The next values, all in one pass. */
    private List<NdArray> updated(List<Slot> moved, List<NdArray> values, List<NdArray> slopes) {
        UpdatePass pass = new UpdatePass();
        List<NdArray> next = new ArrayList<>();
        Slot before = moved.get(0);
        Update update = update(before.group, before.steps + 1);
        for (int i = 0; i < moved.size(); i++) {
            Slot slot = moved.get(i);
            if (slot.group != before.group || slot.steps != before.steps) {
                update = update(slot.group, slot.steps + 1);
            }
            next.add(pass.add(update, values.get(i), slopes.get(i), slot.memory));
            before = slot;
        }
        pass.run();
        return next;
    }

    private Update update(int group, int step) {
        return rules.get(group).update(learningRates[group], step);
    }

    /** The factor of the step; that of the first group, if there are several. */
    public final double learningRate() {
        return learningRates[0];
    }

    /** The factor of the step of a group, counted from 0. */
    public final double learningRateOfGroup(int group) {
        return learningRates[group];
    }

    /** Sets the factor of the steps from now on; those of further groups stay in proportion to the first. */
    public final void learningRate(double rate) {
        requireAtLeastZero("learningRate", rate);
        Arrays.setAll(learningRates, group -> rate * ratios[group]);
    }

    /** What must be kept to go on later where this optimizer is now. */
    public final OptimizerState state() {
        return new OptimizerState(
                kind(),
                Arrays.stream(learningRates).boxed().toList(),
                slots.stream().map(Slot::state).toList());
    }

    private String kind() {
        return getClass().getSimpleName();
    }

    /**
     * Goes on from a state of an optimizer with the same settings of the same parameters.
     *
     * @throws IllegalArgumentException if it is of another optimizer, or its parameters differ; nothing is changed then
     */
    public final void restore(OptimizerState state) {
        requireFitting(state);
        Arrays.setAll(learningRates, state.learningRates()::get);
        for (int i = 0; i < slots.size(); i++) {
            slots.get(i).restore(state.parameters().get(i));
        }
    }

    private void requireFitting(OptimizerState state) {
        if (!state.kind().equals(kind())
                || state.learningRates().size() != learningRates.length
                || state.parameters().size() != slots.size()) {
            throw new IllegalArgumentException("restore: expected the state of " + kind() + " with "
                    + learningRates.length + " groups and " + slots.size() + " parameters, got that of " + state.kind()
                    + " with " + state.learningRates().size() + " and "
                    + state.parameters().size());
        }
        for (double rate : state.learningRates()) {
            requireAtLeastZero("learningRate", rate);
        }
        for (int i = 0; i < slots.size(); i++) {
            requireFitting(i, slots.get(i), state.parameters().get(i));
        }
    }

    private void requireFitting(int number, Slot slot, ParameterState state) {
        int memories =
                state.steps() == 0 ? 0 : update(slot.group, state.steps()).memories();
        if (state.memories().size() != memories) {
            throw new IllegalArgumentException("restore: expected " + memories + " arrays for parameter " + number
                    + " after " + state.steps() + " steps, got "
                    + state.memories().size() + "; are the settings the same?");
        }
        for (NdArray array : state.memories()) {
            if (!array.shape().equals(slot.parameter.shape()) || array.dtype() != slot.parameter.dtype()) {
                throw new IllegalArgumentException("restore: expected " + slot.parameter.dtype()
                        + slot.parameter.shape() + " for parameter " + number + ", got " + array.dtype()
                        + array.shape());
            }
        }
    }

    static double requireAtLeastZero(String name, double value) {
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + ": expected a number of at least 0, got " + value);
        }
        return value;
    }

    static double requireShare(String name, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(name + ": expected a number in [0, 1), got " + value);
        }
        return value;
    }
}
