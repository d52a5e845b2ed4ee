package dev.crema.nn.training;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.Generator;
import dev.crema.nn.Sequential;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.data.DataLoader;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Dropout;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.metric.Metrics;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.ExponentialMovingAverage;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.optimizer.ReduceOnPlateau;
import dev.crema.nn.optimizer.Sgd;
import dev.crema.nn.weights.Weights;
import dev.crema.nn.weights.WeightsException;
import dev.crema.nn.weights.WeightsFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A training that was interrupted between two epochs ends with the bits of one that was not. */
final class ResumeTest {

    /** More than the loss falls in an epoch, once the first is over. */
    private static final double GAIN = 0.4;

    @TempDir
    private Path folder;

    /** All that a program builds anew when it starts again. */
    private static final class Program {

        private final Generator random = Generator.seeded(9);
        private final Sequential net = Sequential.of(
                Conv2d.of(1, 2, 3).padding(1).build(random),
                new BatchNorm2d(2),
                new Flatten(),
                new Dropout(0.3, random),
                new Linear(32, 2, random));
        private final Optimizer optimizer =
                Adam.of(net.parameters()).learningRate(0.02).amsgrad(true).build();
        private final ExponentialMovingAverage average = ExponentialMovingAverage.of(net.parameters(), 0.8);
        private final Generator order = Generator.seeded(10);
        private final DataLoader batches =
                DataLoader.of(Blobs.of(48, 1)).batchSize(16).shuffled(order);
        private final ReduceOnPlateau plateau = ReduceOnPlateau.minimizing()
                .patience(0)
                .factor(0.5)
                .absoluteThreshold(0.05)
                .build();
        private final EarlyStopping stopping;
        private final Checkpoints checkpoints;
        private final Trainer trainer;

        Program(Path folder, int patience) {
            checkpoints = Checkpoints.in(folder, Monitor.LOSS);
            stopping = EarlyStopping.after(patience, Monitor.LOSS, GAIN);
            trainer = Trainer.classifying(net, optimizer)
                    .average(average)
                    .generators(order)
                    .callback(checkpoints)
                    .callback(new PlateauReduction(plateau, Monitor.LOSS))
                    .callback(stopping)
                    .build();
        }

        History fit(int epochs) {
            return trainer.fit(batches, DataLoader.of(Blobs.of(16, 2)).batchSize(16), epochs);
        }
    }

    @Test
    void itEndsWithTheSameBits() throws WeightsException {
        Program through = new Program(folder, 100);
        History whole = through.fit(6);
        Program interrupted = new Program(folder, 100);
        interrupted.fit(3);
        Program resumed = new Program(folder, 100);
        resumed.trainer.resume(resumed.checkpoints.last());
        assertEquals(9, resumed.trainer.steps());
        History rest = resumed.fit(6);
        resumed.net
                .namedParameters()
                .forEach((name, parameter) ->
                        Expect.sameBits(through.net.namedParameters().get(name).value(), parameter.value()));
        resumed.net
                .namedBuffers()
                .forEach((name, buffer) ->
                        Expect.sameBits(through.net.namedBuffers().get(name).value(), buffer.value()));
        for (int i = 0; i < through.average.state().size(); i++) {
            Expect.sameBits(
                    through.average.state().get(i), resumed.average.state().get(i));
        }
        assertEquals(
                List.of("3.generator"),
                List.copyOf(through.net.namedGenerators().keySet()));
        resumed.net
                .namedGenerators()
                .forEach((name, generator) ->
                        assertEquals(through.net.namedGenerators().get(name).state(), generator.state()));
        assertEquals(through.order.state(), resumed.order.state());
        assertEquals(through.plateau.state(), resumed.plateau.state());
        assertEquals(through.stopping.state(), resumed.stopping.state());
        assertEquals(withoutSeconds(whole), withoutSeconds(rest));
        assertTrue(through.optimizer.learningRate() < 0.02, "the plateau was reached");
    }

    private static List<EpochResult> withoutSeconds(History history) {
        return history.epochs().stream()
                .map(e -> new EpochResult(e.epoch(), e.steps(), e.train(), e.validation(), e.learningRate(), 0))
                .toList();
    }

    @Test
    void theBestWeightsAreThoseOfTheBestEpoch() throws WeightsException {
        Program program = new Program(folder, 100);
        History history = program.fit(5);
        EpochResult best = history.epochs().stream()
                .min((a, b) -> Double.compare(a.loss(), b.loss()))
                .orElseThrow();
        Map<String, String> metadata =
                WeightsFile.read(program.checkpoints.best()).metadata();
        assertEquals(Integer.toString(best.epoch()), metadata.get("epoch"));
        assertEquals(Double.toString(best.loss()), metadata.get("loss"));
        Weights.load(program.net, program.checkpoints.best());
        assertEquals(
                best.loss(),
                program.trainer
                        .evaluate(DataLoader.of(Blobs.of(16, 2)).batchSize(16))
                        .loss()
                        .value());
    }

