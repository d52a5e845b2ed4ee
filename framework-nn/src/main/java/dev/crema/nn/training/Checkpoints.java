package dev.crema.nn.training;

import dev.crema.nn.weights.WeightsException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Saves after each epoch where the training is, as {@code last.json}, and the weights of the best epoch so far, as {@code best.json}.
 *
 * <p>{@link Trainer#resume} goes on from {@code last.json}; {@code best.json} is an ordinary file of weights, of the averages if there
 * are any. Both are replaced as a whole, so that a crash leaves the file before.
 */
public final class Checkpoints implements TrainingCallback {

    private static final String EPOCH = "epoch";

    private final Path folder;
    private final Monitor monitor;
    private final Map<String, String> metadata;
    private double best;
    private boolean improved;

    private Checkpoints(Path folder, Monitor monitor, Map<String, String> metadata) {
        if (monitor.name().equals(EPOCH)) {
            throw new IllegalArgumentException(
                    "checkpoints: expected a monitor of another name than 'epoch', under which the"
                            + " metadata tell the number of the epoch; rename it");
        }
        if (metadata.containsKey(EPOCH) || metadata.containsKey(monitor.name())) {
            throw new IllegalArgumentException("checkpoints: expected metadata besides 'epoch' and '" + monitor.name()
                    + "', which are added, got " + new TreeSet<>(metadata.keySet()));
        }
        this.folder = folder;
        this.monitor = monitor;
        this.metadata = Map.copyOf(metadata);
        best = monitor.worst();
    }

    /** Saves to a folder, which must be there; the best epoch is that of {@code monitor}, whose name is not {@code epoch}. */
    public static Checkpoints in(Path folder, Monitor monitor) {
        return new Checkpoints(folder, monitor, Map.of());
    }

    /** These, with more to be known of the weights in {@link #best()} than their {@code epoch} and what the monitor saw in it. */
    public Checkpoints metadata(Map<String, String> more) {
        return new Checkpoints(folder, monitor, more);
    }

    /** Where the training is. */
    public Path last() {
        return folder.resolve("last.json");
    }

    /** The weights of the best epoch. */
    public Path best() {
        return folder.resolve("best.json");
    }

    /** Notices a missing folder before an epoch is spent on it. */
    @Override
    public void epochStarted(Trainer trainer, int epoch) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalStateException(
                    "checkpoints: expected a folder, got " + folder + "; create it before the training");
        }
    }

    @Override
    public void epochEnded(Trainer trainer, EpochResult result) {
        double number = monitor.value().applyAsDouble(result);
        improved = monitor.isBetter(number, best, 0);
        best = improved ? number : best;
    }

    @Override
    public void epochSettled(Trainer trainer, EpochResult result) {
        try {
            if (improved) {
                Map<String, String> all = new HashMap<>(metadata);
                all.put(EPOCH, Integer.toString(result.epoch()));
                all.put(monitor.name(), Double.toString(best));
                trainer.saveWeights(best(), all);
            }
            trainer.save(last());
        } catch (WeightsException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> state() {
        return Map.of("best", Double.toString(best));
    }

    @Override
    public void restore(Map<String, String> state) {
        best = Double.parseDouble(state.getOrDefault("best", Double.toString(monitor.worst())));
    }
}
