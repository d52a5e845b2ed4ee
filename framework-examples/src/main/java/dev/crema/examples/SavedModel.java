package dev.crema.examples;

import dev.crema.core.array.Generator;
import dev.crema.nn.Module;
import dev.crema.nn.weights.LoadOptions;
import dev.crema.nn.weights.LoadReport;
import dev.crema.nn.weights.SaveOptions;
import dev.crema.nn.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A network with weights, and what their file says of them.
 *
 * @param model the network's name
 * @param trainedOn the data, whose normalization and class names go with the weights; null if that is not said
 * @param net the network
 */
record SavedModel(ModelKind model, @Nullable DataKind trainedOn, Module net) {

    private static final String MODEL = "model";
    private static final String DATA = "data";
    private static final String EPOCH = "epoch";

    /** Saves the weights after this many epochs. */
    void save(Path file, int epoch) throws IOException {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put(MODEL, model.toString());
        metadata.put(EPOCH, String.valueOf(epoch));
        if (trainedOn != null) {
            metadata.put(DATA, trainedOn.toString());
        }
        Weights.save(net, file, SaveOptions.defaults().metadata(metadata));
    }

    /** Loads a file into the network that it names or, if it names none, into {@code model}. */
    static SavedModel load(Path file, @Nullable ModelKind model) throws IOException {
        // most files are of this network: guessing it saves reading them twice
        ModelKind guess = model != null ? model : ModelKind.LENET5;
        Module net = guess.create(Generator.seeded(0));
        LoadReport report = Weights.load(net, file, LoadOptions.lenient());
        Map<String, String> metadata = report.metadata();
        ModelKind named = named(metadata, MODEL, ModelKind.values());
        if (named == null && model == null) {
            throw unnamed(file, metadata, MODEL, "give --model", ModelKind.values());
        }
        if (named != null && model != null && named != model) {
            throw new Failure(file + ": the weights are of " + named + ", not of " + model + "; leave out --model");
        }
        ModelKind own = named != null ? named : guess;
        if (own != guess) {
            net = own.create(Generator.seeded(0));
            report = Weights.load(net, file, LoadOptions.lenient());
        }
        if (!report.isComplete()) {
            throw new Failure(file + ": the weights do not fit " + own + ": " + difference(report));
        }
        return new SavedModel(own, named(metadata, DATA, DataKind.values()), net);
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
