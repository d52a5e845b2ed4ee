package dev.crema.benchmarks;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.Shape;
import dev.crema.examples.Models;
import dev.crema.nn.Module;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.optimizer.Sgd;
import java.util.List;
import java.util.function.Function;

/**
 * A network that is measured, with the size of its images.
 *
 * @param name the name in a workload's name
 * @param channels channels of an image
 * @param side height and width of an image
 * @param maker gives the network with new weights
 * @param layers its convolutions and linear layers
 */
record Network(String name, int channels, int side, Function<Generator, Module> maker, List<Layer> layers) {

    static final Network LENET5 = new Network("lenet5", 1, 28, Models::lenet5, Layer.LENET5);
    static final List<Network> ALL = List.of(
            LENET5,
            new Network("smallvgg", 3, 32, Models::smallvgg, Layer.SMALLVGG),
            new Network("resnet20", 3, 32, Models::resnet20, Layer.RESNET20));

    private static final int CLASSES = 10;
    private static final double LEARNING_RATE = 0.01;
    private static final double MOMENTUM = 0.9;

    /** A training step: forward, cross-entropy, backward, and SGD with momentum. */
    Step training(int batch) {
        Generator generator = Generator.seeded(1);
        Module net = maker.apply(generator);
        Tensor images = images(batch, generator);
        IntArray labels = IntArray.of(generator.ints(batch, 0, CLASSES).toArray());
        Optimizer optimizer = Sgd.of(net.parameters())
                .learningRate(LEARNING_RATE)
                .momentum(MOMENTUM)
                .build();
        return () -> {
            Tensor loss = Losses.crossEntropy(net.forward(images), labels);
            optimizer.step(loss.backward());
            return loss.item();
        };
    }

    /** A forward pass in evaluation mode, without a graph. */
    Step inference(int batch) {
        Generator generator = Generator.seeded(1);
        Module net = maker.apply(generator);
        net.eval();
        Tensor images = images(batch, generator);
        return () -> net.infer(images).getFlat(0);
    }

    private Tensor images(int batch, Generator generator) {
        return RandomInput.normal(Shape.of(batch, channels, side, side), generator);
    }
}
