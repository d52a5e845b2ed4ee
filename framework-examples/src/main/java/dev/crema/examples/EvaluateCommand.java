package dev.crema.examples;

import dev.crema.nn.Module;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crema evaluate}: tests saved weights. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Tests saved weights on the test images of a dataset.")
final class EvaluateCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--model",
            paramLabel = "NAME",
            description = "Network: ${COMPLETION-CANDIDATES} (default: the one that the weights were saved from).")
    private @Nullable ModelKind model;

    @Option(names = "--weights", required = true, paramLabel = "FILE", description = "File that train wrote.")
    private Path weights = Path.of("weights.json");

    @Mixin
    private DataOptions data = new DataOptions();

    @Mixin
    private ThreadOption threads = new ThreadOption();

    @Override
    public Integer call() throws IOException {
        CommandSpec own = Objects.requireNonNull(spec);
        threads.requireSensible(own);
        threads.apply();
        Module net = SavedModel.read(weights, model, data.kind()).load(weights);
        String line = Evaluation.lastLine(
                Evaluation.of(net, data.test(own.commandLine().getErr())));
        own.commandLine().getOut().println(line);
        return 0;
    }
}
