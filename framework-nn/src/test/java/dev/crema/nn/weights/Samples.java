package dev.crema.nn.weights;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crema.core.Tensor;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Buffer;
import dev.crema.nn.Module;
import dev.crema.nn.Parameter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/** Small models and files for the tests of this package. */
final class Samples {

    /** What a save of {@link #example} gives. */
    static final String EXAMPLE = """
            {
              "format": "crema-weights", "version": 1,
              "writer": "crema 0.1.0",
              "metadata": {"epoch": "12"},
              "tensors": [
                {"name": "conv1.weight", "dtype": "float32", "shape": [2, 1, 2, 2], "encoding": "decimal",
                 "data": [
                   0.125, -1.5,
                   0.0031, 2.0E-7,
                   -0.0, 1.4E-45,
                   3.4028235E38, 1.0
                 ]},
                {"name": "fc.weight", "dtype": "float32", "shape": [2], "encoding": "base64-le", "data": ["AACAPwAAAMA="]}
              ]
            }
            """;

    private Samples() {}

    static WeightsFile example() {
        float[] values = {0.125f, -1.5f, 0.0031f, 2e-7f, -0f, Float.MIN_VALUE, Float.MAX_VALUE, 1};
        return new WeightsFile(
                Map.of("epoch", "12"),
                List.of(
                        new NamedArray("conv1.weight", NdArray.of(Shape.of(2, 1, 2, 2), values), Encoding.DECIMAL),
                        new NamedArray("fc.weight", NdArray.of(1, -2), Encoding.BASE64_LE)));
    }

    /** A file in format version 1 with these tensors. */
    static String withTensors(String tensors) {
        return "{\"format\": \"crema-weights\", \"version\": 1, \"tensors\": [\n" + tensors + "\n]}";
    }

    /** A file with one float32 tensor {@code w}. */
    static String withData(String shape, String data) {
        return withTensors(tensor("w", "float32", shape, data));
    }

    /** A tensor in decimal on two lines, the data on the second. */
    static String tensor(String name, String dtype, String shape, String data) {
        return "{\"name\": \"" + name + "\", \"dtype\": \"" + dtype + "\", \"shape\": " + shape
                + ", \"encoding\": \"decimal\",\n\"data\": " + data + "}";
    }

    /** The message, without the file, of the exception that reading {@code text} must throw. */
    static String refusal(Path folder, String text) {
        return refusal(write(folder.resolve("w.json"), text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The message, without the file, of the exception that reading {@code file} must throw. */
    static String refusal(Path file) {
        String message = assertThrows(WeightsException.class, () -> WeightsFile.read(file))
                .getMessage();
        String prefix = file + ": ";
        if (!message.startsWith(prefix)) {
            throw new AssertionError("expected a message that starts with " + prefix + ", got " + message);
        }
        return message.substring(prefix.length());
    }

    static Path write(Path file, byte[] bytes) {
        try {
            return Files.write(file, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream result = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(result)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return result.toByteArray();
    }

    static List<String> namesIn(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** A module of whatever parameters and buffers, which computes nothing. */
    static final class Model extends Module {

        Model parameter(String name, NdArray value) {
            register(name, new Parameter(value));
            return this;
        }

        Model buffer(String name, NdArray value) {
            register(name, new Buffer(value));
            return this;
        }

        Model part(String name, Module part) {
            register(name, part);
            return this;
        }

        Model twice(String name, String otherName, NdArray value) {
            register(otherName, register(name, new Parameter(value)));
            return this;
        }

        /** All values by name. */
        Map<String, NdArray> state() {
            Map<String, NdArray> state = new LinkedHashMap<>();
            namedParameters().forEach((name, parameter) -> state.put(name, parameter.value()));
            namedBuffers().forEach((name, buffer) -> state.put(name, buffer.value()));
            return state;
        }

        @Override
        protected Tensor compute(Tensor input) {
            return input;
        }
    }
}
