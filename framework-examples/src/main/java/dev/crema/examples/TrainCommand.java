package dev.crema.examples;

import dev.crema.core.array.Generator;
import dev.crema.nn.Module;
import dev.crema.nn.data.DataLoader;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.Normalization;
import dev.crema.nn.data.Split;
import dev.crema.nn.data.transform.Compose;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.training.Checkpoints;
import dev.crema.nn.training.EarlyStopping;
import dev.crema.nn.training.Trainer;
import dev.crema.nn.training.WrongValueException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code crema train}: trains a network and saves its weights. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains a network, tests it after each epoch, and writes weights.json, best.json, history.json,"
                + " history.csv and last.json, from which --resume goes on; where the output is pictures,"
                + " also samples.png.")
final class TrainCommand implements Callable<Integer> {

    @Spec
    private @Nullable CommandSpec spec;

    @Option(
            names = "--model",
            defaultValue = "lenet5",
            paramLabel = "NAME",
            description = "Network: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ModelKind model = ModelKind.LENET5;

    @Option(
            names = "--data",
            defaultValue = "digits",
            paramLabel = "NAME",
            description = "Images: ${COMPLETION-CANDIDATES}. digits are drawn by the program itself (default).")
    private DataKind data = DataKind.DIGITS;

    @Mixin
    private DataOptions files = new DataOptions();

    @Option(
            names = "--epochs",
            defaultValue = "3",
            paramLabel = "N",
            description = "Times to go through the training images (default: ${DEFAULT-VALUE}).")
    private int epochs;

    @Option(
            names = "--batch-size",
            defaultValue = "64",
            paramLabel = "N",
            description = "Images per step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Mixin
    private StepOptions steps = new StepOptions();

    @Mixin
    private LearningOptions learning = new LearningOptions();

    @Option(
            names = "--seed",
            defaultValue = "1",
            paramLabel = "N",
            description = "Seed of the first weights and of the order of images (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Mixin
    private ThreadOption threads = new ThreadOption();

    @Option(
            names = "--out",
            defaultValue = "out",
            paramLabel = "DIR",
            description = "Folder for the files that are written (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("out");

    @Option(
            names = "--resume",
            description = "Go on from last.json in --out, up to --epochs; the other options must be as they were.")
    private boolean resume;

    @Override
    public Integer call() throws IOException {
        CommandSpec own = Objects.requireNonNull(spec);
        requireSensible(own);
        threads.apply();
        OutputFolder.require("--out", out);
        if (resume && !Files.exists(out.resolve("last.json"))) {
            throw new Failure("--resume: expected a training to go on with in " + out.resolve("last.json")
                    + ", got no such file; leave out --resume");
        }
        ImageSource source =
                ImageSource.of(model, data, files, own.commandLine().getErr());
        Task task = model.task().create(learning.labelSmoothing());
        Dataset images = task.train(source);
        Dataset test = task.test(source).normalized(task.normalization(data));
        Files.createDirectories(out);
        train(source, task, images, test, own.commandLine().getOut());
        return 0;
    }

    private void train(ImageSource source, Task task, Dataset images, Dataset test, PrintWriter output)
            throws IOException {
        Normalization normalization = task.normalization(data);
        Generator generator = Generator.seeded(seed);
        Module net = model.create(data, source.classNames().size(), generator.split());
        Generator order = generator.split();
        Generator changes = generator.split();
        Split split = learning.validates()
                ? task.split(images, learning.validation(), generator.split())
                : new Split(images, test);
        DataLoader batches = batches(split.train(), normalization, order, changes);
        Dataset judged = learning.validates() ? split.validation().normalized(normalization) : test;
        output.println(String.format(
                Locale.ROOT,
                "training %s (%,d weights) on %,d images of %s",
                model,
                net.parameterCount(),
                split.train().size(),
                data));
        Map<String, String> metadata = SavedModel.metadata(source);
        Checkpoints checkpoints = Checkpoints.in(out, task.monitor()).metadata(metadata);
        Optimizer optimizer = steps.optimizer(net);
        Trainer.Builder builder = task.trainer(net, optimizer)
                .schedulePerStep(steps.schedule(batches.batches(), epochs))
                .generators(order, changes);
        if (learning.stopsEarly()) {
            builder.callback(EarlyStopping.after(learning.patience(), task.monitor()));
        }
        try (TrainingReport report =
                new TrainingReport(output, epochs, split.train().size(), learning.judged(), metadata, out)) {
            Trainer trainer = builder.callback(report).callback(checkpoints).build();
            if (resume) {
                trainer.resume(checkpoints.last());
                output.println(
                        "going on after epoch " + trainer.history().epochs().size());
            }
            fit(trainer, batches, judged);
            output.println(
                    "wrote " + report.weights() + " and " + report.history().json());
        }
        String samples = task.writeSamples(net, test, out);
        if (!samples.isEmpty()) {
            output.println(samples);
        }
        output.println(task.tested(net, test));
    }

    private DataLoader batches(Dataset images, Normalization normalization, Generator order, Generator changes) {
        return learning.augments()
                ? loader(images, order).augmented(Compose.of(data.augmentation(model.side()), normalization), changes)
                : loader(images.normalized(normalization), order);
    }

    private DataLoader loader(Dataset images, Generator order) {
        return DataLoader.of(images).batchSize(batchSize).shuffled(order);
    }

    private void fit(Trainer trainer, DataLoader batches, Dataset judged) {
        try {
            trainer.fit(batches, Evaluation.batches(judged), epochs);
        } catch (WrongValueException e) {
            if (e.isRateSuspected()) {
                throw new Failure(e.getMessage() + " Then try a smaller --lr than " + steps.learningRate(), e);
            }
            throw e;
        }
    }

    private void requireSensible(CommandSpec own) {
        Bounds.requireAtLeastOne(own, "--epochs", epochs);
        Bounds.requireAtLeastOne(own, "--batch-size", batchSize);
        threads.requireSensible(own);
        files.requireFolder(own, data);
        model.requireFits(own, data);
        steps.requireSensible(own, epochs);
        learning.requireSensible(own, model);
    }
}
