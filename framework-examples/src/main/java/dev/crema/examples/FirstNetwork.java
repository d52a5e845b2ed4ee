package dev.crema.examples;

import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.nn.Module;
import dev.crema.nn.Sequential;
import dev.crema.nn.data.Batch;
import dev.crema.nn.data.DataLoader;
import dev.crema.nn.data.source.MnistFiles;
import dev.crema.nn.layer.Conv2d;
import dev.crema.nn.layer.Flatten;
import dev.crema.nn.layer.Linear;
import dev.crema.nn.layer.MaxPool2d;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.metric.Accuracy;
import dev.crema.nn.optimizer.Adam;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.weights.Weights;
import java.io.IOException;
import java.nio.file.Path;

/** The program of the README: trains a small network on MNIST for one epoch, tests it and saves it. */
final class FirstNetwork {

    private FirstNetwork() {}

    /** Takes the folder of the MNIST files and the file to save to. */
    public static void main(String[] arguments) throws IOException {
        Generator random = Generator.seeded(1);
        MnistFiles mnist = MnistFiles.in(Path.of(arguments[0]));
        Module net = Sequential.of(
                Conv2d.of(1, 6, 5).padding(2).build(random),
                Tensor::relu,
                MaxPool2d.of(2),
                Conv2d.of(6, 16, 5).build(random),
                Tensor::relu,
                MaxPool2d.of(2),
                new Flatten(),
                new Linear(400, 120, random),
                Tensor::relu,
                new Linear(120, 10, random));
        Optimizer optimizer = Adam.of(net.parameters()).learningRate(1e-3).build();
        for (Batch batch : DataLoader.of(mnist.train()).batchSize(64).shuffled(random)) {
            Tensor loss = Losses.crossEntropy(net.forward(batch.images()), batch.labels());
            optimizer.step(loss.backward());
        }
        net.eval();
        Accuracy accuracy = Accuracy.NONE;
        for (Batch batch : DataLoader.of(mnist.test()).batchSize(250)) {
            accuracy = accuracy.plus(net.infer(batch.images()), batch.labels());
        }
        System.out.println("test accuracy " + accuracy.value());
        Weights.save(net, Path.of(arguments[1]));
    }
}
