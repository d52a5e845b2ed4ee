package dev.crema.nn.training;

import dev.crema.core.Gradients;
import dev.crema.core.Tensor;
import dev.crema.core.array.Generator;
import dev.crema.core.array.IntArray;
import dev.crema.core.op.CrossEntropyOptions;
import dev.crema.nn.Module;
import dev.crema.nn.data.Batch;
import dev.crema.nn.loss.Losses;
import dev.crema.nn.metric.Accuracy;
import dev.crema.nn.metric.Metrics;
import dev.crema.nn.optimizer.ExponentialMovingAverage;
import dev.crema.nn.optimizer.LearningRateSchedule;
import dev.crema.nn.optimizer.Optimizer;
import dev.crema.nn.weights.SaveOptions;
import dev.crema.nn.weights.Weights;
import dev.crema.nn.weights.WeightsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Trains a network, epoch after epoch, evaluates it, and lets it predict.
 *
 * <p>A training that was saved goes on to the same bits as one that was never interrupted, if the trainer is built in the same way and
 * knows the generators of the loader that the batches come from; those of the network are known to its modules. What
 * is frozen or stays in evaluation mode is part of the program, as the layers are, and not saved.
 */
public final class Trainer {

    private final Builder settings;
    private final Module net;
    private final Optimizer optimizer;
    private History history = new History(List.of());
    private int steps;
    private boolean stopped;

    /** Whether an epoch is under way, or was when it failed. */
    private boolean withinEpoch;

    private Trainer(Builder settings) {
        this.settings = settings;
        this.net = settings.net;
        this.optimizer = settings.optimizer;
    }

    /** A builder for a network that gives logits {@code [B, K]} for classes: the loss is cross-entropy, and accuracy is counted. */
    public static Builder classifying(Module net, Optimizer optimizer) {
        return classifying(net, optimizer, CrossEntropyOptions.DEFAULT);
    }

    /** As {@link #classifying(Module, Optimizer)}, with label smoothing, class weights or an ignored label. */
    public static Builder classifying(Module net, Optimizer optimizer, CrossEntropyOptions options) {
        return new Builder(net, optimizer, (logits, batch) -> crossEntropy(logits, batch, options), true);
    }

    /** A builder for any loss; no accuracy is counted. */
    public static Builder minimizing(Module net, Optimizer optimizer, BatchLoss loss) {
        return new Builder(net, optimizer, loss, false);
    }

    private static Tensor crossEntropy(Tensor logits, Batch batch, CrossEntropyOptions options) {
        return batch.isMixed()
                ? Losses.crossEntropy(logits, batch.softLabels(), options)
                : Losses.crossEntropy(logits, batch.labels(), options);
    }

    /**
     * Trains until {@code epochs} are done, those before a {@link #resume} included, or until it is stopped.
     *
     * @throws IllegalArgumentException if there is no batch in an epoch
     * @throws WrongValueException if a loss or a gradient is not finite; parameters, buffers and generators are then as
     *     before the batch
     */
    public History fit(Iterable<Batch> train, int epochs) {
        return run(train, null, epochs);
    }

    /**
     * Trains as {@link #fit(Iterable, int)}, and after each epoch evaluates on other batches.
     *
     * @throws IllegalArgumentException if there is no batch in an epoch or its validation
     * @throws WrongValueException if a loss or a gradient is not finite; parameters, buffers and generators are then as
     *     before the batch
     */
    public History fit(Iterable<Batch> train, Iterable<Batch> validation, int epochs) {
        return run(train, validation, epochs);
    }

    private History run(Iterable<Batch> train, @Nullable Iterable<Batch> validation, int epochs) {
        while (history.epochs().size() < epochs && !stopped) {
            int epoch = history.epochs().size() + 1;
            if (settings.perEpoch != null) {
                optimizer.learningRate(settings.perEpoch.at(epoch - 1));
            }
            settings.callbacks.forEach(callback -> callback.epochStarted(this, epoch));
            withinEpoch = true;
            long start = System.nanoTime();
            Metrics trained = requireBatches("training", epoch(train, epoch), epoch);
            double seconds = (System.nanoTime() - start) / 1e9;
            double rate = optimizer.learningRate();
            Metrics validated = validation == null ? null : requireBatches("validation", validate(validation), epoch);
            EpochResult result = new EpochResult(epoch, steps, trained, validated, rate, seconds);
            history = history.plus(result);
            withinEpoch = false;
            settings.callbacks.forEach(callback -> callback.epochEnded(this, result));
            settings.callbacks.forEach(callback -> callback.epochSettled(this, result));
        }
        settings.callbacks.forEach(callback -> callback.trainingEnded(this, history));
        return history;
    }

    /** An iterable that can be gone through only once would otherwise train for one epoch and not be missed in the next. */
    private static Metrics requireBatches(String what, Metrics metrics, int epoch) {
        if (metrics.loss().count() == 0) {
            throw new IllegalArgumentException(what + ": expected at least one batch, got none in epoch " + epoch
                    + "; give fit what can be gone through again in each epoch, such as a DataLoader");
        }
        return metrics;
    }

