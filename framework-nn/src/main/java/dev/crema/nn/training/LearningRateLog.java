package dev.crema.nn.training;

import dev.crema.nn.metric.Metrics;
import java.util.ArrayList;
import java.util.List;

/** Keeps the learning rate of each step. */
public final class LearningRateLog implements TrainingCallback {

    private final List<Double> rates = new ArrayList<>();

    /** A log without steps. */
    public LearningRateLog() {}

    @Override
    public void stepEnded(Trainer trainer, Metrics metrics) {
        rates.add(trainer.optimizer().learningRate());
    }

    /** The rates of the steps that this log has seen. */
    public List<Double> rates() {
        return List.copyOf(rates);
    }
}
