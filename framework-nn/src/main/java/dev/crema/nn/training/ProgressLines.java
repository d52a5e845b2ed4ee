package dev.crema.nn.training;

import dev.crema.nn.metric.Metrics;
import java.util.Locale;
import java.util.function.Consumer;

/** Says in lines of text how a training goes. */
public final class ProgressLines implements TrainingCallback {

    private final Consumer<String> out;
    private final int everySteps;

    private ProgressLines(Consumer<String> out, int everySteps) {
        if (everySteps < 1) {
            throw new IllegalArgumentException("progress: expected a line every 1 or more steps, got " + everySteps);
        }
        this.out = out;
        this.everySteps = everySteps;
    }

    /** A line after each epoch. */
    public static ProgressLines to(Consumer<String> out) {
        return to(out, Integer.MAX_VALUE);
    }

    /** A line after each epoch, and one after each so many steps. */
    public static ProgressLines to(Consumer<String> out, int everySteps) {
        return new ProgressLines(out, everySteps);
    }

    @Override
    public void stepEnded(Trainer trainer, Metrics metrics) {
        if (trainer.steps() % everySteps == 0) {
            out.accept("step " + trainer.steps() + ": " + text(metrics));
        }
    }

    @Override
    public void epochEnded(Trainer trainer, EpochResult result) {
        Metrics validation = result.validation();
        out.accept("epoch " + result.epoch() + ": " + text(result.train())
                + (validation == null ? "" : "; validation " + text(validation))
                + String.format(Locale.ROOT, "; %.1f s", result.seconds()));
    }

    private static String text(Metrics metrics) {
        return metrics.accuracy().seen() == 0 ? "loss " + metrics.loss() : metrics.toString();
    }
}
