package dev.crema.examples;

import dev.crema.core.array.Generator;
import dev.crema.core.op.CrossEntropyOptions;
import dev.crema.nn.Module;
import dev.crema.nn.data.Dataset;
import dev.crema.nn.data.Split;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.training.Monitor;
import dev.crema.nn.training.Trainer;

/**
 * To tell the class of an image.
 *
 * @param labelSmoothing the share of each label that is spread over all classes
 */
record Classification(double labelSmoothing) implements Task {

    @Override
    public Split split(Dataset images, double validation, Generator random) {
        return Split.stratified(images, validation, random);
    }

    @Override
    public Trainer.Builder trainer(Module net, Optimizer optimizer) {
        return Trainer.classifying(net, optimizer, CrossEntropyOptions.DEFAULT.labelSmoothing(labelSmoothing));
    }

    @Override
    public Monitor monitor() {
        return Monitor.ACCURACY;
    }

    @Override
    public String tested(Module net, Dataset test) {
        return Evaluation.lastLine(Evaluation.of(net, test));
    }
}
