package dev.crema.nn.guide;

import static dev.crema.nn.guide.OwnOps.shifted;
import static dev.crema.nn.guide.OwnOps.softsign;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Gradients;
import dev.crema.core.Graph;
import dev.crema.core.Tensor;
import dev.crema.core.Threads;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.check.GradientCheck;
import dev.crema.nn.Buffer;
import dev.crema.nn.LayerException;
import dev.crema.nn.Module;
import dev.crema.nn.Sequential;
import dev.crema.nn.check.ModuleCheck;
import dev.crema.nn.data.Batch;
import dev.crema.nn.data.DataLoader;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.BatchNorm;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Dropout;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.MaxPool2d;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.metric.Accuracy;
import dev.crema.nn.metric.ConfusionMatrix;
import dev.crema.nn.metric.TopAccuracy;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.AdamW;
import dev.crema.nn.optimizer.LearningRateSchedule;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.training.Checkpoints;
import dev.crema.nn.training.EarlyStopping;
import dev.crema.nn.training.EpochResult;
import dev.crema.nn.training.Monitor;
import dev.crema.nn.training.ProgressLines;
import dev.crema.nn.training.Trainer;
import dev.crema.nn.training.TrainingCallback;
import dev.crema.nn.weights.LoadOptions;
import dev.crema.nn.weights.LoadReport;
import dev.crema.nn.weights.Weights;
import dev.crema.nn.weights.WeightsException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of docs/guide.md is here, or in the other files of this package, and runs. */
final class GuideTest {

    private static final Guide GUIDE = Guide.at("guide.md");

    /** A third of the images is guessed right by chance; a network that has learnt sees nearly all. */
    private static final double LEARNT = 0.9;

    private final PrintStream console = System.out;
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void speak() {
        System.setOut(console);
    }

    private void theGuideShowsWhatWasPrinted() {
        GUIDE.shows(printed.toString(StandardCharsets.UTF_8));
    }

    @Test
    void theGuideShowsCodeThatRuns() {
        String sources = Guide.withoutSpace(Guide.sources());
        List<String> blocks = GUIDE.blocks("java");
        blocks.forEach(block -> assertTrue(sources.contains(Guide.withoutSpace(block)), block));
        assertEquals(24, blocks.size());
    }

