package dev.crema.examples;

import dev.crema.core.array.Generator;
import dev.crema.nn.Module;
import dev.crema.nn.weights.SaveOptions;
import dev.crema.nn.weights.Weights;
import dev.crema.nn.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a weights file of this program says of itself: the network it belongs to, and the data it was trained on.
 *
 * @param model the network
 * @param data the data, whose normalization and class names go with the weights
 */
record SavedModel(ModelKind model, DataKind data) {

    private static final String MODEL = "model";
    private static final String DATA = "data";
    private static final String EPOCH = "epoch";

    /** Saves the weights of {@code net} after this many epochs. */
    void save(Module net, Path file, int epoch) throws IOException {
        Map<String, String> metadata =
                Map.of(MODEL, model.toString(), DATA, data.toString(), EPOCH, String.valueOf(epoch));
        Weights.save(net, file, SaveOptions.defaults().metadata(new TreeMap<>(metadata)));
    }

    /** What the file says, with {@code model} and {@code data} instead where they are not null. */
    static SavedModel read(Path file, @Nullable ModelKind model, @Nullable DataKind data) throws IOException {
        Map<String, String> metadata = WeightsFile.read(file).metadata();
        return new SavedModel(
                model != null ? model : named(file, metadata, MODEL, "give --model", ModelKind.values()),
                data != null ? data : named(file, metadata, DATA, "save it with crema train", DataKind.values()));
    }

    private static <K> K named(Path file, Map<String, String> metadata, String key, String advice, K[] kinds) {
        String name = metadata.get(key);
        return Arrays.stream(kinds)
                .filter(kind -> kind.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new Failure(file + ": expected the metadata '" + key + "' to be one of "
                        + Arrays.stream(kinds).map(Object::toString).collect(Collectors.joining(", "))
                        + (name == null ? ", got none" : ", got '" + name + "'") + "; " + advice));
    }

    /** The network with the weights of the file. */
    Module load(Path file) throws IOException {
        Module net = model.create(Generator.seeded(0));
        Weights.load(net, file);
        return net;
    }
}
