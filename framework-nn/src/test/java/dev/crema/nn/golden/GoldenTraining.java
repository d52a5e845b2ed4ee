package dev.crema.nn.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.crema.core.Tensor;
import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Buffer;
import dev.crema.nn.Parameter;
import dev.crema.nn.Sequential;
import dev.crema.nn.layer.Activation;
import dev.crema.nn.layer.BatchNorm2d;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.MaxPool2d;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.optimizer.Sgd;
import java.util.Map;

/** The training run of the golden files: the same network from the same weights sees the same batches. */
final class GoldenTraining {

    private static final String ARCHITECTURE = "conv_bn_relu_pool_gconv_relu_linear";

    private GoldenTraining() {}

    static void check(GoldenCase golden, DType dtype) {
        assertEquals(ARCHITECTURE, golden.text("name"), "the network of the golden file");
        Sequential net = network();
        net.convert(dtype);
        setWeights(net, golden.object("initial"), dtype);
        GoldenCase settings = golden.object("optimizer");
        Sgd optimizer = Sgd.of(net.parameters())
                .learningRate(settings.number("lr"))
                .momentum(settings.number("momentum"))
                .build();
        Tensor batches = Tensor.of(golden.array("batches", dtype));
        IntArray labels = golden.labels("labels");
        double[] expectedLosses = golden.numbers("loss_at_step");
        double[] losses = new double[expectedLosses.length];
        for (int step = 0; step < losses.length; step++) {
            Tensor loss = Losses.crossEntropy(net.forward(batch(batches, step)), labels(labels, step));
            losses[step] = loss.item();
            optimizer.step(loss.backward());
        }
        Tolerance.check("losses", expectedLosses, losses, dtype);
        checkWeights(net, golden.object("final"));
    }

    private static Sequential network() {
        Generator generator = Generator.seeded(0);
        return Sequential.of(
                Conv2d.of(1, 3, 3).padding(1).build(generator),
                new BatchNorm2d(3),
                Activation.RELU,
                MaxPool2d.of(2),
                Conv2d.of(3, 6, 3).groups(3).build(generator),
                Activation.RELU,
                new Flatten(),
                new Linear(96, 4, generator));
    }

    private static void setWeights(Sequential net, GoldenCase weights, DType dtype) {
        for (Map.Entry<String, Parameter> entry : net.namedParameters().entrySet()) {
            NdArray given = weights.array(entry.getKey(), dtype);
            entry.getValue().assign(given.reshape(entry.getValue().shape()));
        }
        for (Map.Entry<String, Buffer> entry : net.namedBuffers().entrySet()) {
            entry.getValue().assign(weights.array(entry.getKey(), dtype));
        }
    }

    private static void checkWeights(Sequential net, GoldenCase expected) {
        for (Map.Entry<String, Parameter> entry : net.namedParameters().entrySet()) {
            NdArray wanted = expected.array(entry.getKey(), DType.FLOAT64);
            NdArray actual = entry.getValue().value();
            Tolerance.check(entry.getKey(), wanted, actual.reshape(wanted.shape()));
        }
        for (Map.Entry<String, Buffer> entry : net.namedBuffers().entrySet()) {
            Tolerance.check(
                    entry.getKey(),
                    expected.array(entry.getKey(), DType.FLOAT64),
                    entry.getValue().value());
        }
    }

    private static Tensor batch(Tensor batches, int step) {
        int[] sizes = batches.shape().sizes();
        return batches.slice(0, step, step + 1).reshape(sizes[1], sizes[2], sizes[3], sizes[4]);
    }

    private static IntArray labels(IntArray all, int step) {
        int size = all.shape().size(1);
        int[] own = java.util.Arrays.copyOfRange(all.toArray(), step * size, (step + 1) * size);
        return IntArray.of(Shape.of(size), own);
    }
}
