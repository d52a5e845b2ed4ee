package dev.crema.nn.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.AnomalyException;
import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Layer;
import dev.crema.nn.LayerException;
import dev.crema.nn.Module;
import dev.crema.nn.Sequential;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.data.Batch;
import dev.crema.nn.data.DataLoader;
import dev.crema.nn.layer.BatchNorm1d;
import dev.crema.nn.layer.Dropout;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.optimizer.Sgd;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WrongValuesTest {

    private static final String HINT = "; is the learning rate of 0.01 too large?";

    private static Iterable<Batch> batches() {
        return DataLoader.of(Blobs.of(64, 1)).batchSize(16).prefetch(0);
    }

    private static Trainer.Builder classifying(Module net) {
        return Trainer.classifying(net, Sgd.of(net.parameters()).build());
    }

    private static IllegalStateException failure(Trainer.Builder builder) {
        return assertThrows(IllegalStateException.class, () -> builder.build().fit(batches(), 50));
    }

    private static void expectStart(String start, IllegalStateException e) {
        assertTrue(e.getMessage().startsWith(start), e.getMessage());
        assertFalse(e.getMessage().contains("learning rate"), e.getMessage());
    }

    private static AnomalyException anomaly(IllegalStateException e) {
        return assertInstanceOf(AnomalyException.class, e.getCause());
    }

    @Test
    void layerAndOpOfTheFirstWrongValueAreNamed() {
        Sequential net = Sequential.builder()
                .add("body", Sequential.of(new Flatten(), new Linear(16, 4, Generator.seeded(1)), Tensor::log))
                .add("head", new Linear(4, 2, Generator.seeded(2)))
                .build();
        IllegalStateException e = failure(classifying(net));
        expectStart(
                "training: expected a finite loss, got NaN in epoch 1, step 1; the first wrong value is in body.2 (layer):"
                        + " log: expected finite values, got NaN at [0, ",
                e);
        assertEquals("log", anomaly(e).op());
        assertEquals("body.2 (layer)", anomaly(e).layer());
    }

    @Test
    void aLayerInsideOfALambdaIsNamedToo() {
        Module body = Sequential.of(new Linear(16, 16, Generator.seeded(1)), Tensor::log);
        Sequential net =
                Sequential.of(new Flatten(), x -> x.add(body.forward(x)), new Linear(16, 2, Generator.seeded(2)));
        IllegalStateException e = failure(classifying(net));
        expectStart(
                "training: expected a finite loss, got NaN in epoch 1, step 1; the first wrong value is in 1 (layer):"
                        + " 1 (layer): log: expected finite values, got NaN at [0, ",
                e);
        assertEquals("log", anomaly(e).op());
    }

    @Test
    void layerAndOpOfTheFirstWrongGradientAreNamed() {
        Layer edge = x -> x.mul(0).sqrt().add(x);
        Sequential net = Sequential.of(
                new Flatten(), new Linear(16, 4, Generator.seeded(1)), edge, new Linear(4, 2, Generator.seeded(2)));
        IllegalStateException e = failure(classifying(net));
        expectStart(
                "training: expected finite gradients, got NaN in epoch 1, step 1; the first wrong value is in 2 (layer):"
                        + " backward of sqrt: expected a finite cotangent for its input from mul, got ",
                e);
        assertTrue(anomaly(e).isBackward());
    }

    @Test
    void aWrongGradientThatIsNotLookedForIsSeenInTheParameters() {
        Sequential net = Sequential.of(
                new Flatten(),
                new Linear(16, 2, Generator.seeded(1)),
                x -> x.mul(0).sqrt());
        assertEquals(
                "training: expected a finite loss, got NaN in epoch 1, step 2; the parameter 1.weight was wrong before"
                        + HINT,
                failure(classifying(net).checkGradients(false)).getMessage());
    }

    @Test
    void aParameterThatWasWrongIsNamed() {
        Sequential net = Sequential.of(new Flatten(), new Linear(16, 2, Generator.seeded(1)));
        net.parameters().get(1).assign(NdArray.of(0, Float.POSITIVE_INFINITY));
        IllegalStateException e = failure(classifying(net));
        assertEquals(
                "training: expected a finite loss, got NaN in epoch 1, step 1; the parameter 1.bias was wrong before",
                e.getMessage());
        assertNull(e.getCause());
    }

    @Test
    void imagesThatAreWrongAreTold() {
        Sequential net = Sequential.of(new Flatten(), new Linear(16, 2, Generator.seeded(1)));
        Batch batch = batches().iterator().next();
        Batch broken = new Batch(batch.images().mul(Float.POSITIVE_INFINITY), batch.labels());
        IllegalStateException e = assertThrows(
                IllegalStateException.class, () -> classifying(net).build().fit(List.of(broken), 1));
        expectStart(
                "training: expected a finite loss, got NaN in epoch 1, step 1; the images of the batch are wrong", e);
    }

    @Test
    void theOpOfALossThatIsWrongIsNamed() {
        Sequential net = Sequential.of(new Flatten(), new Linear(16, 2, Generator.seeded(1)));
        IllegalStateException e = failure(Trainer.minimizing(
                net,
                Sgd.of(net.parameters()).build(),
                (output, batch) -> output.sum().mul(0).reciprocal().abs()));
        expectStart(
                "training: expected a finite loss, got Infinity in epoch 1, step 1; the first wrong value is in reciprocal:"
                        + " expected finite values, got ",
                e);
        assertNull(anomaly(e).layer());
    }

    /** Wrong in its third run alone. */
    private static final class Flaky implements Layer {

        private int runs;

        @Override
        public Tensor forward(Tensor input) {
            return ++runs == 3 ? input.mul(Double.NaN) : input;
        }
    }

    @Test
    void aSecondRunWithoutAWrongValueIsToldAndTheStepIsNamed() {
        Sequential net = Sequential.of(new Flatten(), new Linear(16, 2, Generator.seeded(1)), new Flaky());
        IllegalStateException e = failure(classifying(net));
        assertEquals(
                "training: expected a finite loss, got NaN in epoch 1, step 3; the batch ran once more, and then all ops gave"
                        + " finite values",
                e.getMessage());
    }

    @Test
    void aSecondRunThatFailsOtherwiseIsTold() {
        List<Integer> runs = new ArrayList<>();
        Layer once = x -> {
            runs.add(1);
            return runs.size() == 1 ? x.mul(Double.NaN) : x.reshape(3);
        };
        Sequential net = Sequential.of(new Flatten(), new Linear(16, 2, Generator.seeded(1)), once);
        IllegalStateException e = failure(classifying(net));
        expectStart(
                "training: expected a finite loss, got NaN in epoch 1, step 1; the batch ran once more, and then failed:"
                        + " 2 (layer): reshape: ",
                e);
        assertInstanceOf(LayerException.class, e.getCause());
    }

    @Test
    void aSecondRunMayFailInAnyWay() {
        List<Integer> runs = new ArrayList<>();
        Sequential net = Sequential.of(new Flatten(), new Linear(16, 2, Generator.seeded(1)), x -> {
            runs.add(1);
            if (runs.size() == 2) {
                throw new ArithmeticException();
            }
            return x.mul(Double.NaN);
        });
        IllegalStateException e = failure(classifying(net));
        expectStart(
                "training: expected a finite loss, got NaN in epoch 1, step 1; the batch ran once more, and then failed:"
                        + " java.lang.ArithmeticException",
                e);
        assertInstanceOf(ArithmeticException.class, e.getCause());
    }

    @Test
    void statisticsDoNotKeepTheWrongBatch() {
        BatchNorm1d norm = new BatchNorm1d(16);
        Sequential net =
                Sequential.of(new Flatten(), x -> x.mul(Double.NaN), norm, new Linear(16, 2, Generator.seeded(1)));
        List<NdArray> before = state(norm);
        failure(classifying(net));
        sameBits(before, state(norm));
    }

    @Test
    void statisticsThatWereWrongAreNamed() {
        BatchNorm1d norm = new BatchNorm1d(16);
        norm.stayInEval();
        norm.runningMean().assign(NdArray.full(Shape.of(16), DType.FLOAT32, Double.NaN));
        Sequential net = Sequential.of(new Flatten(), norm, new Linear(16, 2, Generator.seeded(1)));
        expectStart(
                "training: expected a finite loss, got NaN in epoch 1, step 1; the buffer 1.running_mean was wrong before",
                failure(classifying(net)));
    }

    @Test
    void theTrainersOwnGeneratorsDrawTheSameAgain() {
        Generator noise = Generator.seeded(3);
        Generator.State before = noise.state();
        List<Double> drawn = new ArrayList<>();
        Sequential net = Sequential.of(new Flatten(), new Linear(16, 2, Generator.seeded(1)));
        failure(Trainer.minimizing(net, Sgd.of(net.parameters()).build(), (output, batch) -> {
                    drawn.add(noise.nextDouble());
                    return output.sum().mul(Double.NaN);
                })
                .generators(noise));
        assertEquals(2, drawn.size());
        assertEquals(drawn.get(0), drawn.get(1));
        assertEquals(before, noise.state());
    }

    /** What dropout left over, its logarithm (minus infinity for what was dropped), and how all was when it was taken. */
    private record Seen(NdArray leftOver, Generator.State random, List<NdArray> state) {}

    @Test
    void theSameNumbersAreDrawnAgainAndNothingIsChanged() {
        Generator random = Generator.seeded(8);
        BatchNorm1d norm = new BatchNorm1d(16);
        Linear linear = new Linear(16, 2, Generator.seeded(1));
        List<Seen> seen = new ArrayList<>();
        Sequential net =
                Sequential.of(new Flatten(), norm, linear, x -> x.mul(0).exp(), new Dropout(0.005, random), x -> {
                    seen.add(new Seen(x.value(), random.state(), state(norm, linear)));
                    return x.log();
                });
        IllegalStateException e = failure(classifying(net));
        assertEquals("5 (layer)", anomaly(e).layer());
        assertTrue(e.getMessage().endsWith(HINT), e.getMessage());
        assertTrue(seen.size() > 2, "a batch before the wrong one");
        Seen before = seen.get(seen.size() - 3);
        Seen first = seen.get(seen.size() - 2);
        Seen second = seen.get(seen.size() - 1);
        Expect.sameBits(first.leftOver, second.leftOver);
        sameBits(first.state, second.state);
        assertEquals(before.random, random.state());
        sameBits(first.state.subList(0, 4), state(norm, linear).subList(0, 4));
        sameBits(before.state.subList(4, 6), state(norm, linear).subList(4, 6));
    }

    private static void sameBits(List<NdArray> expected, List<NdArray> actual) {
        assertEquals(expected.size(), actual.size());
        for (int i = 0; i < expected.size(); i++) {
            Expect.sameBits(expected.get(i), actual.get(i));
        }
    }

    /** The parameters of all, and then their buffers. */
    private static List<NdArray> state(Module... modules) {
        List<NdArray> all = new ArrayList<>();
        for (Module module : modules) {
            module.parameters().forEach(parameter -> all.add(parameter.value()));
        }
        for (Module module : modules) {
            module.namedBuffers().values().forEach(buffer -> all.add(buffer.value()));
        }
        return all;
    }
}
