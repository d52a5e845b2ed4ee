package dev.crema.nn.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.Generator;
import dev.crema.nn.Sequential;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.data.DataLoader;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.metric.Accuracy;
import dev.crema.nn.metric.Metrics;
import dev.crema.nn.metric.RunningMean;
import dev.crema.nn.optimizer.Sgd;
import dev.crema.nn.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The callbacks of the library, and the history. */
final class CallbacksTest {

    @TempDir
    private Path folder;

    private final Sequential net = Sequential.of(new Flatten(), new Linear(16, 2, Generator.seeded(1)));

    private Trainer.Builder builder() {
        return Trainer.classifying(
                net, Sgd.of(net.parameters()).learningRate(0.1).build());
    }

    private static EpochResult result(int epoch, double loss) {
        Metrics metrics = new Metrics(new RunningMean(loss * 4, 4), new Accuracy(3, 4));
        return new EpochResult(epoch, 2 * epoch, metrics, null, 0.1, 0.5);
    }

    @Test
    void earlyStoppingWaitsForItsPatience() {
        EarlyStopping stopping = EarlyStopping.after(2, Monitor.LOSS, 0.1);
        double[] losses = {3, 2, 1.95, 1.8, 1.75, Double.NaN};
        int ended = 0;
        for (double loss : losses) {
            Trainer trainer = builder().build();
            stopping.epochEnded(trainer, result(++ended, loss));
            boolean stopped =
                    trainer.fit(DataLoader.of(Blobs.of(4, 1)), 1).epochs().isEmpty();
            assertEquals(ended == losses.length, stopped, "after epoch " + ended);
        }
        assertEquals(Map.of("best", "1.8", "waited", "2"), stopping.state());
        stopping.restore(Map.of());
        assertEquals(Map.of("best", "Infinity", "waited", "0"), stopping.state());
        Expect.refusal(
                "earlyStopping: expected a patience of at least 1, got 0",
                () -> EarlyStopping.after(0, Monitor.ACCURACY));
        Expect.refusal(
                "earlyStopping: expected a gain of at least 0, got -1.0",
                () -> EarlyStopping.after(1, Monitor.ACCURACY, -1));
    }

    @Test
    void progressIsToldInLines() {
        List<String> lines = new ArrayList<>();
        DataLoader batches = DataLoader.of(Blobs.of(32, 1)).batchSize(8);
        builder().callback(ProgressLines.to(lines::add, 3)).build().fit(batches, batches, 1);
        assertEquals(2, lines.size());
        String metrics = "loss \\d\\.\\d{4}, accuracy \\d+\\.\\d\\d % \\(\\d+ of ";
        assertTrue(lines.get(0).matches("step 3: " + metrics + "24\\)"), lines::toString);
        assertTrue(
                lines.get(1).matches("epoch 1: " + metrics + "32\\); validation " + metrics + "32\\); \\d+\\.\\d s"),
                lines::toString);
        Expect.refusal("progress: expected a line every 1 or more steps, got 0", () -> ProgressLines.to(lines::add, 0));
    }

    @Test
    void withoutAccuracyOnlyTheLossIsTold() {
        List<String> lines = new ArrayList<>();
        Trainer.minimizing(
                        net,
                        Sgd.of(net.parameters()).build(),
                        (output, batch) -> output.square().mean())
                .callback(ProgressLines.to(lines::add))
                .build()
                .fit(DataLoader.of(Blobs.of(8, 1)), 1);
        assertTrue(lines.get(0).matches("epoch 1: loss \\d\\.\\d{4}; \\d+\\.\\d s"), lines::toString);
    }

    @Test
    void aFolderThatIsNotThereIsAnErrorBeforeTheFirstStep() {
        Path missing = folder.resolve("missing");
        Trainer trainer =
                builder().callback(Checkpoints.in(missing, Monitor.ACCURACY)).build();
        IllegalStateException e =
                assertThrows(IllegalStateException.class, () -> trainer.fit(DataLoader.of(Blobs.of(8, 1)), 1));
        assertEquals(
                "checkpoints: expected a folder, got " + missing + "; create it before the training", e.getMessage());
        assertEquals(0, trainer.steps());
    }

    @Test
    void theBestWeightsTellTheirEpochAndWhatElseIsToBeKnown() throws IOException {
        Checkpoints checkpoints = Checkpoints.in(folder, Monitor.LOSS).metadata(Map.of("model", "linear"));
        builder().callback(checkpoints).build().fit(DataLoader.of(Blobs.of(8, 1)), 1);
        Map<String, String> told = WeightsFile.read(checkpoints.best()).metadata();
        assertEquals("linear", told.get("model"));
        assertEquals("1", told.get("epoch"));
        assertTrue(told.containsKey("loss"), told::toString);
    }

    @Test
    void metadataThatWouldHideOneAnotherAreRefused() {
        Monitor latest = new Monitor("epoch", EpochResult::epoch, false);
        Expect.refusal(
                "checkpoints: expected a monitor of another name than 'epoch', under which the metadata tell the number of"
                        + " the epoch; rename it",
                () -> Checkpoints.in(folder, latest));
        Checkpoints checkpoints = Checkpoints.in(folder, Monitor.LOSS);
        Expect.refusal(
                "checkpoints: expected metadata besides 'epoch' and 'loss', which are added, got [loss, model]",
                () -> checkpoints.metadata(Map.of("model", "linear", "loss", "1")));
    }

    @Test
    void historyIsWrittenAsJsonAndCsv() throws IOException {
        Metrics validation = new Metrics(new RunningMean(2, 8), Accuracy.NONE);
        History history = new History(
                List.of(result(1, 0.25), new EpochResult(2, 4, result(2, 0.125).train(), validation, 0.05, 1.5)));
        Path json = folder.resolve("history.json");
        history.write(json);
        assertEquals("""
                {
                  "epochs" : [
                    {
                      "epoch" : 1,
                      "train_loss" : 0.25,
                      "train_accuracy" : 0.75,
                      "validation_loss" : null,
                      "validation_accuracy" : null,
                      "seconds" : 0.5,
                      "images_per_second" : 8.0,
                      "steps" : 2,
                      "learning_rate" : 0.1
                    },
                    {
                      "epoch" : 2,
                      "train_loss" : 0.125,
                      "train_accuracy" : 0.75,
                      "validation_loss" : 0.25,
                      "validation_accuracy" : null,
                      "seconds" : 1.5,
                      "images_per_second" : 2.6666666666666665,
                      "steps" : 4,
                      "learning_rate" : 0.05
                    }
                  ]
                }
                """, Files.readString(json));
        Path csv = folder.resolve("history.csv");
        history.write(csv);
        assertEquals("""
                epoch,train_loss,train_accuracy,validation_loss,validation_accuracy,seconds,images_per_second,steps,learning_rate
                1,0.25,0.75,,,0.5,8.0,2,0.1
                2,0.125,0.75,0.25,,1.5,2.6666666666666665,4,0.05
                """, Files.readString(csv));
        assertThrows(IllegalStateException.class, () -> new History(List.of()).last());
    }
}
