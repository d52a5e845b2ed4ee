package dev.crema.nn.training;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import dev.crema.nn.metric.Metrics;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * What came out of the epochs of a training.
 *
 * @param epochs in their order
 */
public record History(List<EpochResult> epochs) {

    private static final String VALIDATION = "validation";

    /** The same numbers are the same text on every JDK. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .build();

    public History {
        epochs = List.copyOf(epochs);
    }

    /** The history with one epoch more. */
    History plus(EpochResult result) {
        List<EpochResult> longer = new ArrayList<>(epochs);
        longer.add(result);
        return new History(longer);
    }

    /**
     * The last epoch.
     *
     * @throws IllegalStateException if there is none
     */
    public EpochResult last() {
        if (epochs.isEmpty()) {
            throw new IllegalStateException("history: expected at least one epoch, got none");
        }
        return epochs.get(epochs.size() - 1);
    }

    /** A JSON object whose {@code epochs} is a list of one object per epoch; what is not known is null. */
    public String toJson() {
        return toJson(VALIDATION);
    }

    private String toJson(String judged) {
        StringWriter text = new StringWriter();
        DefaultPrettyPrinter lines = new DefaultPrettyPrinter();
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        lines.indentArraysWith(indenter);
        lines.indentObjectsWith(indenter);
        List<String> names = names(judged);
        try (JsonGenerator json = JSON.createGenerator(text).setPrettyPrinter(lines)) {
            json.writeStartObject();
            json.writeArrayFieldStart("epochs");
            for (EpochResult epoch : epochs) {
                json.writeStartObject();
                List<Number> row = row(epoch);
                for (int column = 0; column < row.size(); column++) {
                    json.writeFieldName(names.get(column));
                    write(json, row.get(column));
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text + "\n";
    }

    private static void write(JsonGenerator json, Number value) throws IOException {
        if (value instanceof Integer whole) {
            json.writeNumber(whole);
        } else if (Double.isFinite(value.doubleValue())) {
            json.writeNumber(value.doubleValue());
        } else {
            json.writeNull();
        }
    }

    /** A line of column names and a line per epoch; what is not known is empty. */
    public String toCsv() {
        return toCsv(VALIDATION);
    }

    private String toCsv(String judged) {
        StringBuilder text = new StringBuilder(String.join(",", names(judged))).append('\n');
        for (EpochResult epoch : epochs) {
            List<String> cells = row(epoch).stream()
                    .map(value -> Double.isFinite(value.doubleValue()) ? value.toString() : "")
                    .toList();
            text.append(String.join(",", cells)).append('\n');
        }
        return text.toString();
    }

    /** {@link #write(Path, String)} with {@code validation}. */
    public void write(Path file) throws IOException {
        write(file, VALIDATION);
    }

    /**
     * Writes CSV if the name of the file ends in {@code .csv}, else JSON. A file that is there is replaced, and whole at any time.
     *
     * @param judged what the data after each epoch are for, such as {@code test}: their columns are {@code test_loss} and
     *     {@code test_accuracy}
     */
    public void write(Path file, String judged) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.writeString(unfinished, file.toString().endsWith(".csv") ? toCsv(judged) : toJson(judged));
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException | RuntimeException e) {
            try {
                Files.deleteIfExists(unfinished);
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private static List<String> names(String judged) {
        return List.of(
                "epoch",
                "train_loss",
                "train_accuracy",
                judged + "_loss",
                judged + "_accuracy",
                "seconds",
                "images_per_second",
                "steps",
                "learning_rate");
    }

    private static List<Number> row(EpochResult epoch) {
        Metrics train = epoch.train();
        Metrics validation = epoch.validation();
        return List.of(
                epoch.epoch(),
                train.loss().value(),
                train.accuracy().value(),
                validation == null ? Double.NaN : validation.loss().value(),
                validation == null ? Double.NaN : validation.accuracy().value(),
                epoch.seconds(),
                train.loss().count() / epoch.seconds(),
                epoch.steps(),
                epoch.learningRate());
    }
}