    private Metrics epoch(Iterable<Batch> batches, int epoch) {
        net.train();
        Metrics metrics = Metrics.NONE;
        Gradients sum = Gradients.NONE;
        int added = 0;
        WrongValues wrongValues = new WrongValues(net, optimizer, settings.loss, settings.generators);
        for (Batch batch : batches) {
            wrongValues.beforeBatch();
            Tensor output = net.forward(batch.images());
            Tensor loss = settings.loss.of(output, batch);
            if (!Double.isFinite(loss.item())) {
                throw wrongValues.error("a finite loss", loss.item(), batch, epoch, steps);
            }
            metrics = plus(metrics, loss.item(), output, batch);
            Gradients gradients = loss.backward();
            if (settings.checkGradients && !gradients.isFinite()) {
                throw wrongValues.error("finite gradients", gradients.norm(), batch, epoch, steps);
            }
            sum = settings.accumulated == 1 ? gradients : sum.add(gradients);
            if (++added == settings.accumulated) {
                step(sum, added, metrics);
                sum = Gradients.NONE;
                added = 0;
            }
        }
        if (added > 0) {
            step(sum, added, metrics);
        }
        return metrics;
    }

    private Metrics plus(Metrics metrics, double loss, Tensor output, Batch batch) {
        return settings.countsAccuracy
                ? metrics.plus(loss, output, batch.labels())
                : new Metrics(metrics.loss().plus(loss, batch.size()), Accuracy.NONE);
    }

    private void step(Gradients sum, int added, Metrics metrics) {
        Gradients gradients = added == 1 ? sum : sum.mul(1.0 / added);
        if (settings.maxValue > 0) {
            gradients = gradients.clipValue(settings.maxValue);
        }
        if (settings.maxNorm > 0) {
            gradients = gradients.clipNorm(settings.maxNorm);
        }
        if (settings.perStep != null) {
            optimizer.learningRate(settings.perStep.at(steps));
        }
        optimizer.step(gradients);
        steps++;
        if (settings.average != null) {
            settings.average.update();
        }
        settings.callbacks.forEach(callback -> callback.stepEnded(this, metrics));
        net.train(); // A callback may have evaluated.
    }

    private Metrics validate(Iterable<Batch> batches) {
        return withAverages(() -> evaluate(batches));
    }

    /** What evaluates or saves, and may fail to. */
    @FunctionalInterface
    private interface Work<T, E extends Exception> {
        T run() throws E;
    }

    /** Works with the averages of the parameters in their place, if there are any. */
    private <T, E extends Exception> T withAverages(Work<T, E> work) throws E {
        ExponentialMovingAverage average = settings.average;
        if (average == null) {
            return work.run();
        }
        average.swap();
        try {
            return work.run();
        } finally {
            average.swap();
        }
    }

    /** The mean loss and the accuracy of the network, which is then in evaluation mode. */
    public Metrics evaluate(Iterable<Batch> batches) {
        return evaluate(batches, (output, labels) -> {});
    }

    /**
     * As {@link #evaluate(Iterable)}, with the outputs and labels of each batch for further metrics, such as
     * {@code matrix::add} of a {@link dev.crema.nn.metric.ConfusionMatrix}.
     */
    public Metrics evaluate(Iterable<Batch> batches, BiConsumer<Tensor, IntArray> further) {
        net.eval();
        Metrics metrics = Metrics.NONE;
        for (Batch batch : batches) {
            Tensor output = net.infer(batch.images());
            metrics = plus(metrics, settings.loss.of(output, batch).item(), output, batch);
            further.accept(output, batch.labels());
        }
        return metrics;
    }

    /**
     * A metric over all outputs and labels, such as {@code evaluate(batches, TopAccuracy.of(5), TopAccuracy::plus)}; the network is
     * then in evaluation mode.
     */
    public <M> M evaluate(Iterable<Batch> batches, M none, MetricSum<M> plus) {
        net.eval();
        M metric = none;
        for (Batch batch : batches) {
            metric = plus.plus(metric, net.infer(batch.images()), batch.labels());
        }
        return metric;
    }

    /**
     * The outputs of the network, which is then in evaluation mode, for all images of the batches in their order.
     *
     * @throws IllegalArgumentException if there is no batch
     */
    public Tensor predict(Iterable<Batch> batches) {
        net.eval();
        List<Tensor> outputs = new ArrayList<>();
        batches.forEach(batch -> outputs.add(net.infer(batch.images())));
        if (outputs.isEmpty()) {
            throw new IllegalArgumentException("predict: expected at least one batch, got none");
        }
        return Tensor.concat(0, outputs.toArray(Tensor[]::new));
    }

    /** Ends the training after the epoch that is under way. */
    public void stop() {
        stopped = true;
    }

