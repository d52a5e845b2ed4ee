package dev.crema.nn.weights;

import com.fasterxml.jackson.core.JsonToken;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the format and checks all of it; a sink decides which tensors are kept. */
final class WeightsReader {

    /** Takes what a file holds, in its order. */
    interface Sink {
        void writer(String name);

        void metadata(Map<String, String> entries);

        /** Whether the values of a tensor are to be kept; they are checked in any case. */
        boolean wants(TensorHeader header);

        void accept(TensorHeader header, NdArray value);
    }

    private final JsonCursor cursor;
    private final Sink sink;
    private final Set<String> names = new HashSet<>();

    private WeightsReader(JsonCursor cursor, Sink sink) {
        this.cursor = cursor;
        this.sink = sink;
    }

    /** Reads a file to its end; what the sink was given is valid only if this returns. */
    static void read(Path file, long maximumBytes, Sink sink) throws WeightsException {
        requireReadable(file);
        try (InputStream bytes = Files.newInputStream(file)) {
            if (Files.size(file) > maximumBytes) {
                throw new WeightsException(file, LimitedInput.exceeded(maximumBytes));
            }
            try (InputStream text = AtomicFile.isCompressed(file) ? new GzipInput(bytes) : bytes;
                    JsonCursor cursor = new JsonCursor(file, new LimitedInput(text, maximumBytes))) {
                new WeightsReader(cursor, sink).file();
            }
        } catch (WeightsException e) {
            throw e;
        } catch (BrokenInput e) {
            throw new WeightsException(file, String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new WeightsException(file, "cannot be read: " + e, e);
        }
    }

    private static void requireReadable(Path file) throws WeightsException {
        if (Files.isDirectory(file)) {
            throw new WeightsException(file, "is a folder, expected a file");
        }
        if (!Files.exists(file)) {
            throw new WeightsException(file, "there is no such file");
        }
        if (!Files.isRegularFile(file)) {
            throw new WeightsException(file, "is not a regular file");
        }
    }

    private void file() throws WeightsException {
        cursor.expect(JsonToken.START_OBJECT, "content");
        KeyOrder keys = new KeyOrder(Format.FILE_KEYS, Set.of("writer", "metadata"));
        while (cursor.next() == JsonToken.FIELD_NAME) {
            switch (keys.accept(cursor)) {
                case "format" -> format();
                case "version" -> version();
                case "writer" -> sink.writer(cursor.string("writer", Format.MAX_TEXT_LENGTH));
                case "metadata" -> sink.metadata(metadata());
                default -> tensors();
            }
        }
        keys.end(cursor);
        cursor.expectEnd();
    }

    private void format() throws WeightsException {
        String format = cursor.string("format", Format.MAX_TEXT_LENGTH);
        if (!format.equals(Format.NAME)) {
            throw cursor.failure("has format " + JsonCursor.quote(format) + ", expected '" + Format.NAME + "'");
        }
    }

    private void version() throws WeightsException {
        int version = wholeNumber(cursor.next(), "version");
        if (version > Format.VERSION) {
            throw cursor.failure("has version " + version + ", newer than " + Format.VERSION
                    + ", the newest that this Crema reads; use a newer Crema");
        }
        if (version < 1) {
            throw cursor.failure("has version " + version + ", expected " + Format.VERSION);
        }
    }

    private Map<String, String> metadata() throws WeightsException {
        cursor.expect(JsonToken.START_OBJECT, "metadata");
        Map<String, String> entries = new LinkedHashMap<>();
        while (cursor.next() == JsonToken.FIELD_NAME) {
            String key = cursor.text("key of metadata", Format.MAX_NAME_LENGTH);
            if (entries.containsKey(key)) {
                throw cursor.failure("has the key " + JsonCursor.quote(key) + " twice in its metadata");
            }
            if (entries.size() == Format.MAX_METADATA) {
                throw cursor.failure("has more than " + Format.MAX_METADATA + " entries of metadata");
            }
            entries.put(key, cursor.string("metadata " + JsonCursor.quote(key), Format.MAX_TEXT_LENGTH));
        }
        return entries;
    }

    private void tensors() throws WeightsException {
        cursor.expect(JsonToken.START_ARRAY, "tensors");
        JsonToken token;
        while ((token = cursor.next()) != JsonToken.END_ARRAY) {
            cursor.enter("tensor " + (names.size() + 1));
            if (token != JsonToken.START_OBJECT) {
                throw cursor.failure("is " + JsonCursor.describe(token) + ", expected an object");
            }
            if (names.size() == Format.MAX_TENSORS) {
                throw cursor.failure("is one more than the most, " + Format.MAX_TENSORS);
            }
            tensor();
            cursor.enter(null);
        }
    }

    private void tensor() throws WeightsException {
        KeyOrder keys = new KeyOrder(Format.TENSOR_KEYS, Set.of());
        String name = "";
        int line = 0;
        DType dtype = DType.FLOAT32;
        Shape shape = Shape.scalar();
        Encoding encoding = Encoding.DECIMAL;
        while (cursor.next() == JsonToken.FIELD_NAME) {
            switch (keys.accept(cursor)) {
                case "name" -> {
                    name = name();
                    line = cursor.line();
                }
                case "dtype" -> dtype = oneOf("dtype", List.of(DType.values()));
                case "shape" -> shape = shape();
                case "encoding" -> encoding = oneOf("encoding", List.of(Encoding.values()));
                default -> data(new TensorHeader(name, dtype, shape, encoding, line));
            }
        }
        keys.end(cursor);
    }

    private String name() throws WeightsException {
        String name = cursor.string("name", Format.MAX_NAME_LENGTH);
        if (name.isEmpty()) {
            throw cursor.failure("has an empty name");
        }
        if (!names.add(name)) {
            throw cursor.failure("has the name " + JsonCursor.quote(name) + ", which is taken by one before it");
        }
        cursor.enter("tensor " + JsonCursor.quote(name));
        return name;
    }

    private <T> T oneOf(String what, List<T> known) throws WeightsException {
        String text = cursor.string(what, Format.MAX_TEXT_LENGTH);
        for (T value : known) {
            if (value.toString().equals(text)) {
                return value;
            }
        }
        throw cursor.failure("has the unknown " + what + " " + JsonCursor.quote(text) + "; known are " + known);
    }

    private Shape shape() throws WeightsException {
        cursor.expect(JsonToken.START_ARRAY, "shape");
        List<Integer> sizes = new ArrayList<>();
        long count = 1;
        JsonToken token;
        while ((token = cursor.next()) != JsonToken.END_ARRAY) {
            int size = wholeNumber(token, "a size in its shape");
            sizes.add(size);
            if (size < 0) {
                throw cursor.failure("has the negative size " + size + " in its shape");
            }
            if (sizes.size() > Format.MAX_AXES) {
                throw cursor.failure("has more than " + Format.MAX_AXES + " axes");
            }
            count *= Math.max(1, size);
            if (count > Integer.MAX_VALUE) {
                throw cursor.failure(
                        "has more than " + Integer.MAX_VALUE + " values in its shape " + sizes + ", too many");
            }
        }
        return Shape.of(sizes.stream().mapToInt(Integer::intValue).toArray());
    }

    private int wholeNumber(@Nullable JsonToken token, String what) throws WeightsException {
        if (token == JsonToken.VALUE_NUMBER_INT) {
            String text = cursor.text();
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException e) {
                throw cursor.failure("has " + JsonCursor.quote(text) + " as " + what + ", too large a number");
            }
        }
        throw cursor.failure("has " + JsonCursor.describe(token) + " as " + what + ", expected a whole number");
    }

    private void data(TensorHeader header) throws WeightsException {
        boolean wanted = sink.wants(header);
        cursor.expect(JsonToken.START_ARRAY, "data");
        ValueBuffer values = ValueBuffer.of(header, wanted);
        DataReader data = new DataReader(cursor, header, values);
        switch (header.encoding()) {
            case DECIMAL -> data.decimal();
            case BASE64_LE -> data.base64();
        }
        if (!values.isFull()) {
            throw cursor.failure("has " + values.count() + " values, its shape " + header.shape() + " needs "
                    + header.shape().size());
        }
        if (wanted) {
            sink.accept(header, values.toArray());
        }
    }
}
