package dev.crema.examples;

import dev.crema.nn.training.History;
import java.io.IOException;
import java.nio.file.Path;

/**
 * What happened in each epoch of a training, as {@code history.json} and {@code history.csv}.
 *
 * @param json an object whose {@code epochs} are a list of an object each
 * @param csv a line of names and a line per epoch
 */
record HistoryFiles(Path json, Path csv) {

    static HistoryFiles in(Path folder) {
        return new HistoryFiles(folder.resolve("history.json"), folder.resolve("history.csv"));
    }

    /**
     * Writes both files.
     *
     * @param judged what the images after each epoch are for, {@code test} or {@code validation}
     */
    void write(History history, String judged) throws IOException {
        history.write(json, judged);
        history.write(csv, judged);
    }
}
