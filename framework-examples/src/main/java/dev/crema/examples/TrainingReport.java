package dev.crema.examples;

import dev.crema.nn.metric.Metrics;
import dev.crema.nn.training.EpochResult;
import dev.crema.nn.training.History;
import dev.crema.nn.training.Trainer;
import dev.crema.nn.training.TrainingCallback;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Shows a training as it runs, and writes the weights and the history after each epoch. */
final class TrainingReport implements TrainingCallback, AutoCloseable {

    private final PrintWriter out;
    private final int epochs;
    private final int images;
    private final String judged;
    private final Map<String, String> metadata;
    private final Path weights;
    private final HistoryFiles history;
    private @Nullable TrainingProgress progress;

    /**
     * A report of a training that has not begun.
     *
     * @param epochs number of epochs of the whole training
     * @param images number of images in each
     * @param judged what the images after each epoch are for, {@code test} or {@code validation}
     * @param metadata what shall be known of the weights, but for their epoch
     * @param folder where the files go
     */
    TrainingReport(PrintWriter out, int epochs, int images, String judged, Map<String, String> metadata, Path folder) {
        this.out = out;
        this.epochs = epochs;
        this.images = images;
        this.judged = judged;
        this.metadata = metadata;
        this.weights = folder.resolve("weights.json");
        this.history = HistoryFiles.in(folder);
    }

    /** The weights after the last epoch. */
    Path weights() {
        return weights;
    }

    /** The files of the history. */
    HistoryFiles history() {
        return history;
    }

    @Override
    public void epochStarted(Trainer trainer, int epoch) {
        progress = new TrainingProgress(out, title(epoch), images);
    }

    private String title(int epoch) {
        return "epoch " + epoch + "/" + epochs;
    }

    @Override
    public void stepEnded(Trainer trainer, Metrics metrics) {
        if (progress == null) {
            return;
        }
        progress.update(metrics);
        if (metrics.loss().count() >= images) {
            close();
        }
    }

    @Override
    public void epochEnded(Trainer trainer, EpochResult result) {
        close();
        out.println(String.format(
                Locale.ROOT,
                "%s: %s, %s, %.1f s, %,.0f images/s",
                title(result.epoch()),
                TrainingProgress.figures("", result.train()),
                TrainingProgress.figures(judged + " ", result.judged()),
                result.seconds(),
                result.train().loss().count() / result.seconds()));
    }

    @Override
    public void epochSettled(Trainer trainer, EpochResult result) {
        Map<String, String> all = new TreeMap<>(metadata);
        all.put(SavedModel.EPOCH, String.valueOf(result.epoch()));
        try {
            trainer.saveWeights(weights, all);
            writeHistory(trainer.history());
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    /** Writes the epochs that are done. */
    void writeHistory(History done) throws IOException {
        history.write(done, judged);
    }

    /** Ends the progress bar of an epoch that has not ended. */
    @Override
    public void close() {
        if (progress != null) {
            progress.close();
            progress = null;
        }
    }
}