    @Test
    void tensors() {
        Tensor x = Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6);
        Tensor mean = x.mean(true, -1);
        System.out.println(x.sub(mean).relu());
        System.out.println(x.argmax(1));
        theGuideShowsWhatWasPrinted();
    }

    @Test
    void gradients() {
        Tensor w = Tensor.variable("w", NdArray.of(1, 2, 3));
        Tensor loss = w.square().sum();
        Gradients gradients = loss.backward();
        System.out.println(loss.item());
        System.out.println(gradients.of(w));
        theGuideShowsWhatWasPrinted();
        assertTrue(Graph.of(loss).toMermaid().contains("square"));
    }

    static Sequential network(Generator random) {
        return Sequential.builder()
                .add("conv", Conv2d.of(1, 8, 3).padding(1).build(random))
                .add("norm", new BatchNorm2d(8))
                .add("relu", Activation.RELU)
                .add("pool", MaxPool2d.of(2))
                .add("flatten", new Flatten())
                .add("drop", new Dropout(0.1, random))
                .add("head", new Linear(128, 3, random))
                .build();
    }

    @Test
    void aNetwork() {
        Module net = network(Generator.seeded(1));
        System.out.println(net.summary(Shape.of(1, 1, 8, 8)));
        theGuideShowsWhatWasPrinted();
        assertEquals("ReLU()", Activation.RELU.toString());
    }

    @Test
    void theLoop() {
        Generator random = Generator.seeded(1);
        Module net = network(random);
        DataLoader train = DataLoader.of(new Lines(600, 1)).batchSize(32).shuffled(random);
        Optimizer optimizer = Adam.of(net.parameters()).learningRate(1e-2).build();
        for (int epoch = 0; epoch < 3; epoch++) {
            for (Batch batch : train) {
                Tensor loss = Losses.crossEntropy(net.forward(batch.images()), batch.labels());
                optimizer.step(loss.backward());
            }
        }
        assertTrue(accuracy(net) > LEARNT);
    }

    private static double accuracy(Module net) {
        net.eval();
        Accuracy accuracy = Accuracy.NONE;
        for (Batch batch : DataLoader.of(new Lines(150, 2)).batchSize(50)) {
            accuracy = accuracy.plus(net.infer(batch.images()), batch.labels());
        }
        return accuracy.value();
    }

    @Test
    void severalBatchesAStep() {
        Module net = network(Generator.seeded(1));
        Optimizer optimizer = Adam.of(net.parameters()).build();
        DataLoader batches = DataLoader.of(new Lines(64, 1)).batchSize(32);
        Gradients sum = Gradients.NONE;
        for (Batch batch : batches) {
            sum = sum.add(Losses.crossEntropy(net.forward(batch.images()), batch.labels())
                    .backward());
        }
        optimizer.step(sum.mul(1.0 / batches.batches()).clipNorm(1));
        assertTrue(sum.norm() > 0);
    }

    @Test
    void training() throws WeightsException {
        Generator random = Generator.seeded(1);
        Module net = network(random);
        DataLoader train = DataLoader.of(new Lines(600, 1)).batchSize(32).shuffled(random);
        DataLoader validation = DataLoader.of(new Lines(150, 2)).batchSize(50);
        Optimizer optimizer = AdamW.of(net.parameters()).weightDecay(0.05).build();
        LearningRateSchedule schedule =
                LearningRateSchedule.linear(1e-2, 0.1, 1, 10).then(10, LearningRateSchedule.cosine(1e-2, 90, 0));
        Checkpoints checkpoints = Checkpoints.in(folder, Monitor.ACCURACY);
        Trainer trainer = Trainer.classifying(net, optimizer)
                .schedulePerStep(schedule)
                .clipNorm(5)
                .generators(random)
                .callback(ProgressLines.to(System.out::println))
                .callback(EarlyStopping.after(3, Monitor.LOSS))
                .callback(checkpoints)
                .build();
        trainer.fit(train, validation, 5);
        assertTrue(trainer.history().last().accuracy() > LEARNT);
        assertTrue(printed.toString(StandardCharsets.UTF_8).startsWith("epoch 1: loss "));
        printed.reset();

        ConfusionMatrix matrix = new ConfusionMatrix(3);
        trainer.evaluate(validation, matrix::add);
        System.out.println(matrix.macroF1());
        TopAccuracy firstTwo = trainer.evaluate(validation, TopAccuracy.of(2), TopAccuracy::plus);
        assertTrue(firstTwo.value() >= matrix.accuracy().value());
        assertEquals(matrix.macroF1(), Double.parseDouble(printed.toString(StandardCharsets.UTF_8)));
        assertEquals(150, matrix.accuracy().seen());

        trainer.resume(checkpoints.last());
        trainer.fit(train, validation, 8);
        assertTrue(trainer.history().epochs().size() > 5);
    }

    @Test
    void aCallback() {
        Module net = network(Generator.seeded(1));
        TrainingCallback goodEnough = new TrainingCallback() {
            @Override
            public void epochEnded(Trainer trainer, EpochResult result) {
                if (result.accuracy() > 0.4) {
                    trainer.stop();
                }
            }
        };
        Trainer trainer = Trainer.classifying(net, Adam.of(net.parameters()).build())
                .callback(goodEnough)
                .build();
        trainer.fit(DataLoader.of(new Lines(600, 1)).batchSize(32), 100);
        assertTrue(trainer.history().last().accuracy() > 0.4);
        assertTrue(trainer.history().epochs().size() < 100);
    }

    @Test
    void weights() throws WeightsException {
        Path file = folder.resolve("lines.json");
        Module net = network(Generator.seeded(1));
        net.forward(images(4));
        Weights.save(net, file);
        Module again = network(Generator.seeded(2));
        Weights.load(again, file);
        net.eval();
        again.eval();
        Tensor images = images(4);
        assertTrue(net.infer(images).value().sameBits(again.infer(images).value()));

        Module other = Sequential.builder()
                .add("conv", Conv2d.of(1, 8, 3).build(Generator.seeded(3)))
                .add("head", new Linear(288, 10, Generator.seeded(3)))
                .build();
        LoadReport report = Weights.load(other, file, LoadOptions.lenient());
        System.out.println(report.loaded());
        System.out.println(report.mismatched());
        theGuideShowsWhatWasPrinted();
    }

    @Test
    void fineTuning() {
        Module net = network(Generator.seeded(1));
        net.forward(images(64));
        DataLoader train = DataLoader.of(new Lines(64, 1)).batchSize(32);
        NdArray weight = net.parameters().get(0).value();
        NdArray scale = net.parameters().get(2).value();
        List<NdArray> statistics =
                net.namedBuffers().values().stream().map(Buffer::value).toList();
        for (Module part : net.modules()) {
            if (part instanceof BatchNorm norm) {
                norm.stayInEval();
            }
        }
        net.children().get("conv").freeze();
        Optimizer optimizer = Adam.of(net.parameters()).learningRate(1e-3).build();
        Trainer.classifying(net, optimizer).build().fit(train, 1);
        assertTrue(net.parameters().get(0).value().sameBits(weight));
        assertFalse(net.parameters().get(2).value().sameBits(scale));
        assertEquals(
                statistics,
                net.namedBuffers().values().stream().map(Buffer::value).toList());
    }

    @Test
    void numbersThatGoWrong() {
        Module net = Sequential.of(new Flatten(), new Linear(64, 3, Generator.seeded(1)), Tensor::log);
        Trainer trainer =
                Trainer.classifying(net, Adam.of(net.parameters()).build()).build();
        IllegalStateException e = assertThrows(
                IllegalStateException.class,
                () -> trainer.fit(DataLoader.of(new Lines(600, 1)).batchSize(32), 1));
        GUIDE.shows(e.getMessage());
    }

    private static Tensor images(int count) {
        return DataLoader.of(new Lines(count, 3))
                .batchSize(count)
                .iterator()
                .next()
                .images();
    }

    @Test
    void serving() {
        Module net = network(Generator.seeded(1));
        List<Tensor> requests =
                IntStream.range(1, 40).mapToObj(GuideTest::images).toList();
        net.eval();
        List<IntArray> answers = requests.parallelStream()
                .map(images -> net.infer(images).argmax(1))
                .toList();
        for (int i = 0; i < requests.size(); i++) {
            assertEquals(net.infer(requests.get(i)).argmax(1), answers.get(i));
        }
    }

    @Test
    void aLayerOfOnesOwn() {
        Generator random = Generator.seeded(1);
        Module scaled = Sequential.of(Conv2d.of(1, 4, 3).build(random), new LayerScale(4, 0.1), Activation.GELU);
        System.out.println(scaled);
        System.out.println(scaled.outputShape(Shape.of(2, 1, 8, 8)));
        System.out.println(scaled.namedParameters().keySet());
        scaled.convert(DType.FLOAT64);
        ModuleCheck.of(scaled).on(Shape.of(2, 1, 5, 5)).everyEntry().verify();
        theGuideShowsWhatWasPrinted();
    }

    @Test
    void anOpOfOnesOwn() {
        Tensor x = Tensor.variable(NdArray.of(-1, 0, 3));
        Tensor y = Tensor.apply("softsign", softsign, x);
        System.out.println(y);
        System.out.println(y.sum().backward().of(x));
        GradientCheck.of("softsign", softsign).on(Shape.of(2, 3)).verify();
        GradientCheck.of("shifted", shifted).on(Shape.of(2, 3), Shape.of(3)).verify();
        theGuideShowsWhatWasPrinted();
    }

    @Test
    void numbers() {
        NdArray x = NdArray.of(0.1f, 2049, 70000);
        System.out.println(x.to(DType.FLOAT64));
        System.out.println(x.to(DType.FLOAT16));
        theGuideShowsWhatWasPrinted();
    }

    @Test
    void sameBits() {
        int usual = Threads.count();
        Module net = network(Generator.seeded(1));
        Tensor images = images(64);
        net.eval();
        try {
            Threads.use(1);
            NdArray alone = net.infer(images).value();
            Threads.use(4);
            System.out.println(net.infer(images).value().sameBits(alone));
        } finally {
            Threads.use(usual);
        }
        assertEquals("true", printed.toString(StandardCharsets.UTF_8).strip());
    }

    @Test
    void memory() {
        Module net = network(Generator.seeded(1));
        Optimizer optimizer = Adam.of(net.parameters()).build();
        Module conv = net.children().get("conv");
        Tensor features = conv.forward(images(64));
        NdArray kept = conv.forward(images(64)).value();
        Tensor loss = features.square().mean();
        optimizer.step(loss.backward());
        assertTrue(loss.item() > 0, "it is small");
        assertTrue(Double.isFinite(kept.getFlat(0)));
        IllegalStateException e = assertThrows(IllegalStateException.class, features::value);
        GUIDE.shows(e.getMessage());
    }

    @Test
    void mistakes() {
        Module net = network(Generator.seeded(1));
        LayerException e =
                assertThrows(LayerException.class, () -> net.forward(images(1).slice(2, 0, 4)));
        assertEquals("head", e.path());
        GUIDE.shows(e.getMessage());
    }
}
