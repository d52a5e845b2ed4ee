package dev.crema.nn.weights;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How weights are saved.
 *
 * @param encoding how values are written
 * @param metadata whatever else should be known about the weights; written in the order of the keys, so that equal maps give
 *     equal files
 * @param allowNonFinite whether NaN and infinities may be saved
 */
public record SaveOptions(Encoding encoding, Map<String, String> metadata, boolean allowNonFinite) {

    public SaveOptions {
        metadata = Collections.unmodifiableMap(new TreeMap<>(metadata));
        Format.requireMetadata(metadata);
    }

    /** Decimal numbers, no metadata, finite values only. */
    public static SaveOptions defaults() {
        return new SaveOptions(Encoding.DECIMAL, Map.of(), false);
    }

    public SaveOptions encoding(Encoding value) {
        return new SaveOptions(value, metadata, allowNonFinite);
    }

    public SaveOptions metadata(Map<String, String> value) {
        return new SaveOptions(encoding, value, allowNonFinite);
    }

    public SaveOptions allowNonFinite(boolean value) {
        return new SaveOptions(encoding, metadata, value);
    }
}
