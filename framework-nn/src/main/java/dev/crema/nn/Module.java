package dev.crema.nn;

import dev.crema.core.Anomaly;
import dev.crema.core.Inference;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * A layer that owns named parameters, buffers and other modules, and that can be in training or in evaluation mode.
 *
 * <p>A subclass registers what it owns in its constructor and computes its output in {@link #compute}:
 *
 * <pre>{@code
 * final class Residual extends Module {
 *     private final Module body;
 *
 *     Residual(Module body) {
 *         this.body = register("body", body);
 *     }
 *
 *     protected Tensor compute(Tensor input) {
 *         return body.forward(input).add(input);
 *     }
 * }
 * }</pre>
 *
 * <p>In evaluation mode a module may serve many threads at once.
 */
public abstract class Module implements Layer {

    private final Map<String, Parameter> ownParameters = new LinkedHashMap<>();
    private final Map<String, Buffer> ownBuffers = new LinkedHashMap<>();
    private final Map<String, Module> children = new LinkedHashMap<>();
    private boolean training = true;

    /** A module in training mode that owns nothing yet. */
    protected Module() {}

    /** Registers a parameter and returns it. */
    protected final Parameter register(String name, Parameter parameter) {
        requireFree(name);
        ownParameters.put(name, parameter);
        return parameter;
    }

    /** Registers a buffer and returns it. */
    protected final Buffer register(String name, Buffer buffer) {
        requireFree(name);
        ownBuffers.put(name, buffer);
        return buffer;
    }

    /** Registers a module that is part of this one and returns it. */
    protected final <M extends Module> M register(String name, M child) {
        requireFree(name);
        children.put(name, child);
        return child;
    }

    static void requireName(String name) {
        if (name.isEmpty() || name.contains(".")) {
            throw new IllegalArgumentException("register: expected a name without dots, got '" + name + "'");
        }
    }

    private void requireFree(String name) {
        requireName(name);
        if (ownParameters.containsKey(name) || ownBuffers.containsKey(name) || children.containsKey(name)) {
            throw new IllegalArgumentException("register: the name '" + name + "' is taken in " + summary());
        }
    }

    /**
     * The output for this input.
     *
     * @throws LayerException if a layer refuses its input; the message names the layer's path
     */
    @Override
    public final Tensor forward(Tensor input) {
        try {
            return Anomaly.isWatching() ? WatchedLayers.compute(this, input) : compute(input);
        } catch (LayerException e) {
            throw e.seenFrom(this);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw LayerException.in(this, e);
        }
    }

    /**
     * The output for this input as a constant, computed without a graph; see {@link Inference}. The mode is yours to choose:
     * {@link #eval} comes first, as a rule.
     */
    public final Tensor infer(Tensor input) {
        return Inference.of(() -> forward(input));
    }

    /** What {@link #forward} returns; called by it alone. */
    protected abstract Tensor compute(Tensor input);

    /** Parameters of this module and then of its parts, by path, in the order of registration. */
    public final Map<String, Parameter> namedParameters() {
        Map<String, Parameter> result = new LinkedHashMap<>();
        visit("", (path, module) -> module.ownParameters.forEach((name, p) -> result.put(path + name, p)));
        return result;
    }

    /** The parameters, each once, in the order of {@link #namedParameters}. */
    public final List<Parameter> parameters() {
        List<Parameter> result = new ArrayList<>();
        for (Parameter parameter : namedParameters().values()) {
            if (result.stream().noneMatch(known -> known == parameter)) {
                result.add(parameter);
            }
        }
        return result;
    }

    /** Buffers of this module and then of its parts, by path, in the order of registration. */
    public final Map<String, Buffer> namedBuffers() {
        Map<String, Buffer> result = new LinkedHashMap<>();
        visit("", (path, module) -> module.ownBuffers.forEach((name, b) -> result.put(path + name, b)));
        return result;
    }

    /** The modules that are directly part of this one, by name. */
    public final Map<String, Module> children() {
        return new LinkedHashMap<>(children);
    }

    private void visit(String path, BiConsumer<String, Module> visitor) {
        visitor.accept(path, this);
        children.forEach((name, child) -> child.visit(path + name + ".", visitor));
    }

    /** Number of learnable values. */
    public final long parameterCount() {
        return parameters().stream().mapToLong(p -> p.shape().size()).sum();
    }

    /** Puts this module and its parts in training mode: statistics are taken from the batch, dropout drops. */
    public final void train() {
        visit("", (path, module) -> module.training = true);
    }

    /** Puts this module and its parts in evaluation mode: the output depends on the input and the weights alone. */
    public final void eval() {
        visit("", (path, module) -> module.training = false);
    }

    /** Whether this module is in training mode. */
    public final boolean isTraining() {
        return training;
    }

    /** Converts all parameters and buffers; gradients and optimizers made before do not know the converted parameters. */
    public final void convert(DType dtype) {
        visit("", (path, module) -> {
            module.ownParameters.values().forEach(parameter -> parameter.convert(dtype));
            module.ownBuffers.values().forEach(buffer -> buffer.convert(dtype));
        });
    }

    @SuppressWarnings("ReferenceEquality") // The very same module, whatever equality a subclass defines.
    String nameOf(Module child) {
        return children.entrySet().stream()
                .filter(entry -> entry.getValue() == child)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
    }

    /** One line that tells this layer from others of its kind: its class, and in brackets its arguments if it has any. */
    protected String summary() {
        return getClass().getSimpleName();
    }

    /** The summary, followed by the parts with their names, a line each. */
    @Override
    public String toString() {
        if (children.isEmpty()) {
            return summary();
        }
        StringBuilder text = new StringBuilder(summary()).append("(\n");
        children.forEach((name, child) -> text.append(partLine(name, child.toString())));
        return text.append(')').toString();
    }

    static String partLine(String name, String part) {
        return "  (" + name + "): " + part.replace("\n", "\n  ") + "\n";
    }
}
