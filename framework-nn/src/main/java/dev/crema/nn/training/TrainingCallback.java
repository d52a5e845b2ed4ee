package dev.crema.nn.training;

import dev.crema.nn.metric.Metrics;
import java.util.Map;

/**
 * Takes note of a training as it goes, and may stop it with {@link Trainer#stop}; each method does nothing unless it is written.
 *
 * <p>What it has to know when a training goes on from a checkpoint, it gives to {@link #state}.
 */
public interface TrainingCallback {

    /** An epoch, counted from 1, begins. */
    default void epochStarted(Trainer trainer, int epoch) {}

    /** The optimizer has made a step; {@code metrics} are over the batches of the epoch so far. */
    default void stepEnded(Trainer trainer, Metrics metrics) {}

    /** An epoch is over, and its validation too. */
    default void epochEnded(Trainer trainer, EpochResult result) {}

    /** All callbacks have taken note of an epoch: what is saved now is the state that the next epoch begins with. */
    default void epochSettled(Trainer trainer, EpochResult result) {}

    /** The training is over, as planned or stopped. */
    default void trainingEnded(Trainer trainer, History history) {}

    /** What must be kept to go on later; goes into checkpoints. */
    default Map<String, String> state() {
        return Map.of();
    }

    /** Goes on from what {@link #state} gave; empty if the checkpoint was made without this callback. */
    default void restore(Map<String, String> state) {}
}