    /**
     * Saves where the training is, between two epochs; see {@link #resume}.
     *
     * @throws IllegalStateException if an epoch is under way, or has failed
     */
    public void save(Path file) throws WeightsException {
        if (withinEpoch) {
            throw new IllegalStateException("save: expected a training between two epochs, got one in epoch "
                    + (history.epochs().size() + 1) + "; save it in epochSettled, or its weights with saveWeights");
        }
        checkpoint().save(file, new CheckpointFile.Position(history, steps, stopped));
    }

    /** Saves the weights of the network, or their averages if there are any, as an ordinary file of weights. */
    public void saveWeights(Path file, Map<String, String> metadata) throws WeightsException {
        withAverages(() -> {
            Weights.save(net, file, SaveOptions.defaults().metadata(metadata));
            return file;
        });
    }

    /**
     * Takes over a training that was saved: parameters, buffers, what the optimizer and the callbacks know, averages, generators and
     * the history. {@link #fit} then goes on with the next epoch.
     *
     * @throws WeightsException if the file cannot be read, or is not of this training; all is then as it was
     */
    public void resume(Path file) throws WeightsException {
        CheckpointFile.Position position = checkpoint().load(file);
        history = position.history();
        steps = position.steps();
        stopped = position.stopped();
        withinEpoch = false;
    }

    private CheckpointFile checkpoint() {
        return new CheckpointFile(net, optimizer, settings.average, settings.generators, settings.callbacks);
    }

    /** The network. */
    public Module net() {
        return net;
    }

    /** What makes the steps. */
    public Optimizer optimizer() {
        return optimizer;
    }

    /** The epochs so far. */
    public History history() {
        return history;
    }

    /** Number of steps of the optimizer so far. */
    public int steps() {
        return steps;
    }

    /** The settings; each method sets one and returns the builder. */
    public static final class Builder implements Cloneable {

        private final Module net;
        private final Optimizer optimizer;
        private final BatchLoss loss;
        private final boolean countsAccuracy;
        private @Nullable LearningRateSchedule perStep;
        private @Nullable LearningRateSchedule perEpoch;
        private @Nullable ExponentialMovingAverage average;
        private List<Generator> generators = List.of();
        private List<TrainingCallback> callbacks = List.of();
        private double maxNorm;
        private double maxValue;
        private int accumulated = 1;
        private boolean checkGradients = true;

        private Builder(Module net, Optimizer optimizer, BatchLoss loss, boolean countsAccuracy) {
            this.net = net;
            this.optimizer = optimizer;
            this.loss = loss;
            this.countsAccuracy = countsAccuracy;
        }

        /** Sets the learning rate before each step, by the number of steps made. */
        public Builder schedulePerStep(LearningRateSchedule schedule) {
            perStep = schedule;
            return this;
        }

        /** Sets the learning rate before each epoch, by the number of epochs made. */
        public Builder schedulePerEpoch(LearningRateSchedule schedule) {
            perEpoch = schedule;
            return this;
        }

        /** Scales gradients down so that the norm of all together is at most this. */
        public Builder clipNorm(double most) {
            maxNorm = requireAbove("clipNorm", most);
            return this;
        }

        /**
         * Limits each element of the gradients to this magnitude, after they were checked: an infinite one stops the training, unless
         * {@link #checkGradients} is off.
         */
        public Builder clipValue(double most) {
            maxValue = requireAbove("clipValue", most);
            return this;
        }

        /** Makes a step along the mean gradient of so many batches; of those that are left at the end of an epoch, too. */
        public Builder accumulate(int batches) {
            if (batches < 1) {
                throw new IllegalArgumentException("accumulate: expected at least 1 batch, got " + batches);
            }
            accumulated = batches;
            return this;
        }

        /** Averages the parameters over the steps; validation and {@link Trainer#saveWeights} use the averages. */
        public Builder average(ExponentialMovingAverage value) {
            average = value;
            return this;
        }

        /** What the loader of the batches draws from, for checkpoints; each generator that was given to its methods. */
        public Builder generators(Generator... all) {
            generators = List.of(all);
            return this;
        }

        /** Adds a callback; they are called in the order in which they were added. */
        public Builder callback(TrainingCallback callback) {
            List<TrainingCallback> longer = new ArrayList<>(callbacks);
            longer.add(callback);
            callbacks = List.copyOf(longer);
            return this;
        }

        /**
         * Whether the training stops at a gradient that is not finite, for which all are read once more; it does unless told. They are
         * those of each batch, before any clipping. Without it a wrong gradient is seen in the next step at the earliest, when the
         * parameters are wrong already, or never where clipping has made it finite.
         */
        public Builder checkGradients(boolean value) {
            checkGradients = value;
            return this;
        }

        public Trainer build() {
            try {
                return new Trainer((Builder) clone());
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }

        private static double requireAbove(String name, double value) {
            if (!(value > 0)) {
                throw new IllegalArgumentException(name + ": expected a limit above 0, got " + value);
            }
            return value;
        }
    }
}
