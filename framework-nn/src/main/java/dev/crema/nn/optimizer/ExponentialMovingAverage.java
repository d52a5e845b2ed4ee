package dev.crema.nn.optimizer;

import dev.crema.core.array.NdArray;
import dev.crema.core.op.Update;
import dev.crema.core.op.UpdateMemory;
import dev.crema.core.op.UpdatePass;
import dev.crema.nn.Parameter;
import java.util.ArrayList;
import java.util.List;

/**
 * Parameters averaged over the steps of a training, recent ones counting more: they often generalize better than the last ones.
 *
 * <pre>{@code
 * optimizer.step(loss.backward());
 * average.update();
 * ...
 * average.swap();  // evaluate with the averages
 * ...
 * average.swap();  // train on
 * }</pre>
 */
public final class ExponentialMovingAverage {

    private final List<Parameter> parameters;
    private final Update rule;
    private List<NdArray> values = List.of();
    private boolean updated;
    private boolean swapped;

    private ExponentialMovingAverage(List<Parameter> parameters, double decay) {
        this.parameters = List.copyOf(parameters);
        rule = Update.average(Optimizer.requireShare("decay", decay));
    }

    /**
     * An average that begins with the values at the first update, and from then on keeps {@code decay} of itself. Before, the averages
     * are the present values.
     */
    public static ExponentialMovingAverage of(List<Parameter> parameters, double decay) {
        return new ExponentialMovingAverage(parameters, decay);
    }

    private List<NdArray> present() {
        return parameters.stream().map(Parameter::value).toList();
    }

    /**
     * Takes the present values into the average; after each step of the optimizer.
     *
     * @throws IllegalStateException if the averages are swapped in
     */
    public void update() {
        requireNotSwapped("update");
        List<NdArray> own = present();
        values = updated ? next(own) : own;
        updated = true;
    }

    private List<NdArray> next(List<NdArray> own) {
        UpdatePass pass = new UpdatePass();
        List<NdArray> next = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            next.add(pass.add(rule, values.get(i), own.get(i), new UpdateMemory()));
        }
        pass.run();
        return List.copyOf(next);
    }

    /** Exchanges the values of the parameters and the averages; a second time, back again. */
    public void swap() {
        if (updated) {
            List<NdArray> own = present();
            copyTo(parameters);
            values = own;
        }
        swapped = !swapped;
    }

    /** Sets the parameters of another model of the same kind to the averages. */
    public void copyTo(List<Parameter> others) {
        if (others.size() != parameters.size()) {
            throw new IllegalArgumentException(
                    "average: expected " + parameters.size() + " parameters, got " + others.size());
        }
        List<NdArray> averages = updated ? values : present();
        for (int i = 0; i < averages.size(); i++) {
            others.get(i).assign(averages.get(i));
        }
    }

    /**
     * The averages, in the order of the parameters; none before the first update.
     *
     * @throws IllegalStateException if they are swapped in
     */
    public List<NdArray> state() {
        requireNotSwapped("state");
        return updated ? values : List.of();
    }

    /**
     * Goes on from averages that were kept.
     *
     * @throws IllegalArgumentException if they do not fit the parameters; nothing is changed then
     * @throws IllegalStateException if the averages are swapped in
     */
    public void restore(List<NdArray> state) {
        requireNotSwapped("restore");
        if (!state.isEmpty() && state.size() != parameters.size()) {
            throw new IllegalArgumentException(
                    "average: expected " + parameters.size() + " arrays, got " + state.size());
        }
        for (int i = 0; i < state.size(); i++) {
            Parameter own = parameters.get(i);
            NdArray given = state.get(i);
            if (!given.shape().equals(own.shape()) || given.dtype() != own.dtype()) {
                throw new IllegalArgumentException("average: expected " + own.dtype() + own.shape() + " for parameter "
                        + i + ", got " + given.dtype() + given.shape());
            }
        }
        updated = !state.isEmpty();
        values = List.copyOf(state);
    }

    private void requireNotSwapped(String method) {
        if (swapped) {
            throw new IllegalStateException(
                    method + ": expected the parameters to have their own values, got the averages; swap() them back");
        }
    }
}
