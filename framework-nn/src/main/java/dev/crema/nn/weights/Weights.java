package dev.crema.nn.weights;

import dev.crema.nn.Module;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Saves the parameters and buffers of a module to a file, and loads them.
 *
 * <pre>{@code
 * Weights.save(net, Path.of("lenet.json"));
 * Weights.load(net, Path.of("lenet.json"));
 * }</pre>
 *
 * <p>A file whose name ends in {@code .gz} is compressed. The format is described with the package.
 */
public final class Weights {

    private Weights() {}

    /** Saves with {@link SaveOptions#defaults}. */
    public static void save(Module module, Path file) throws WeightsException {
        save(module, file, SaveOptions.defaults());
    }

    /**
     * Saves the parameters and then the buffers of a module, in the order of their registration.
     *
     * <p>The file is written under another name in the same folder, forced to disk and then renamed: a crash leaves the old file
     * or the new one, and a save that fails leaves the old one.
     *
     * @throws WeightsException if the file cannot be written, or a value is not finite and may not be saved
     */
    public static void save(Module module, Path file, SaveOptions options) throws WeightsException {
        List<NamedArray> tensors = new ArrayList<>();
        module.namedParameters()
                .forEach((name, parameter) -> tensors.add(new NamedArray(name, parameter.value(), options.encoding())));
        module.namedBuffers()
                .forEach((name, buffer) -> tensors.add(new NamedArray(name, buffer.value(), options.encoding())));
        new WeightsFile(options.metadata(), tensors).write(file, options.allowNonFinite());
    }

    /** Loads with {@link LoadOptions#strict}. */
    public static LoadReport load(Module module, Path file) throws WeightsException {
        return load(module, file, LoadOptions.strict());
    }

    /**
     * Sets the parameters and buffers of a module to what a file holds.
     *
     * <p>All is read and checked before anything is assigned: a load that fails leaves the module as it was. Shapes and dtypes
     * must be those of the model, with two exceptions for parameters, which have the same values in the same order: a
     * {@code [groups, K/groups, C, R, S]} weight may be {@code [K, C, R, S]} in the file, and a {@code [1, K, 1, 1]} bias
     * {@code [K]}.
     *
     * @throws WeightsException if the file cannot be read, is not in the format or, unless differences are allowed, does not
     *     have exactly the tensors of the model
     */
    public static LoadReport load(Module module, Path file, LoadOptions options) throws WeightsException {
        Loading loading = new Loading(module);
        WeightsReader.read(file, options.maximumBytes(), loading);
        LoadReport report = loading.report();
        if (!options.allowDifferences() && !report.isComplete()) {
            throw new WeightsException(file, loading.differences());
        }
        loading.assign();
        return report;
    }
}
