package dev.crema.nn.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.CrossEntropyOptions;
import dev.crema.nn.Module;
import dev.crema.nn.Sequential;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.data.Batch;
import dev.crema.nn.data.DataLoader;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.metric.Accuracy;
import dev.crema.nn.metric.ConfusionMatrix;
import dev.crema.nn.metric.Metrics;
import dev.crema.nn.metric.TopAccuracy;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.ExponentialMovingAverage;
import dev.crema.nn.optimizer.LearningRateSchedule;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.optimizer.Sgd;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainerTest {

    private static final Dataset TRAIN = Blobs.of(64, 1);
    private static final Dataset TEST = Blobs.of(32, 2);

    private static Sequential net() {
        Generator random = Generator.seeded(3);
        return Sequential.of(new Flatten(), new Linear(16, 8, random), Activation.RELU, new Linear(8, 2, random));
    }

    private static DataLoader batches() {
        return DataLoader.of(TRAIN).batchSize(16).shuffled(Generator.seeded(4)).prefetch(0);
    }

    private static DataLoader test() {
        return DataLoader.of(TEST).batchSize(20).prefetch(0);
    }

    private static void expectSameWeights(Module expected, Module actual) {
        for (int i = 0; i < expected.parameters().size(); i++) {
            Expect.sameBits(
                    expected.parameters().get(i).value(),
                    actual.parameters().get(i).value());
        }
    }

    @Test
    void aNetworkLearnsAndIsEvaluated() {
        Sequential net = net();
        Trainer trainer = Trainer.classifying(
                        net, Adam.of(net.parameters()).learningRate(0.02).build())
                .build();
        History history = trainer.fit(batches(), test(), 8);
        assertEquals(8, history.epochs().size());
        assertEquals(32, trainer.steps());
        EpochResult last = history.last();
        assertEquals(64, last.train().accuracy().seen());
        assertTrue(last.accuracy() > 0.9, last::toString);
        assertTrue(last.loss() < history.epochs().get(0).loss(), history::toString);
        ConfusionMatrix matrix = new ConfusionMatrix(2);
        Metrics again = trainer.evaluate(test(), matrix::add);
        assertEquals(last.validation(), again);
        assertEquals(again.accuracy(), matrix.accuracy());
        Tensor logits = trainer.predict(test());
        assertEquals(Shape.of(32, 2), logits.shape());
        Batch all = DataLoader.of(TEST).batchSize(32).iterator().next();
        assertEquals(again.accuracy(), Accuracy.of(logits, all.labels()));
        assertThrows(IllegalArgumentException.class, () -> trainer.predict(List.of()));
    }

    @Test
    void otherMetricsAreSummedUpOverTheBatches() {
        Sequential net = net();
        Trainer trainer =
                Trainer.classifying(net, Sgd.of(net.parameters()).build()).build();
        TopAccuracy top = trainer.evaluate(test(), TopAccuracy.of(1), TopAccuracy::plus);
        assertEquals(trainer.evaluate(test()).accuracy(), top.accuracy());
        assertEquals(32, trainer.evaluate(test(), 0, (seen, output, labels) -> seen + labels.size()));
        assertFalse(net.isTraining());
    }

    @Test
    void itDoesWhatALoopDoes() {
        Sequential looped = net();
        Optimizer optimizer =
                Sgd.of(looped.parameters()).learningRate(0.1).momentum(0.9).build();
        DataLoader loader = batches();
        for (int epoch = 0; epoch < 2; epoch++) {
            for (Batch batch : loader) {
                Tensor loss = Losses.crossEntropy(looped.forward(batch.images()), batch.labels());
                optimizer.step(loss.backward());
            }
        }
        Sequential net = net();
        Trainer.classifying(
                        net,
                        Sgd.of(net.parameters()).learningRate(0.1).momentum(0.9).build())
                .build()
                .fit(batches(), 2);
        expectSameWeights(looped, net);
    }

    @Test
    void labelsMayBeSmoothed() {
        Sequential net = net();
        CrossEntropyOptions smooth = CrossEntropyOptions.DEFAULT.labelSmoothing(0.2);
        Trainer trainer = Trainer.classifying(net, Sgd.of(net.parameters()).build(), smooth)
                .build();
        Batch all = test().batchSize(64).iterator().next();
        double expected = Losses.crossEntropy(net.infer(all.images()), all.labels(), smooth)
                .item();
        Metrics metrics = trainer.evaluate(List.of(all));
        assertEquals(expected, metrics.loss().value());
        assertEquals(all.size(), metrics.accuracy().seen());
    }

    @Test
    void gradientsAreAccumulatedClippedAndScheduled() {
        Sequential looped = net();
        Optimizer optimizer = Sgd.of(looped.parameters()).build();
        Gradients sum = Gradients.NONE;
        int added = 0;
        int steps = 0;
        for (Batch batch : batches().batchSize(24)) {
            sum = sum.add(Losses.crossEntropy(looped.forward(batch.images()), batch.labels())
                    .backward());
            added++;
            if (added == 2 || batch.size() < 24) {
                optimizer.learningRate(0.5 / (1 + steps));
                optimizer.step(sum.mul(1.0 / added).clipValue(0.05).clipNorm(0.1));
                sum = Gradients.NONE;
                added = 0;
                steps++;
            }
        }
        Sequential net = net();
        LearningRateLog log = new LearningRateLog();
        Trainer trainer = Trainer.classifying(net, Sgd.of(net.parameters()).build())
                .accumulate(2)
                .clipValue(0.05)
                .clipNorm(0.1)
                .schedulePerStep(step -> 0.5 / (1 + step))
                .callback(log)
                .build();
        trainer.fit(batches().batchSize(24), 1);
        expectSameWeights(looped, net);
        assertEquals(List.of(0.5, 0.25), log.rates());
        assertEquals(2, trainer.steps());
    }

    @Test
    void aScheduleOfEpochsSetsTheRateBeforeEach() {
        Sequential net = net();
        History history = Trainer.classifying(net, Sgd.of(net.parameters()).build())
                .schedulePerEpoch(LearningRateSchedule.step(0.1, 1, 0.5))
                .build()
                .fit(batches(), 3);
        assertEquals(
                List.of(0.1, 0.05, 0.025),
                history.epochs().stream().map(EpochResult::learningRate).toList());
        assertNull(history.last().validation());
    }

    @Test
    void validationUsesTheAveragesAndTrainingDoesNot() {
        Sequential plain = net();
        Trainer.classifying(plain, Sgd.of(plain.parameters()).learningRate(0.5).build())
                .build()
                .fit(batches(), 2);
        Sequential net = net();
        ExponentialMovingAverage average = ExponentialMovingAverage.of(net.parameters(), 0.9);
        Trainer trainer = Trainer.classifying(
                        net, Sgd.of(net.parameters()).learningRate(0.5).build())
                .average(average)
                .build();
        History history = trainer.fit(batches(), test(), 2);
        expectSameWeights(plain, net);
        Metrics own = trainer.evaluate(test());
        average.swap();
        assertEquals(history.last().validation(), trainer.evaluate(test()));
        average.swap();
        assertEquals(own, trainer.evaluate(test()));
        assertTrue(own.loss().value() != history.last().loss(), history::toString);
    }

    @Test
    void anyLossMayBeMinimized() {
        Generator random = Generator.seeded(5);
        Sequential autoencoder =
                Sequential.of(new Flatten(), new Linear(16, 3, random), Activation.TANH, new Linear(3, 16, random));
        Trainer trainer = Trainer.minimizing(
                        autoencoder,
                        Adam.of(autoencoder.parameters()).learningRate(0.01).build(),
                        (output, batch) ->
                                Losses.meanSquaredError(output, batch.images().reshape(-1, 16)))
                .build();
        History history = trainer.fit(batches(), 3);
        assertTrue(history.last().loss() < history.epochs().get(0).loss(), history::toString);
        assertEquals(Accuracy.NONE, history.last().train().accuracy());
    }

    @Test
    void mixedImagesAreTrainedOnTheirSoftLabels() {
        Tensor images = Tensor.of(NdArray.generate(Shape.of(2, 1, 4, 4), DType.FLOAT32, () -> 1));
        Tensor shares = Tensor.of(Shape.of(2, 2), 0.3f, 0.7f, 1, 0);
        Batch batch = new Batch(images, IntArray.of(0, 0)).mixed(images, shares);
        Sequential net = net();
        Trainer trainer =
                Trainer.classifying(net, Sgd.of(net.parameters()).build()).build();
        double expected = Losses.crossEntropy(net.forward(images), shares).item();
        assertEquals(expected, trainer.evaluate(List.of(batch)).loss().value());
    }

    @Test
    void callbacksAreCalledInTheirOrder() {
        List<String> calls = new ArrayList<>();
        TrainingCallback first = new TrainingCallback() {
            @Override
            public void epochStarted(Trainer trainer, int epoch) {
                calls.add("start " + epoch);
            }

            @Override
            public void stepEnded(Trainer trainer, Metrics metrics) {
                calls.add("step " + metrics.accuracy().seen());
            }

            @Override
            public void epochEnded(Trainer trainer, EpochResult result) {
                calls.add("end");
                trainer.stop();
            }

            @Override
            public void epochSettled(Trainer trainer, EpochResult result) {
                calls.add("settled");
            }

            @Override
            public void trainingEnded(Trainer trainer, History history) {
                calls.add("over after " + history.epochs().size());
            }
        };
        TrainingCallback second = new TrainingCallback() {
            @Override
            public void epochEnded(Trainer trainer, EpochResult result) {
                calls.add("second end");
            }
        };
        Sequential net = net();
        Trainer.classifying(net, Sgd.of(net.parameters()).build())
                .callback(first)
                .callback(second)
                .build()
                .fit(batches().batchSize(32), 5);
        assertEquals(List.of("start 1", "step 32", "step 64", "end", "second end", "settled", "over after 1"), calls);
    }

    @Test
    void aCallbackMayEvaluateAfterAStep() {
        Sequential net = net();
        List<Boolean> training = new ArrayList<>();
        TrainingCallback evaluating = new TrainingCallback() {
            @Override
            public void stepEnded(Trainer trainer, Metrics metrics) {
                trainer.predict(test());
            }
        };
        Trainer.minimizing(net, Sgd.of(net.parameters()).build(), (output, batch) -> {
                    training.add(net.isTraining());
                    return output.square().mean();
                })
                .callback(evaluating)
                .build()
                .fit(batches().batchSize(32), 1);
        assertEquals(List.of(true, true), training);
    }

    @Test
    void anEpochWithoutBatchesIsRefused() {
        Sequential net = net();
        Trainer.Builder builder =
                Trainer.classifying(net, Sgd.of(net.parameters()).build());
        String remedy = "; give fit what can be gone through again in each epoch, such as a DataLoader";
        Iterator<Batch> once = batches().iterator();
        Expect.refusal(
                "training: expected at least one batch, got none in epoch 2" + remedy,
                () -> builder.build().fit(() -> once, 2));
        Expect.refusal(
                "validation: expected at least one batch, got none in epoch 1" + remedy,
                () -> builder.build().fit(batches(), List.of(), 1));
    }

    @Test
    void badSettingsAreRefused() {
        Sequential net = net();
        Trainer.Builder builder =
                Trainer.classifying(net, Sgd.of(net.parameters()).build());
        Expect.refusal("accumulate: expected at least 1 batch, got 0", () -> builder.accumulate(0));
        Expect.refusal("clipNorm: expected a limit above 0, got 0.0", () -> builder.clipNorm(0));
        Expect.refusal("clipValue: expected a limit above 0, got NaN", () -> builder.clipValue(Double.NaN));
    }
}
