package dev.crema.nn.weights;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A place in a JSON file, from token to token, that knows what it is in: errors name the file, the line and the tensor. */
final class JsonCursor implements Closeable {

    private static final int LONGEST_QUOTE = 100;
    private static final int LONGEST_PROBLEM = 300;
    private static final int MOST_NAME_BYTES = 3 * Format.MAX_NAME_LENGTH;
    private static final int LONGEST_STRING = (Format.CHUNK_BYTES + 2) / 3 * 4;

    private final Path file;
    private final JsonParser parser;
    private @Nullable String tensor;

    JsonCursor(Path file, InputStream in) throws IOException {
        this.file = file;
        this.parser = factory().createParser(in);
    }

    /** One for each file: the names of one cannot crowd the symbol table of the next. */
    private static JsonFactory factory() {
        return JsonFactory.builder()
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // to refuse them in our own words
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Format.MAX_DEPTH)
                        .maxNameLength(MOST_NAME_BYTES)
                        .maxStringLength(LONGEST_STRING)
                        .maxNumberLength(Format.MAX_NUMBER_LENGTH)
                        .build())
                .build();
    }

    /** Names what the next errors are about, such as {@code tensor 'conv1.weight'}; null for the file itself. */
    void enter(@Nullable String subject) {
        tensor = subject;
    }

    /** The next token, or null at the end of the file. */
    @Nullable
    JsonToken next() throws WeightsException {
        try {
            return parser.nextToken();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Checks that nothing follows. */
    void expectEnd() throws WeightsException {
        try {
            if (parser.nextToken() != null) {
                throw failure("has trailing content");
            }
        } catch (JsonProcessingException e) {
            throw new WeightsException(file, lineOf(e), "the file has trailing content", e);
        } catch (WeightsException e) {
            throw e;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** The next token, which must be this one. */
    void expect(JsonToken expected, String what) throws WeightsException {
        JsonToken token = next();
        if (token != expected) {
            throw failure("has " + describe(token) + " as " + what + ", expected " + describe(expected));
        }
    }

    /** The next token, which must be a string. */
    String string(String what, int longest) throws WeightsException {
        expect(JsonToken.VALUE_STRING, what);
        return text(what, longest);
    }

    /** The present token, a string or a key, which must be text of a limited length. */
    String text(String what, int longest) throws WeightsException {
        String text = text();
        if (text.length() > longest) {
            throw failure(
                    "has a string of " + text.length() + " characters as " + what + ", expected at most " + longest);
        }
        if (!Format.isUnicode(text)) {
            throw failure("has half of a surrogate pair in its " + what);
        }
        return text;
    }

    /** The text of the present token. */
    String text() throws WeightsException {
        try {
            return parser.getText();
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** What {@code numbers} makes of the present token. */
    double number(NumberParser numbers) throws WeightsException {
        try {
            return numbers.parse(parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
        } catch (WeightsException e) {
            throw e;
        } catch (IOException e) {
            throw broken(e);
        }
    }

    /** Makes a value of the characters of a number. */
    interface NumberParser {
        double parse(char[] text, int offset, int length) throws WeightsException;
    }

    /** The line of the present token, from 1. */
    int line() {
        return parser.currentTokenLocation().getLineNr();
    }

    /** An error about the present token: what the tensor, or the file, has. */
    WeightsException failure(String predicate) {
        return new WeightsException(file, line(), (tensor == null ? "the file" : tensor) + " " + predicate, null);
    }

    private WeightsException broken(IOException e) {
        return new WeightsException(file, lineOf(e), (tensor == null ? "" : tensor + ": ") + problem(e), e);
    }

    private int lineOf(IOException e) {
        JsonLocation where = e instanceof JsonProcessingException json ? json.getLocation() : null;
        return (where == null ? parser.currentLocation() : where).getLineNr();
    }

    private static String problem(IOException e) {
        if (e instanceof BrokenInput) {
            return String.valueOf(e.getMessage());
        } else if (e instanceof StreamConstraintsException) {
            return "nesting, a name, a string or a number is beyond the limits of the format";
        } else if (e instanceof JsonProcessingException json) {
            String message = String.valueOf(json.getOriginalMessage());
            return message.startsWith("Unexpected end-of-input")
                    ? "the file ends too early"
                    : "not JSON: " + printable(message.replaceFirst(": was expecting \\(JSON .*", ""), LONGEST_PROBLEM);
        }
        return "cannot be read: " + e;
    }

    /** A token in words, such as {@code a number}. */
    static String describe(@Nullable JsonToken token) {
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT -> "a whole number";
            case VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a truth value";
            case VALUE_NULL -> "null";
            case END_ARRAY, END_OBJECT -> "an end";
            default -> "a key";
        };
    }

    /** Text of a file in quotation marks, shortened and on one line. */
    static String quote(String text) {
        return "'" + printable(text, LONGEST_QUOTE) + "'";
    }

    private static String printable(String text, int longest) {
        StringBuilder result = new StringBuilder();
        text.codePoints().limit(longest).forEach(c -> {
            if (Character.isISOControl(c)) {
                result.append(String.format("\\u%04x", c));
            } else {
                result.appendCodePoint(c);
            }
        });
        return result + (text.codePointCount(0, text.length()) > longest ? "..." : "");
    }

    @Override
    public void close() throws IOException {
        parser.close();
    }
}
