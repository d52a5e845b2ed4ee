package dev.crema.nn.training;

import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Buffer;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import dev.crema.nn.metric.Accuracy;
import dev.crema.nn.metric.Metrics;
import dev.crema.nn.metric.RunningMean;
import dev.crema.nn.optimizer.ExponentialMovingAverage;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.optimizer.OptimizerState;
import dev.crema.nn.optimizer.ParameterState;
import dev.crema.nn.weights.Encoding;
import dev.crema.nn.weights.NamedArray;
import dev.crema.nn.weights.WeightsException;
import dev.crema.nn.weights.WeightsFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A training that can go on, in the format of weights: parameters and buffers as {@code model.*}, what the optimizer knows as
 * {@code optimizer.*}, averages as {@code average.*}, the epochs so far as {@code history}, all else in the metadata.
 */
final class CheckpointFile {

    private static final String KIND = "checkpoint";
    private static final int COLUMNS = 12;

    private final Module net;
    private final Optimizer optimizer;
    private final @Nullable ExponentialMovingAverage average;
    private final Map<String, Generator> generators = new LinkedHashMap<>();
    private final List<TrainingCallback> callbacks;

    CheckpointFile(
            Module net,
            Optimizer optimizer,
            @Nullable ExponentialMovingAverage average,
            List<Generator> generators,
            List<TrainingCallback> callbacks) {
        this.net = net;
        this.optimizer = optimizer;
        this.average = average;
        for (int i = 0; i < generators.size(); i++) {
            this.generators.put("generator." + i, generators.get(i));
        }
        net.namedGenerators().forEach((name, generator) -> this.generators.put("generator.model." + name, generator));
        this.callbacks = callbacks;
    }

    /** How far a training has come. */
    record Position(History history, int steps, boolean stopped) {}

    void save(Path file, Position position) throws WeightsException {
        Map<String, NdArray> arrays = new LinkedHashMap<>();
        net.namedParameters().forEach((name, parameter) -> arrays.put("model." + name, parameter.value()));
        net.namedBuffers().forEach((name, buffer) -> arrays.put("model." + name, buffer.value()));
        OptimizerState state = optimizer.state();
        arrays.put("optimizer.learningRates", row(state.learningRates()));
        arrays.put(
                "optimizer.steps",
                row(state.parameters().stream().map(own -> (double) own.steps()).toList()));
        for (int i = 0; i < state.parameters().size(); i++) {
            putAll(arrays, "optimizer." + i, state.parameters().get(i).memories());
        }
        if (average != null) {
            putAll(arrays, "average", average.state());
        }
        arrays.put("history", table(position.history()));
        List<NamedArray> tensors = new ArrayList<>();
        arrays.forEach((name, value) -> tensors.add(new NamedArray(name, value, Encoding.BASE64_LE)));
        new WeightsFile(metadata(state, position), tensors).write(file, true);
    }

    private static void putAll(Map<String, NdArray> arrays, String name, List<NdArray> values) {
        for (int i = 0; i < values.size(); i++) {
            arrays.put(name + "." + i, values.get(i));
        }
    }

