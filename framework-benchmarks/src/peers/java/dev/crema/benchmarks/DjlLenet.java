package dev.crema.benchmarks;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;

/** LeNet-5 in DJL with PyTorch below: a model, its trainer, a batch of random images and labels. */
final class DjlLenet implements AutoCloseable {

    private final Model model = Model.newInstance("lenet5", "PyTorch");
    private final Trainer trainer;
    private final NDArray images;
    private final NDArray labels;

    DjlLenet(int batch, int threads) {
        System.setProperty("ai.djl.pytorch.num_threads", String.valueOf(threads));
        Engine.getEngine("PyTorch").setRandomSeed(1);
        model.setBlock(network());
        trainer = model.newTrainer(new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(Optimizer.sgd()
                        .setLearningRateTracker(Tracker.fixed(0.01f))
                        .optMomentum(0.9f)
                        .build()));
        Shape shape = new Shape(batch, 1, 28, 28);
        trainer.initialize(shape);
        NDManager manager = model.getNDManager();
        images = manager.randomNormal(shape);
        labels = manager.randomInteger(0, 10, new Shape(batch), DataType.INT64);
    }

    private static Block network() {
        return new SequentialBlock()
                .add(convolution(6, 2))
                .add(Activation::relu)
                .add(halving())
                .add(convolution(16, 0))
                .add(Activation::relu)
                .add(halving())
                .add(Blocks.batchFlattenBlock())
                .add(linear(120))
                .add(Activation::relu)
                .add(linear(84))
                .add(Activation::relu)
                .add(linear(10));
    }

    private static Block convolution(int filters, int padding) {
        return Conv2d.builder()
                .setKernelShape(new Shape(5, 5))
                .setFilters(filters)
                .optPadding(new Shape(padding, padding))
                .build();
    }

    private static Block halving() {
        return Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2));
    }

    private static Block linear(int units) {
        return Linear.builder().setUnits(units).build();
    }

    /** One training step; its arrays are freed at once, as in DJL's own loop. */
    double step() {
        try (NDManager ofStep = model.getNDManager().newSubManager()) {
            NDList input = new NDList(images);
            input.tempAttach(ofStep);
            float loss;
            try (GradientCollector collector = trainer.newGradientCollector()) {
                NDArray value = trainer.getLoss().evaluate(new NDList(labels), trainer.forward(input));
                collector.backward(value);
                loss = value.getFloat();
            }
            trainer.step();
            return loss;
        }
    }

    @Override
    public void close() {
        trainer.close();
        model.close();
    }
}
