package dev.crema.examples;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.crema.nn.metric.Metrics;
import dev.crema.nn.training.EpochResult;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
     * Writes both files beside their places and moves them there, so that each is whole at any time.
     *
     * @param judged what the images after each epoch are for, {@code test} or {@code validation}
     */
    void write(List<EpochResult> epochs, String judged) throws IOException {
        List<Map<String, Number>> rows = new ArrayList<>();
        for (EpochResult epoch : epochs) {
            rows.add(row(epoch, judged));
        }
        replace(json, json(rows));
        replace(csv, csv(rows));
    }

    private static Map<String, Number> row(EpochResult epoch, String judged) {
        Map<String, Number> row = new LinkedHashMap<>();
        row.put("epoch", epoch.epoch());
        put(row, "train", epoch.train());
        put(row, judged, epoch.judged());
        row.put("seconds", epoch.seconds());
        row.put("images_per_second", epoch.train().loss().count() / epoch.seconds());
        row.put("steps", epoch.steps());
        row.put("learning_rate", epoch.learningRate());
        return row;
    }

    private static void put(Map<String, Number> row, String part, Metrics metrics) {
        row.put(part + "_loss", metrics.loss().value());
        if (metrics.accuracy().seen() > 0) {
            row.put(part + "_accuracy", metrics.accuracy().value());
        }
    }

    private static String json(List<Map<String, Number>> rows) throws IOException {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                .build();
        StringWriter text = new StringWriter();
        try (JsonGenerator json = factory.createGenerator(text)) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeArrayFieldStart("epochs");
            for (Map<String, Number> row : rows) {
                json.writeStartObject();
                for (Map.Entry<String, Number> cell : row.entrySet()) {
                    json.writeFieldName(cell.getKey());
                    if (cell.getValue() instanceof Integer whole) {
                        json.writeNumber(whole);
                    } else {
                        json.writeNumber(cell.getValue().doubleValue());
                    }
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }

    private static String csv(List<Map<String, Number>> rows) {
        StringBuilder text = new StringBuilder();
        for (Map<String, Number> row : rows) {
            if (text.length() == 0) {
                text.append(String.join(",", row.keySet())).append('\n');
            }
            text.append(String.join(
                            ",", row.values().stream().map(Number::toString).toList()))
                    .append('\n');
        }
        return text.toString();
    }

    private static void replace(Path file, String text) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        try {
            Files.writeString(unfinished, text);
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
}
