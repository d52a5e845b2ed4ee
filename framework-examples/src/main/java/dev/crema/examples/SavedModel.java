package dev.crema.examples;

import dev.crema.core.array.Generator;
import dev.crema.nn.Module;
import dev.crema.nn.weights.LoadOptions;
import dev.crema.nn.weights.LoadReport;
import dev.crema.nn.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A network with weights, and what their file says of them.
 *
 * @param model the network's name
 * @param trainedOn the data, whose normalization and class names go with the weights; null if that is not said
 * @param classNames what the classes are called; none if the data is not said
 * @param net the network
 */
record SavedModel(ModelKind model, @Nullable DataKind trainedOn, List<String> classNames, Module net) {

    private static final String MODEL = "model";
    private static final String DATA = "data";
    /** Names of classes, a line each, for data whose classes are not known by its name. */
    private static final String CLASSES = "classes";

    /** The number of epochs that the weights were trained. */
    static final String EPOCH = "epoch";

    /** What has to be known of weights to use them, but for their epoch. */
    static Map<String, String> metadata(ImageSource source) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(MODEL, source.model().toString());
        metadata.put(DATA, source.data().toString());
        if (source.data().classNames().isEmpty()) {
            metadata.put(CLASSES, String.join("\n", source.classNames()));
        }
        return metadata;
    }

    /**
     * Loads a file into the network that it names or, if it names none, into {@code model}, made for images of the data that it names
     * or, if it names none, of {@code data}.
     */
    static SavedModel load(Path file, @Nullable ModelKind model, @Nullable DataKind data) throws IOException {
        // most files are of this network and data: guessing them saves reading them twice
        Form guess = new Form(
                model != null ? model : ModelKind.LENET5,
                data != null ? data : DataKind.DIGITS,
                DataKind.DIGITS.classNames().size());
        Module net = guess.create();
        LoadReport report = Weights.load(net, file, LoadOptions.lenient());
        Map<String, String> metadata = report.metadata();
        ModelKind named = named(metadata, MODEL, ModelKind.values());
        if (named == null && model == null) {
            throw unnamed(file, metadata, MODEL, "give --model", ModelKind.values());
        }
        if (named != null && model != null && named != model) {
            throw new Failure(file + ": the weights are of " + named + ", not of " + model + "; leave out --model");
        }
        DataKind trainedOn = named(metadata, DATA, DataKind.values());
        List<String> classNames = classNames(file, metadata, trainedOn != null ? trainedOn : data);
        Form own = new Form(
                named != null ? named : guess.model,
                trainedOn != null ? trainedOn : guess.data,
                classNames.isEmpty() ? guess.classes : classNames.size());
        if (!own.equals(guess)) {
            net = own.create();
            report = Weights.load(net, file, LoadOptions.lenient());
        }
        if (!report.isComplete()) {
            throw new Failure(file + ": the weights do not fit " + own.model + ": " + difference(report));
        }
        return new SavedModel(own.model, trainedOn, classNames, net);
    }

    /** What the shapes of a network depend on. */
    private record Form(ModelKind model, DataKind data, int classes) {

        Module create() {
            return model.create(data, classes, Generator.seeded(0));
        }
    }

    private static List<String> classNames(Path file, Map<String, String> metadata, @Nullable DataKind data) {
        if (data == null || !data.classNames().isEmpty()) {
            return data == null ? List.of() : data.classNames();
        }
        String names = metadata.get(CLASSES);
        if (names == null) {
            throw new Failure(file + ": expected the metadata '" + CLASSES + "', which weights trained on " + data
                    + " have, got none; train again");
        }
        return List.of(names.split("\n", -1));
    }

    /** What the weights were trained on, or {@code other} if the file does not say. */
    DataKind trainedOn(Path file, @Nullable DataKind other) {
        DataKind known = trainedOn != null ? trainedOn : other;
        if (known == null) {
            throw unnamed(file, Map.of(), DATA, "give --data", DataKind.values());
        }
        return known;
    }

    private static <K> @Nullable K named(Map<String, String> metadata, String key, K[] kinds) {
        String name = metadata.get(key);
        return Arrays.stream(kinds)
                .filter(kind -> kind.toString().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static Failure unnamed(Path file, Map<String, String> metadata, String key, String advice, Object[] kinds) {
        String name = metadata.get(key);
        return new Failure(file + ": expected the metadata '" + key + "' to be one of "
                + Arrays.stream(kinds).map(Object::toString).collect(Collectors.joining(", "))
                + (name == null ? ", got none" : ", got '" + name + "'") + "; " + advice);
    }

    /** The first difference between file and network, and how many more there are. */
    private static String difference(LoadReport report) {
        int more = report.mismatched().size()
                + report.missing().size()
                + report.unexpected().size()
                - 1;
        String first;
        if (!report.mismatched().isEmpty()) {
            Map.Entry<String, String> entry =
                    report.mismatched().entrySet().iterator().next();
            // what follows the semicolon is advice to who writes a program
            first = "tensor '" + entry.getKey() + "' " + entry.getValue().split(";", 2)[0];
        } else if (!report.missing().isEmpty()) {
            first = "tensor '" + report.missing().get(0) + "' is missing";
        } else {
            first = "tensor '" + report.unexpected().get(0) + "' is not in the network";
        }
        return first + (more == 0 ? "" : ", and " + more + " more differences");
    }
}
