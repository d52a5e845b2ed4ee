package dev.crema.nn;

import dev.crema.core.Anomaly;
import dev.crema.core.Inference;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private final Map<String, Generator> ownGenerators = new LinkedHashMap<>();
    private final Map<String, Layer> parts = new LinkedHashMap<>();

    /** The mode that was asked for last; {@link #staysInEval} and {@link #frozen} hold against it. */
    private boolean training = true;

    private boolean staysInEval;
    private boolean frozen;

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

    /** Registers a generator that the output is drawn from, so that a training can be saved and go on, and returns it. */
    protected final Generator register(String name, Generator generator) {
        requireFree(name);
        ownGenerators.put(name, generator);
        return generator;
    }

    /** Registers a module that is part of this one and returns it. */
    protected final <M extends Module> M register(String name, M child) {
        requireFree(name);
        parts.put(name, child);
        return child;
    }

    /**
     * Registers a layer of any kind that is part of this one.
     *
     * @return what to call in its place: the layer itself if it is a module, else one that does the same and tells this path in errors
     */
    protected final Layer register(String name, Layer layer) {
        if (layer instanceof Module module) {
            return register(name, module);
        }
        requireFree(name);
        PlainPart part = new PlainPart(this, name, layer);
        parts.put(name, part);
        return part;
    }

    static void requireName(String name) {
        if (name.isEmpty() || name.contains(".")) {
            throw new IllegalArgumentException("register: expected a name without dots, got '" + name + "'");
        }
    }

    private void requireFree(String name) {
        requireName(name);
        if (ownParameters.containsKey(name)
                || ownBuffers.containsKey(name)
                || ownGenerators.containsKey(name)
                || parts.containsKey(name)) {
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
        ShapeLog.Visit visit = ShapeLog.enter(this);
        try {
            Tensor output = Anomaly.isWatching() ? WatchedLayers.compute(this, input) : compute(input);
            ShapeLog.leave(visit, output.shape());
            return output;
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw LayerException.in(this, e);
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws LayerException if a layer refuses its input; the message names the layer's path
     */
    @Override
    public final Tensor forwardAddRelu(Tensor input, Tensor other) {
        if (Anomaly.isWatching() || ShapeLog.isOpen()) {
            return Layer.super.forwardAddRelu(input, other);
        }
        try {
            return computeAddRelu(input, other);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw LayerException.in(this, e);
        }
    }

    /**
     * The shape of the output for an input of this shape; see {@link Layer#outputShape}.
     *
     * @throws LayerException if a layer refuses such an input; the message names the layer's path
     */
    @Override
    public final Shape outputShape(Shape input) {
        ShapeLog.Visit visit = ShapeLog.enter(this);
        try {
            Shape output = inferShape(input);
            ShapeLog.leave(visit, output);
            return output;
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

    /** What {@link #forwardAddRelu} returns; called by it alone. A subclass that can take both in one pass overrides it. */
    protected Tensor computeAddRelu(Tensor input, Tensor other) {
        return SumRelu.of(compute(input), other);
    }

    /**
     * What {@link #outputShape} returns; called by it alone. Unless a subclass knows better, the module runs once on zeros without a
     * graph, while {@link #isTraining} is false on this thread, so that nothing is counted or drawn; other threads notice nothing.
     */
    protected Shape inferShape(Shape input) {
        DType dtype = parameters().stream().map(Parameter::dtype).findFirst().orElse(DType.FLOAT32);
        return ShapeRun.of(this::compute, input, dtype);
    }

    /**
     * The layers in the order in which they run, with the output shape and the number of parameters of each, for an input of this shape;
     * print it for a table.
     *
     * @throws LayerException if a layer refuses such an input
     */
    public final Summary summary(Shape input) {
        return Summary.of(this, input);
    }

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

    /** Generators of this module and then of its parts, by path, in the order of registration. */
    public final Map<String, Generator> namedGenerators() {
        Map<String, Generator> result = new LinkedHashMap<>();
        visit("", (path, module) -> module.ownGenerators.forEach((name, g) -> result.put(path + name, g)));
        return result;
    }

    /** The modules that are directly part of this one, by name. */
    public final Map<String, Module> children() {
        Map<String, Module> result = new LinkedHashMap<>();
        parts.forEach((name, part) -> {
            if (part instanceof Module module) {
                result.put(name, module);
            }
        });
        return result;
    }

    /** This module and then its parts, theirs included, each once, in the order of registration. */
    public final List<Module> modules() {
        List<Module> result = new ArrayList<>();
        Set<Module> known = Collections.newSetFromMap(new IdentityHashMap<>());
        visit("", (path, module) -> {
            if (known.add(module)) {
                result.add(module);
            }
        });
        return result;
    }

    List<Parameter> ownParameters() {
        return List.copyOf(ownParameters.values());
    }

    private void visit(String path, BiConsumer<String, Module> visitor) {
        visitor.accept(path, this);
        children().forEach((name, child) -> child.visit(path + name + ".", visitor));
    }

    /** Number of values of all parameters, those that are frozen included. */
    public final long parameterCount() {
        return parameters().stream().mapToLong(p -> p.shape().size()).sum();
    }

    /**
     * Puts this module and its parts in training mode: statistics are taken from the batch, dropout drops. Those that
     * {@link #stayInEval} or are frozen are not, as long as that holds.
     */
    public final void train() {
        visit("", (path, module) -> module.training = true);
    }

    /** Puts this module and its parts in evaluation mode: the output depends on the input and the weights alone. */
    public final void eval() {
        visit("", (path, module) -> module.training = false);
    }

    /**
     * Puts this module and its parts in evaluation mode until {@link #followTrain}: {@link #train}, which a trainer calls too, leaves
     * them in it. Batch normalization then keeps its statistics, while its weight and bias still learn.
     */
    public final void stayInEval() {
        visit("", (path, module) -> module.staysInEval = true);
    }

    /** Ends {@link #stayInEval} in this module and its parts: those that are not frozen follow {@link #train} and {@link #eval} again. */
    public final void followTrain() {
        visit("", (path, module) -> module.staysInEval = false);
    }

    /** Keeps this module and its parts as they are until {@link #unfreeze}: in evaluation mode, and with frozen parameters. */
    public final void freeze() {
        visit("", (path, module) -> module.frozen = true);
        parameters().forEach(Parameter::freeze);
    }

    /**
     * Ends {@link #freeze} in this module and its parts, and {@link Parameter#freeze} in their parameters: those that do not
     * {@link #stayInEval} are in the mode of the last {@link #train} or {@link #eval} again.
     */
    public final void unfreeze() {
        visit("", (path, module) -> module.frozen = false);
        parameters().forEach(Parameter::unfreeze);
    }

    /** Whether this module is in training mode, and not merely run for the shape of its output. */
    public final boolean isTraining() {
        return training && !staysInEval && !frozen && !ShapeRun.isUnderWay();
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
        return parts.entrySet().stream()
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
        if (parts.isEmpty()) {
            return summary();
        }
        StringBuilder text = new StringBuilder(summary()).append("(\n");
        parts.forEach((name, part) -> text.append("  (")
                .append(name)
                .append("): ")
                .append(part.toString().replace("\n", "\n  "))
                .append('\n'));
        return text.append(')').toString();
    }
}
