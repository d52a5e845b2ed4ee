package dev.crema.examples;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.crema.nn.metric.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** What happened in each epoch of a training, as a JSON file. */
final class History {

    /** One epoch: means over the batches as they were trained on, the test after it, and its time without the test. */
    record Epoch(int number, Metrics train, Metrics test, double seconds) {

        double imagesPerSecond() {
            return train.accuracy().seen() / seconds;
        }
    }

    private final List<Epoch> epochs = new ArrayList<>();

    void add(Epoch epoch) {
        epochs.add(epoch);
    }

    /** Writes the file beside its place and moves it there, so that it is whole at any time. */
    void write(Path file) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".part");
        try {
            writeTo(unfinished);
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

    private void writeTo(Path file) throws IOException {
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
                .build();
        try (JsonGenerator json = factory.createGenerator(Files.newOutputStream(file))) {
            json.useDefaultPrettyPrinter();
            json.writeStartObject();
            json.writeArrayFieldStart("epochs");
            for (Epoch epoch : epochs) {
                json.writeStartObject();
                json.writeNumberField("epoch", epoch.number());
                json.writeNumberField("train_loss", epoch.train().loss().value());
                json.writeNumberField("train_accuracy", epoch.train().accuracy().value());
                json.writeNumberField("test_loss", epoch.test().loss().value());
                json.writeNumberField("test_accuracy", epoch.test().accuracy().value());
                json.writeNumberField("seconds", epoch.seconds());
                json.writeNumberField("images_per_second", epoch.imagesPerSecond());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }
}