    @Test
    void aTrainingThatStoppedEarlyStaysStopped() throws WeightsException {
        Program program = new Program(folder, 1);
        int epochs = program.fit(20).epochs().size();
        assertTrue(epochs < 20, () -> "stopped after " + epochs);
        Program resumed = new Program(folder, 1);
        resumed.trainer.resume(resumed.checkpoints.last());
        assertEquals(epochs, resumed.fit(20).epochs().size());
    }

    /** The epoch would be made once more, from the parameters that it has already changed. */
    @Test
    void aTrainingIsNotSavedWithinAnEpoch() throws WeightsException {
        Program program = new Program(folder, 100);
        Path file = folder.resolve("within.json");
        Trainer saving = Trainer.classifying(program.net, program.optimizer)
                .callback(new TrainingCallback() {
                    @Override
                    public void stepEnded(Trainer trainer, Metrics metrics) {
                        assertDoesNotThrow(() -> trainer.save(file));
                    }
                })
                .build();
        saving.save(file);
        AssertionError e = assertThrows(AssertionError.class, () -> saving.fit(program.batches, 1));
        String message = "save: expected a training between two epochs, got one in epoch 1; save it in epochSettled, or"
                + " its weights with saveWeights";
        Throwable cause = e.getCause();
        assertTrue(cause instanceof IllegalStateException && message.equals(cause.getMessage()), () -> "got " + cause);
        assertThrows(IllegalStateException.class, () -> saving.save(file));
        saving.resume(file);
        saving.save(file);
    }

    @Test
    void aFileOfAnotherTrainingIsRefused() throws WeightsException {
        Program program = new Program(folder, 100);
        program.fit(1);
        Path last = program.checkpoints.last();
        Trainer otherNet = trainer(Sequential.of(new Flatten(), new Flatten(), new Linear(16, 2, Generator.seeded(1))));
        expectRefusal(last, "has no tensor 'model.2.weight', which a checkpoint of this training has", otherNet);
        expectRefusal(
                program.checkpoints.best(),
                "is not of this training: expected a checkpoint, got a file of weights without a training",
                otherNet);
        expectRefusal(
                last,
                "is not of this training: expected the generators [generator.model.3.generator],"
                        + " got [generator.0, generator.model.3.generator]",
                trainer(program.net));
        Trainer otherOptimizer = Trainer.classifying(
                        program.net, Sgd.of(program.net.parameters()).build())
                .generators(program.order)
                .average(program.average)
                .build();
        expectRefusal(
                last,
                "is not of this training: restore: expected the state of Sgd with 1 groups and 6 parameters,"
                        + " got that of Adam with 1 and 6",
                otherOptimizer);
        Trainer withoutAverages = Trainer.classifying(program.net, program.optimizer)
                .generators(program.order)
                .build();
        expectRefusal(last, "is not of this training: expected no averages, got 6 arrays of them", withoutAverages);
    }

    /** Parts that come before the one that refuses have taken nothing over: the program may begin anew instead. */
    @Test
    void aFileThatIsRefusedChangesNothing() throws WeightsException {
        Program saved = new Program(folder, 100);
        saved.fit(1);
        Path last = saved.checkpoints.last();
        TrainingCallback refusing = new TrainingCallback() {
            @Override
            public Map<String, String> state() {
                return Map.of("known", "yes");
            }

            @Override
            public void restore(Map<String, String> state) {
                if (state.isEmpty()) {
                    throw new IllegalArgumentException("refusing: expected a state, got none");
                }
            }
        };
        Program program = new Program(folder, 100);
        Trainer trainer = Trainer.classifying(program.net, program.optimizer)
                .average(program.average)
                .generators(program.order)
                .callback(program.stopping)
                .callback(refusing)
                .build();
        expectRefusal(last, "is not of this training: refusing: expected a state, got none", trainer);
        Program fresh = new Program(folder, 100);
        for (int i = 0; i < fresh.net.parameters().size(); i++) {
            Expect.sameBits(
                    fresh.net.parameters().get(i).value(),
                    program.net.parameters().get(i).value());
            assertEquals(0, program.optimizer.state().parameters().get(i).steps());
        }
        assertEquals(List.of(), program.average.state());
        assertEquals(fresh.order.state(), program.order.state());
        assertEquals(fresh.stopping.state(), program.stopping.state());
    }

    private static Trainer trainer(Sequential net) {
        return Trainer.classifying(net, Adam.of(net.parameters()).build()).build();
    }

    private static void expectRefusal(Path file, String problem, Trainer trainer) {
        WeightsException e = assertThrows(WeightsException.class, () -> trainer.resume(file));
        assertEquals(file + ": " + problem, e.getMessage());
    }
}
