package dev.crema.nn.weights;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;

/** Writes the format, a value after the other, in memory that does not grow with the tensors. */
final class WeightsWriter {

    /** Jackson's numbers are the same on every JDK; {@code Float.toString} changed in 19. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .build();

    private static final String LINE_IN_FILE = "\n  ";
    private static final String LINE_IN_TENSORS = "\n    ";
    private static final String LINE_IN_TENSOR = "\n     ";
    private static final String LINE_IN_DATA = "\n       ";

    private final Path file;
    private final boolean allowNonFinite;
    private final JsonGenerator json;
    private final Layout layout = new Layout();

    private WeightsWriter(Path file, boolean allowNonFinite, JsonGenerator json) {
        this.file = file;
        this.allowNonFinite = allowNonFinite;
        this.json = json;
        json.setPrettyPrinter(layout);
    }

    /** Writes {@code weights} to a stream, which stays open; {@code file} is for messages. */
    static void write(WeightsFile weights, Path file, boolean allowNonFinite, OutputStream out) throws IOException {
        try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
            new WeightsWriter(file, allowNonFinite, json).file(weights);
        }
    }

    private void file(WeightsFile weights) throws IOException {
        json.writeStartObject();
        layout.before(LINE_IN_FILE);
        json.writeStringField("format", Format.NAME);
        json.writeNumberField("version", Format.VERSION);
        layout.before(LINE_IN_FILE);
        json.writeStringField("writer", weights.writer());
        layout.before(LINE_IN_FILE);
        json.writeObjectFieldStart("metadata");
        for (Map.Entry<String, String> entry : weights.metadata().entrySet()) {
            json.writeStringField(entry.getKey(), entry.getValue());
        }
        json.writeEndObject();
        layout.before(LINE_IN_FILE);
        json.writeArrayFieldStart("tensors");
        for (NamedArray tensor : weights.tensors()) {
            layout.before(LINE_IN_TENSORS);
            tensor(tensor);
        }
        layout.before(LINE_IN_FILE);
        json.writeEndArray();
        layout.before("\n");
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private void tensor(NamedArray tensor) throws IOException {
        NdArray array = tensor.value();
        json.writeStartObject();
        json.writeStringField("name", tensor.name());
        json.writeStringField("dtype", array.dtype().toString());
        json.writeArrayFieldStart("shape");
        for (int size : array.shape().sizes()) {
            json.writeNumber(size);
        }
        json.writeEndArray();
        json.writeStringField("encoding", tensor.encoding().toString());
        switch (tensor.encoding()) {
            case DECIMAL -> decimal(tensor.name(), array);
            case BASE64_LE -> base64(tensor.name(), array);
        }
        json.writeEndObject();
    }

    private void decimal(String name, NdArray array) throws IOException {
        DType dtype = array.dtype();
        int row = array.shape().rank() == 0 ? 1 : array.shape().size(-1);
        layout.before(LINE_IN_TENSOR);
        json.writeArrayFieldStart("data");
        for (int i = 0; i < array.size(); i++) {
            if (i % row == 0) {
                layout.before(LINE_IN_DATA);
            }
            Numbers.write(json, dtype, checked(name, array, i));
        }
        if (array.size() > 0) {
            layout.before(LINE_IN_TENSOR);
        }
        json.writeEndArray();
    }

    private void base64(String name, NdArray array) throws IOException {
        int valuesInChunk = Format.CHUNK_BYTES / array.dtype().bytes();
        boolean several = array.size() > valuesInChunk;
        json.writeArrayFieldStart("data");
        int first = 0;
        ByteBuffer bytes = ByteBuffer.allocate(
                        Math.min(array.size(), valuesInChunk) * array.dtype().bytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        while (first < array.size()) {
            int end = first + Math.min(valuesInChunk, array.size() - first);
            bytes.clear();
            for (int i = first; i < end; i++) {
                Numbers.put(bytes, array.dtype(), checked(name, array, i));
            }
            if (several) {
                layout.before(LINE_IN_DATA);
            }
            json.writeBinary(bytes.array(), 0, bytes.position());
            first = end;
        }
        if (several) {
            layout.before(LINE_IN_TENSOR);
        }
        json.writeEndArray();
    }

    private double checked(String name, NdArray array, int position) throws WeightsException {
        double value = array.getFlat(position);
        if (!allowNonFinite && !Double.isFinite(value)) {
            Shape shape = array.shape();
            throw new WeightsException(
                    file,
                    "tensor " + JsonCursor.quote(name) + " is " + value + " at index "
                            + TensorHeader.index(shape, position)
                            + "; SaveOptions.allowNonFinite(true) saves it all the same");
        }
        return value;
    }
}
