package dev.crema.nn.training;

import java.util.Map;

/** Stops a training that has not become better for several epochs. */
public final class EarlyStopping implements TrainingCallback {

    private final Monitor monitor;
    private final int patience;
    private final double leastGain;
    private double best;
    private int waited;

    private EarlyStopping(Monitor monitor, int patience, double leastGain) {
        if (patience < 1) {
            throw new IllegalArgumentException("earlyStopping: expected a patience of at least 1, got " + patience);
        }
        if (!(leastGain >= 0)) {
            throw new IllegalArgumentException("earlyStopping: expected a gain of at least 0, got " + leastGain);
        }
        this.monitor = monitor;
        this.patience = patience;
        this.leastGain = leastGain;
        best = monitor.worst();
    }

    /** Stops after {@code patience} epochs in a row that were not better than the best before. */
    public static EarlyStopping after(int patience, Monitor monitor) {
        return after(patience, monitor, 0);
    }

    /** Stops after {@code patience} epochs in a row that were not better than the best before by more than {@code leastGain}. */
    public static EarlyStopping after(int patience, Monitor monitor, double leastGain) {
        return new EarlyStopping(monitor, patience, leastGain);
    }

    @Override
    public void epochEnded(Trainer trainer, EpochResult result) {
        double number = monitor.value().applyAsDouble(result);
        if (monitor.isBetter(number, best, leastGain)) {
            best = number;
            waited = 0;
        } else if (++waited >= patience) {
            trainer.stop();
        }
    }

    @Override
    public Map<String, String> state() {
        return Map.of("best", Double.toString(best), "waited", Integer.toString(waited));
    }

    @Override
    public void restore(Map<String, String> state) {
        best = Double.parseDouble(state.getOrDefault("best", Double.toString(monitor.worst())));
        waited = Integer.parseInt(state.getOrDefault("waited", "0"));
    }
}
