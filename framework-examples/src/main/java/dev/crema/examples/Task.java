package dev.crema.examples;

import dev.crema.core.array.Generator;
import dev.crema.nn.Module;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.Normalization;
import dev.crema.nn.data.Split;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.training.Monitor;
import dev.crema.nn.training.Trainer;
import java.io.IOException;
import java.nio.file.Path;

/** What a network learns from images: its data, its loss, and how it is tested. */
interface Task {

    /** The images to train on, with pixels from 0 to 1. */
    default Dataset train(ImageSource source) throws IOException {
        return source.train();
    }

    /** The images to test with, with pixels from 0 to 1. */
    default Dataset test(ImageSource source) throws IOException {
        return source.test();
    }

    /** What makes of pixels from 0 to 1 what the network sees. */
    default Normalization normalization(DataKind data) {
        return data.normalization();
    }

    /** Images to train on and images to validate on. */
    default Split split(Dataset images, double validation, Generator random) {
        return Split.random(images, validation, random);
    }

    /** What trains with the loss of this task. */
    Trainer.Builder trainer(Module net, Optimizer optimizer);

    /** The number by which epochs are compared. */
    default Monitor monitor() {
        return Monitor.LOSS;
    }

    /** The line that every command on test images ends with; the network is in evaluation mode then. */
    String tested(Module net, Dataset test);

    /** Writes pictures of what the network makes of a few images, or none where there is nothing to see; says which file. */
    default String writeSamples(Module net, Dataset test, Path folder) throws IOException {
        return "";
    }
}
