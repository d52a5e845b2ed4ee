package dev.crema.nn.training;

import dev.crema.nn.optimizer.ReduceOnPlateau;
import java.util.Map;

/** Lets a {@link ReduceOnPlateau} see each epoch. */
public final class PlateauReduction implements TrainingCallback {

    private final ReduceOnPlateau plateau;
    private final Monitor monitor;

    /** What the plateau sees is the number of {@code monitor}; both have to agree on whether small or large is good. */
    public PlateauReduction(ReduceOnPlateau plateau, Monitor monitor) {
        this.plateau = plateau;
        this.monitor = monitor;
    }

    @Override
    public void epochEnded(Trainer trainer, EpochResult result) {
        plateau.step(trainer.optimizer(), monitor.value().applyAsDouble(result));
    }

    @Override
    public Map<String, String> state() {
        ReduceOnPlateau.State state = plateau.state();
        return Map.of(
                "best",
                Double.toString(state.best()),
                "waited",
                Integer.toString(state.waited()),
                "cooling",
                Integer.toString(state.cooling()));
    }

    @Override
    public void restore(Map<String, String> state) {
        double best = Double.parseDouble(state.getOrDefault("best", Double.toString(monitor.worst())));
        int waited = Integer.parseInt(state.getOrDefault("waited", "0"));
        plateau.restore(new ReduceOnPlateau.State(best, waited, Integer.parseInt(state.getOrDefault("cooling", "0"))));
    }
}
