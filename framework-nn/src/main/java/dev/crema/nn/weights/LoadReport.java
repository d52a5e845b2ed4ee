package dev.crema.nn.weights;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What loading did.
 *
 * @param loaded names of the tensors that the model took from the file, in the order of the file
 * @param missing names of the model's tensors that are not in the file
 * @param unexpected names of the file's tensors that are not in the model
 * @param mismatched names of the tensors that are in both but differ in shape or dtype, each with what differs
 * @param metadata the metadata of the file
 */
public record LoadReport(
        List<String> loaded,
        List<String> missing,
        List<String> unexpected,
        Map<String, String> mismatched,
        Map<String, String> metadata) {

    public LoadReport {
        loaded = List.copyOf(loaded);
        missing = List.copyOf(missing);
        unexpected = List.copyOf(unexpected);
        mismatched = Collections.unmodifiableMap(new LinkedHashMap<>(mismatched));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /** Whether file and model had the same tensors. */
    public boolean isComplete() {
        return missing.isEmpty() && unexpected.isEmpty() && mismatched.isEmpty();
    }
}
