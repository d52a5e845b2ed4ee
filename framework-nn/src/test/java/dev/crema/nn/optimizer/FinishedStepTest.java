package dev.crema.nn.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.nn.Layer;
import dev.crema.nn.Parameter;
import dev.crema.nn.Sequential;
import dev.crema.nn.cases.Draw;
import dev.crema.nn.cases.Expect;
import dev.crema.nn.data.Batch;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Dropout;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.MaxPool2d;
import dev.crema.nn.loss.Losses;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A step recycles what its graph has computed, and changes nothing that anyone has kept. */
final class FinishedStepTest {

    private static final int BATCH = 16;
    private static final double RATE = 0.1;
    private static final int STEPS = 6;

    private final Generator generator = Generator.seeded(1);
    private final Tensor images = Draw.images(generator, BATCH, 3, 16, 16);
    private final IntArray labels = IntArray.of(generator.ints(BATCH, 0, 10).toArray());

    private static Sequential net() {
        Generator random = Generator.seeded(2);
        return Sequential.of(
                Conv2d.of(3, 8, 3).padding(1).build(random),
                new BatchNorm2d(8),
                Activation.RELU,
                MaxPool2d.of(2),
                Activation.SILU,
                new Flatten(),
                new Dropout(0.2, random),
                new Linear(512, 10, random));
    }

    private Gradients backward(Sequential net) {
        return Losses.crossEntropy(net.forward(images), labels).backward();
    }

    @Test
    void reuseDoesNotChangeABit() {
        Sequential reusing = net();
        Sequential byHand = net();
        Optimizer optimizer = Sgd.of(reusing.parameters()).learningRate(RATE).build();
        for (int step = 0; step < STEPS; step++) {
            optimizer.step(backward(reusing));
            Gradients gradients = backward(byHand);
            for (Parameter parameter : byHand.parameters()) {
                parameter.assign(
                        parameter.value().sub(gradients.of(parameter.tensor()).mul(RATE)));
            }
        }
        for (int i = 0; i < reusing.parameters().size(); i++) {
            Expect.sameBits(
                    byHand.parameters().get(i).value(),
                    reusing.parameters().get(i).value());
        }
    }

    @Test
    void whatAUserKeepsKeepsItsBits() {
        Sequential net = net();
        Optimizer optimizer = Adam.of(net.parameters()).build();
        Batch batch = new Batch(images, labels);
        Parameter weight = net.parameters().get(net.parameters().size() - 2);
        List<NdArray> kept = new ArrayList<>();
        List<NdArray> copies = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            Gradients gradients = backward(net);
            kept.add(weight.value());
            kept.add(gradients.of(weight.tensor()));
            kept.add(batch.images().value());
            kept.subList(copies.size(), kept.size())
                    .forEach(array -> copies.add(NdArray.of(array.shape(), array.toFloatArray())));
            optimizer.step(gradients);
        }
        for (int i = 0; i < kept.size(); i++) {
            Expect.sameBits(copies.get(i), kept.get(i));
        }
    }

    @Test
    void aLayersOutputThatWasKeptUnreadIsAnError() {
        Sequential net = net();
        List<Tensor> outputs = new ArrayList<>();
        Tensor value = images;
        for (Layer layer : net.layers()) {
            value = layer.forward(value);
            outputs.add(value);
        }
        Tensor logits = value;
        Sgd.of(net.parameters())
                .build()
                .step(Losses.crossEntropy(logits, labels).backward());
        assertThrows(IllegalStateException.class, () -> outputs.get(0).getFlat(0));
        assertThrows(IllegalStateException.class, () -> outputs.get(2).value());
        assertTrue(Double.isFinite(logits.getFlat(0)), "it is small");
    }

    @Test
    void severalOptimizersMayShareAStep() {
        Sequential net = net();
        Optimizer first = Sgd.of(net.parameters().subList(0, 2)).build();
        Optimizer second =
                Adam.of(net.parameters().subList(2, net.parameters().size())).build();
        for (int step = 0; step < STEPS; step++) {
            Gradients gradients = backward(net);
            first.step(gradients);
            second.step(gradients);
        }
        net.parameters()
                .forEach(parameter ->
                        assertTrue(Double.isFinite(parameter.value().getFlat(0))));
    }

    @Test
    void batchesMayBeAddedUp() {
        Sequential net = net();
        Optimizer optimizer = Sgd.of(net.parameters()).build();
        for (int step = 0; step < STEPS; step++) {
            Gradients sum = backward(net).add(backward(net)).add(backward(net)).clipNorm(1);
            assertEquals(net.parameters().size(), sum.size());
            optimizer.step(sum);
        }
        net.parameters()
                .forEach(parameter ->
                        assertTrue(Double.isFinite(parameter.value().getFlat(0))));
    }

    @Test
    void gradientsOfAnEarlierStepAreRefusedBeforeAnythingChanges() {
        Sequential net = net();
        Optimizer optimizer = Sgd.of(net.parameters()).build();
        Gradients old = backward(net);
        optimizer.step(old);
        optimizer.step(backward(net));
        List<NdArray> before = net.parameters().stream().map(Parameter::value).toList();
        assertThrows(IllegalStateException.class, () -> optimizer.step(old));
        for (int i = 0; i < before.size(); i++) {
            Expect.sameBits(before.get(i), net.parameters().get(i).value());
        }
    }
}
