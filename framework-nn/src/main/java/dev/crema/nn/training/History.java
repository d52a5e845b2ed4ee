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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came out of the epochs of a training.
 *
 * @param epochs in their order
 */
public record History(List<EpochResult> epochs) {

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
        StringWriter text = new StringWriter();
        DefaultPrettyPrinter lines = new DefaultPrettyPrinter();
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        lines.indentArraysWith(indenter);
        lines.indentObjectsWith(indenter);
        try (JsonGenerator json = JSON.createGenerator(text).setPrettyPrinter(lines)) {
            json.writeStartObject();
            json.writeArrayFieldStart("epochs");
            for (EpochResult epoch : epochs) {
                json.writeStartObject();
                for (Map.Entry<String, Number> column : columns(epoch).entrySet()) {
                    json.writeFieldName(column.getKey());
                    write(json, column.getValue());
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
        StringBuilder text = new StringBuilder(String.join(",", NAMES)).append('\n');
        for (EpochResult epoch : epochs) {
            List<String> cells = columns(epoch).values().stream()
                    .map(value -> Double.isFinite(value.doubleValue()) ? value.toString() : "")
                    .toList();
            text.append(String.join(",", cells)).append('\n');
        }
        return text.toString();
    }

    /** Writes {@link #toCsv} if the name of the file ends in {@code .csv}, else {@link #toJson}. */
    public void write(Path file) throws IOException {
        Files.writeString(file, file.toString().endsWith(".csv") ? toCsv() : toJson());
    }

    private static final List<String> NAMES = List.of(
            "epoch",
            "steps",
            "train_loss",
            "train_accuracy",
            "validation_loss",
            "validation_accuracy",
            "learning_rate",
            "seconds");

    private static Map<String, Number> columns(EpochResult epoch) {
        Number[] values = {
            epoch.epoch(),
            epoch.steps(),
            epoch.train().loss().value(),
            epoch.train().accuracy().value(),
            loss(epoch.validation()),
            accuracy(epoch.validation()),
            epoch.learningRate(),
            epoch.seconds()
        };
        Map<String, Number> columns = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            columns.put(NAMES.get(i), values[i]);
        }
        return columns;
    }

    private static double loss(@Nullable Metrics metrics) {
        return metrics == null ? Double.NaN : metrics.loss().value();
    }

    private static double accuracy(@Nullable Metrics metrics) {
        return metrics == null ? Double.NaN : metrics.accuracy().value();
    }
}
