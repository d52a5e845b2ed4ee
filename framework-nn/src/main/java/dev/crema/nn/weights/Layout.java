package dev.crema.nn.weights;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.PrettyPrinter;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** White space where the writer asks for it; otherwise one space after a comma or a colon, and none at a bracket. */
final class Layout implements PrettyPrinter {

    private @Nullable String next;

    /** Puts {@code space} before the next value, key or closing bracket. */
    void before(String space) {
        next = space;
    }

    private void space(JsonGenerator json, String usual) throws IOException {
        json.writeRaw(next == null ? usual : next);
        next = null;
    }

    @Override
    public void writeRootValueSeparator(JsonGenerator json) {}

    @Override
    public void writeStartObject(JsonGenerator json) throws IOException {
        json.writeRaw('{');
    }

    @Override
    public void beforeObjectEntries(JsonGenerator json) throws IOException {
        space(json, "");
    }

    @Override
    public void writeObjectFieldValueSeparator(JsonGenerator json) throws IOException {
        json.writeRaw(": ");
    }

    @Override
    public void writeObjectEntrySeparator(JsonGenerator json) throws IOException {
        json.writeRaw(',');
        space(json, " ");
    }

    @Override
    public void writeEndObject(JsonGenerator json, int entries) throws IOException {
        space(json, "");
        json.writeRaw('}');
    }

    @Override
    public void writeStartArray(JsonGenerator json) throws IOException {
        json.writeRaw('[');
    }

    @Override
    public void beforeArrayValues(JsonGenerator json) throws IOException {
        space(json, "");
    }

    @Override
    public void writeArrayValueSeparator(JsonGenerator json) throws IOException {
        json.writeRaw(',');
        space(json, " ");
    }

    @Override
    public void writeEndArray(JsonGenerator json, int values) throws IOException {
        space(json, "");
        json.writeRaw(']');
    }
}
