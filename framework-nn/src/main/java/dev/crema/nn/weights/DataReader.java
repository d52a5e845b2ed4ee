package dev.crema.nn.weights;

import com.fasterxml.jackson.core.JsonToken;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Reads the values of one tensor, from the bracket that opens its data to the one that closes it. */
final class DataReader {

    private final JsonCursor cursor;
    private final TensorHeader header;
    private final ValueBuffer values;
    private final JsonCursor.NumberParser numbers = this::number;

    DataReader(JsonCursor cursor, TensorHeader header, ValueBuffer values) {
        this.cursor = cursor;
        this.header = header;
        this.values = values;
    }

    void decimal() throws WeightsException {
        JsonToken token;
        while ((token = cursor.next()) != JsonToken.END_ARRAY) {
            if (values.isFull()) {
                throw tooMany();
            }
            values.add(decimalValue(token));
        }
    }

    private double decimalValue(@Nullable JsonToken token) throws WeightsException {
        if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
            return cursor.number(numbers);
        }
        if (token == JsonToken.VALUE_STRING) {
            double value = Numbers.parseNonFinite(cursor.text());
            if (value != 0) {
                return value;
            }
            throw cursor.failure("has the string " + JsonCursor.quote(cursor.text()) + at()
                    + "; only 'NaN', 'Infinity' and '-Infinity' may be strings");
        }
        throw cursor.failure("has " + JsonCursor.describe(token) + at() + ", expected a number");
    }

    private double number(char[] text, int offset, int length) throws WeightsException {
        int first = text[offset] == '-' ? offset + 1 : offset;
        if (first == offset + length || text[first] < '0' || text[first] > '9') {
            throw cursor.failure("has the bare word " + word(text, offset, length) + at()
                    + ", which is not JSON; a value that is not finite is the string 'NaN', 'Infinity' or '-Infinity'");
        }
        double value = Numbers.parse(header.dtype(), text, offset, length);
        if (Double.isInfinite(value)) {
            throw cursor.failure("has " + word(text, offset, length) + at() + ", too large for " + header.dtype());
        }
        if (value == 0 && Numbers.isNonZero(text, offset, length)) {
            throw cursor.failure(
                    "has " + word(text, offset, length) + at() + ", which would become 0 in " + header.dtype());
        }
        return value;
    }

    private static String word(char[] text, int offset, int length) {
        return JsonCursor.quote(new String(text, offset, length));
    }

    private String at() {
        return " at index " + TensorHeader.index(header.shape(), values.count());
    }

    void base64() throws WeightsException {
        JsonToken token;
        for (int chunk = 1; (token = cursor.next()) != JsonToken.END_ARRAY; chunk++) {
            if (token != JsonToken.VALUE_STRING) {
                throw cursor.failure(
                        "has " + JsonCursor.describe(token) + " as base64 chunk " + chunk + ", expected a string");
            }
            ByteBuffer bytes = ByteBuffer.wrap(decoded(cursor.text(), chunk)).order(ByteOrder.LITTLE_ENDIAN);
            while (bytes.hasRemaining()) {
                if (values.isFull()) {
                    throw tooMany();
                }
                values.add(Numbers.get(bytes, header.dtype()));
            }
        }
    }

    private byte[] decoded(String text, int chunk) throws WeightsException {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw corrupt(chunk);
        }
        // The decoder lets missing padding and stray bits at the end pass.
        if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
            throw corrupt(chunk);
        }
        int valueBytes = header.dtype().bytes();
        if (bytes.length == 0 || bytes.length % valueBytes != 0 || bytes.length > Format.CHUNK_BYTES) {
            throw cursor.failure("has " + bytes.length + " bytes in base64 chunk " + chunk + ", expected a multiple of "
                    + valueBytes + " from " + valueBytes + " to " + Format.CHUNK_BYTES);
        }
        return bytes;
    }

    private WeightsException corrupt(int chunk) {
        return cursor.failure("has the corrupt base64 chunk " + chunk);
    }

    private WeightsException tooMany() {
        return cursor.failure("has more than " + values.count() + " values, its shape " + header.shape() + " needs "
                + header.shape().size());
    }
}
