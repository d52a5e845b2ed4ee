package dev.crema.examples;

import dev.crema.nn.data.Dataset;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
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

    @Option(
            names = "--data",
            paramLabel = "NAME",
            description = "Images: ${COMPLETION-CANDIDATES} (default: those that the weights were trained on).")
    private @Nullable DataKind data;

    @Mixin
    private DataOptions files = new DataOptions();

    @Mixin
    private ThreadOption threads = new ThreadOption();

    @Override
    public Integer call() throws IOException {
        CommandSpec own = Objects.requireNonNull(spec);
        threads.requireSensible(own);
        if (data != null) {
            files.requireFolder(own, data);
        }
        threads.apply();
        SavedModel saved = SavedModel.load(weights, model, data);
        DataKind trainedOn = saved.trainedOn(weights, data);
        DataKind tested = data != null ? data : trainedOn;
        files.requireFolder(own, tested);
        saved.model().requireFits(own, tested);
        Task task = saved.model().task().create(0);
        Dataset images = task.test(new ImageSource(
                saved.model(),
                tested,
                saved.classNames(),
                files,
                own.commandLine().getErr()));
        PrintWriter out = own.commandLine().getOut();
        out.println(String.format(
                Locale.ROOT,
                "testing %s%s on %,d images of %s",
                saved.model(),
                saved.trainedOn() == null ? "" : " trained on " + trainedOn,
                images.size(),
                tested));
        out.println(task.tested(saved.net(), images.normalized(task.normalization(trainedOn))));
        return 0;
    }
}
