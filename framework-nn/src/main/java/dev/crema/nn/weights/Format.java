package dev.crema.nn.weights;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** The names and the limits of the file format. */
final class Format {

    static final String NAME = "crema-weights";
    static final int VERSION = 1;

    /** Who writes: the same text wherever this version runs, so not taken from a manifest that may be missing. */
    static final String WRITER = "crema 0.1.0";

    static final List<String> FILE_KEYS = List.of("format", "version", "writer", "metadata", "tensors");
    static final List<String> TENSOR_KEYS = List.of("name", "dtype", "shape", "encoding", "data");

    /** Bytes of a base64 chunk before encoding. */
    static final int CHUNK_BYTES = 1 << 20;

    static final int MAX_NAME_LENGTH = 1024;
    static final int MAX_TEXT_LENGTH = 1 << 16;
    static final int MAX_METADATA = 1000;
    static final int MAX_TENSORS = 100_000;
    static final int MAX_AXES = 32;

    /** Enough for the smallest double written out without an exponent. */
    static final int MAX_NUMBER_LENGTH = 1200;

    /** Twice that of the format, so that what is nested too deep is refused for where it is, not for its depth. */
    static final int MAX_DEPTH = 8;

    private Format() {}

    /** Whether a text can be written in UTF-8: one with half of a surrogate pair cannot. */
    static boolean isUnicode(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    static void requireUnicode(String text) {
        if (!isUnicode(text)) {
            throw new IllegalArgumentException(
                    "weights: expected text in Unicode, got half of a surrogate pair in " + JsonCursor.quote(text));
        }
    }

    static void requireName(String name) {
        if (name.isEmpty() || name.length() > MAX_NAME_LENGTH) {
            throw new IllegalArgumentException(
                    "weights: expected a tensor name of 1 to " + MAX_NAME_LENGTH + " characters, got " + name.length());
        }
        requireUnicode(name);
    }

    static void requireMetadata(Map<String, String> metadata) {
        if (metadata.size() > MAX_METADATA) {
            throw new IllegalArgumentException(
                    "weights: expected at most " + MAX_METADATA + " entries of metadata, got " + metadata.size());
        }
        metadata.forEach((key, value) -> {
            if (key.length() > MAX_NAME_LENGTH || value.length() > MAX_TEXT_LENGTH) {
                throw new IllegalArgumentException("weights: expected metadata with keys of at most " + MAX_NAME_LENGTH
                        + " and values of at most " + MAX_TEXT_LENGTH + " characters, got " + key.length() + " and "
                        + value.length());
            }
            requireUnicode(key);
            requireUnicode(value);
        });
    }
}
