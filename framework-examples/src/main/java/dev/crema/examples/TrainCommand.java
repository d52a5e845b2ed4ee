package dev.crema.examples;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.nn.Module;
import dev.crema.nn.data.Batch;
import dev.crema.nn.data.DataLoader;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.metric.Metrics;
import dev.crema.nn.optimizer.Optimizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code crema train}: trains a network and saves its weights. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Trains a network, tests it after each epoch, and writes weights.json and history.json.")
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

    @Option(
            names = "--optimizer",
            defaultValue = "adam",
            paramLabel = "NAME",
            description = "Optimizer: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). sgd has a momentum of 0.9.")
    private OptimizerKind optimizer = OptimizerKind.ADAM;

    @Option(
            names = "--lr",
            defaultValue = "1e-3",
            paramLabel = "RATE",
            description = "Learning rate (default: ${DEFAULT-VALUE}).")
    private double learningRate;

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
            description = "Folder for weights.json and history.json (default: ${DEFAULT-VALUE}).")
    private Path out = Path.of("out");

    @Override
    public Integer call() throws IOException {
        CommandSpec own = Objects.requireNonNull(spec);
        requireSensible(own);
        threads.apply();
        PrintWriter output = own.commandLine().getOut();
        PrintWriter err = own.commandLine().getErr();
        OutputFolder.require("--out", out);
        Dataset train = model.resized(files.train(data, err)).normalized(data.normalization());
        Dataset test = model.resized(files.test(data, err)).normalized(data.normalization());
        Files.createDirectories(out);
        Generator generator = Generator.seeded(seed);
        Module net = model.create(generator.split());
        output.println(String.format(
                Locale.ROOT,
                "training %s (%,d weights) on %,d images of %s",
                model,
                net.parameterCount(),
                train.size(),
                data));
        Optimizer steps = optimizer.create(net.parameters(), learningRate);
        DataLoader batches = DataLoader.of(train).batchSize(batchSize).shuffled(generator.split());
        SavedModel saved = new SavedModel(model, data, net);
        History history = new History();
        Metrics tested = Metrics.NONE;
        for (int epoch = 1; epoch <= epochs; epoch++) {
            History.Epoch done = epoch(epoch, net, batches, steps, test, output);
            tested = done.test();
            history.add(done);
            saved.save(out.resolve("weights.json"), epoch);
            history.write(out.resolve("history.json"));
        }
        output.println("wrote " + out.resolve("weights.json") + " and " + out.resolve("history.json"));
        output.println(Evaluation.lastLine(tested));
        return 0;
    }

    private History.Epoch epoch(
            int epoch, Module net, DataLoader batches, Optimizer steps, Dataset test, PrintWriter output) {
        String title = "epoch " + epoch + "/" + epochs;
        net.train();
        Metrics trained = Metrics.NONE;
        double seconds;
        try (TrainingProgress progress =
                new TrainingProgress(output, title, batches.dataset().size())) {
            for (Batch batch : batches) {
                Tensor logits = net.forward(batch.images());
                Tensor loss = Losses.crossEntropy(logits, batch.labels());
                if (!Double.isFinite(loss.item())) {
                    throw new Failure("training: the loss became " + loss.item() + " in " + title + " after "
                            + trained.accuracy().seen() + " images; try a smaller --lr than " + learningRate);
                }
                steps.step(loss.backward());
                trained = trained.plus(loss.item(), logits, batch.labels());
                progress.update(trained);
            }
            seconds = progress.seconds();
        }
        Metrics tested = Evaluation.of(net, test);
        History.Epoch result = new History.Epoch(epoch, trained, tested, seconds);
        output.println(String.format(
                Locale.ROOT,
                "%s: loss %.4f, accuracy %.4f, test loss %.4f, test accuracy %.4f, %.1f s, %,.0f images/s",
                title,
                trained.loss().value(),
                trained.accuracy().value(),
                tested.loss().value(),
                tested.accuracy().value(),
                seconds,
                result.imagesPerSecond()));
        return result;
    }

    private void requireSensible(CommandSpec own) {
        Bounds.requireAtLeastOne(own, "--epochs", epochs);
        Bounds.requireAtLeastOne(own, "--batch-size", batchSize);
        threads.requireSensible(own);
        files.requireFolder(own, data);
        model.requireChannelsOf(own, data);
        if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
            throw new ParameterException(own.commandLine(), "--lr: expected a number above 0, got " + learningRate);
        }
    }
}