    private static NdArray row(List<Double> values) {
        return NdArray.of(
                Shape.of(values.size()),
                values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private Map<String, String> metadata(OptimizerState state, Position position) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("kind", KIND);
        metadata.put("optimizer", state.kind());
        metadata.put("steps", Integer.toString(position.steps()));
        metadata.put("stopped", Boolean.toString(position.stopped()));
        generators.forEach((name, generator) -> metadata.put(
                name, generator.state().position() + " " + generator.state().step()));
        namedCallbacks()
                .forEach((name, callback) -> callback.state().forEach((key, value) -> metadata.put(name + key, value)));
        return metadata;
    }

    /** The callbacks by a prefix for what they keep: their class, and a number that tells several of a class apart. */
    private Map<String, TrainingCallback> namedCallbacks() {
        Map<String, TrainingCallback> named = new LinkedHashMap<>();
        for (TrainingCallback callback : callbacks) {
            int number = 0;
            String kind = "callback." + callback.getClass().getSimpleName() + ".";
            while (named.containsKey(kind + number + ".")) {
                number++;
            }
            named.put(kind + number + ".", callback);
        }
        return named;
    }

    /** Sets all parts to what a file holds, and says how far that was; a file of another training changes nothing. */
    Position load(Path file) throws WeightsException {
        WeightsFile content = WeightsFile.read(file);
        Map<String, String> metadata = content.metadata();
        Map<String, NdArray> arrays = content.arrays();
        require(KIND.equals(metadata.get("kind")), file, "a checkpoint", "a file of weights without a training");
        requireModel(file, arrays);
        try {
            Position position = new Position(
                    history(array(file, arrays, "history")),
                    Integer.parseInt(text(file, metadata, "steps")),
                    Boolean.parseBoolean(text(file, metadata, "stopped")));
            Map<String, Generator.State> states = generatorStates(file, metadata);
            List<NdArray> averages = list(arrays, "average");
            require(averages.isEmpty() || average != null, file, "no averages", averages.size() + " arrays of them");
            OptimizerState state = optimizerState(file, text(file, metadata, "optimizer"), arrays);
            setWhatMayRefuse(state, averages, metadata);
            set(arrays, states);
            return position;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new WeightsException(file, "is not of this training: " + e.getMessage(), e);
        }
    }

    /** Sets optimizer, averages and callbacks; if one refuses, those before it are set back. */
    private void setWhatMayRefuse(OptimizerState state, List<NdArray> averages, Map<String, String> metadata) {
        List<Runnable> undo = new ArrayList<>();
        try {
            OptimizerState before = optimizer.state();
            optimizer.restore(state);
            undo.add(() -> optimizer.restore(before));
            if (average != null) {
                List<NdArray> averagesBefore = average.state();
                average.restore(averages);
                undo.add(() -> average.restore(averagesBefore));
            }
            namedCallbacks().forEach((name, callback) -> {
                Map<String, String> own = callback.state();
                undo.add(() -> callback.restore(own));
                callback.restore(below(name, metadata));
            });
        } catch (RuntimeException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
    }

    private void set(Map<String, NdArray> arrays, Map<String, Generator.State> states) {
        net.namedParameters().forEach((name, parameter) -> parameter.assign(model(arrays, name)));
        net.namedBuffers().forEach((name, buffer) -> buffer.assign(model(arrays, name)));
        generators.forEach((name, generator) -> generator.restore(Objects.requireNonNull(states.get(name))));
    }

    private Map<String, Generator.State> generatorStates(Path file, Map<String, String> metadata)
            throws WeightsException {
        List<String> known = metadata.keySet().stream()
                .filter(key -> key.startsWith("generator."))
                .toList();
        require(
                generators.keySet().equals(Set.copyOf(known)),
                file,
                "the generators " + generators.keySet(),
                known.toString());
        Map<String, Generator.State> states = new LinkedHashMap<>();
        for (String name : known) {
            String[] numbers = text(file, metadata, name).split(" ", 2);
            states.put(name, new Generator.State(Long.parseLong(numbers[0]), Long.parseLong(numbers[1])));
        }
        return states;
    }

    private void requireModel(Path file, Map<String, NdArray> arrays) throws WeightsException {
        for (Map.Entry<String, Parameter> own : net.namedParameters().entrySet()) {
            Parameter parameter = own.getValue();
            NdArray like = NdArray.zeros(parameter.shape(), parameter.dtype());
            requireLike(file, "model." + own.getKey(), like, arrays);
        }
        for (Map.Entry<String, Buffer> own : net.namedBuffers().entrySet()) {
            requireLike(file, "model." + own.getKey(), own.getValue().value(), arrays);
        }
        long known = arrays.keySet().stream()
                .filter(name -> name.startsWith("model."))
                .count();
        int wanted = net.namedParameters().size() + net.namedBuffers().size();
        require(known == wanted, file, wanted + " parameters and buffers", known);
    }

    private static void requireLike(Path file, String name, NdArray own, Map<String, NdArray> arrays)
            throws WeightsException {
        NdArray given = array(file, arrays, name);
        require(
                given.shape().equals(own.shape()) && given.dtype() == own.dtype(),
                file,
                own.dtype().toString() + own.shape() + " as " + name,
                given.dtype().toString() + given.shape());
    }

    private static NdArray model(Map<String, NdArray> arrays, String name) {
        return Objects.requireNonNull(arrays.get("model." + name));
    }

    private static OptimizerState optimizerState(Path file, String kind, Map<String, NdArray> arrays)
            throws WeightsException {
        double[] rates = array(file, arrays, "optimizer.learningRates").toDoubleArray();
        double[] steps = array(file, arrays, "optimizer.steps").toDoubleArray();
        List<ParameterState> states = new ArrayList<>();
        for (int i = 0; i < steps.length; i++) {
            states.add(new ParameterState((int) steps[i], list(arrays, "optimizer." + i)));
        }
        return new OptimizerState(kind, Arrays.stream(rates).boxed().toList(), states);
    }

    private static List<NdArray> list(Map<String, NdArray> arrays, String name) {
        List<NdArray> values = new ArrayList<>();
        NdArray next = arrays.get(name + ".0");
        while (next != null) {
            values.add(next);
            next = arrays.get(name + "." + values.size());
        }
        return values;
    }

    private static NdArray array(Path file, Map<String, NdArray> arrays, String name) throws WeightsException {
        NdArray value = arrays.get(name);
        if (value == null) {
            throw new WeightsException(file, "has no tensor '" + name + "', which a checkpoint of this training has");
        }
        return value;
    }

    private static String text(Path file, Map<String, String> metadata, String key) throws WeightsException {
        String value = metadata.get(key);
        if (value == null) {
            throw new WeightsException(file, "has no metadata '" + key + "', which a checkpoint has");
        }
        return value;
    }

    private static void require(boolean condition, Path file, String expected, Object got) throws WeightsException {
        if (!condition) {
            throw new WeightsException(file, "is not of this training: expected " + expected + ", got " + got);
        }
    }

    private static Map<String, String> below(String prefix, Map<String, String> metadata) {
        Map<String, String> own = new LinkedHashMap<>();
        metadata.forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                own.put(key.substring(prefix.length()), value);
            }
        });
        return own;
    }

    private static NdArray table(History history) {
        List<Double> cells = new ArrayList<>();
        for (EpochResult epoch : history.epochs()) {
            cells.addAll(List.of((double) epoch.epoch(), (double) epoch.steps()));
            add(cells, epoch.train());
            Metrics validation = epoch.validation();
            add(cells, validation == null ? Metrics.NONE : validation);
            cells.addAll(List.of(epoch.learningRate(), epoch.seconds()));
        }
        return row(cells).reshape(Shape.of(history.epochs().size(), COLUMNS));
    }

    private static void add(List<Double> cells, Metrics metrics) {
        cells.add(metrics.loss().sum());
        cells.add((double) metrics.loss().count());
        cells.add((double) metrics.accuracy().correct());
        cells.add((double) metrics.accuracy().seen());
    }

    private static History history(NdArray table) {
        List<EpochResult> epochs = new ArrayList<>();
        for (int row = 0; row < table.shape().size(0); row++) {
            Metrics validation = metrics(table, row, 6);
            epochs.add(new EpochResult(
                    (int) table.get(row, 0),
                    (int) table.get(row, 1),
                    metrics(table, row, 2),
                    validation.loss().count() == 0 ? null : validation,
                    table.get(row, 10),
                    table.get(row, 11)));
        }
        return new History(epochs);
    }

    private static Metrics metrics(NdArray table, int row, int from) {
        return new Metrics(
                new RunningMean(table.get(row, from), (long) table.get(row, from + 1)),
                new Accuracy((long) table.get(row, from + 2), (long) table.get(row, from + 3)));
    }
}
