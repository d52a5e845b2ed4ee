package dev.crema.nn.weights;

import dev.crema.core.array.NdArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The content of a file of weights, with no model needed: named arrays in order, and what is known about them.
 *
 * <p>Writing what was read gives the same bytes, if the file was written by Crema.
 *
 * @param writer the program that wrote the weights, or "" if it is not said
 * @param metadata in the order of the file
 * @param tensors in the order of the file, their names distinct
 */
public record WeightsFile(String writer, Map<String, String> metadata, List<NamedArray> tensors) {

    public WeightsFile {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tensors = List.copyOf(tensors);
        Format.requireMetadata(metadata);
        if (writer.length() > Format.MAX_TEXT_LENGTH || tensors.size() > Format.MAX_TENSORS) {
            throw new IllegalArgumentException("weights: expected a writer of at most " + Format.MAX_TEXT_LENGTH
                    + " characters and at most " + Format.MAX_TENSORS + " tensors, got " + writer.length() + " and "
                    + tensors.size());
        }
        Format.requireUnicode(writer);
        Set<String> names = new HashSet<>();
        for (NamedArray tensor : tensors) {
            if (!names.add(tensor.name())) {
                throw new IllegalArgumentException(
                        "weights: expected distinct tensor names, got '" + tensor.name() + "' twice");
            }
        }
    }

    /** Metadata and arrays of this program. */
    public WeightsFile(Map<String, String> metadata, List<NamedArray> tensors) {
        this(Format.WRITER, metadata, tensors);
    }

    /** The values by name, in the order of the file. */
    public Map<String, NdArray> arrays() {
        Map<String, NdArray> result = new LinkedHashMap<>();
        tensors.forEach(tensor -> result.put(tensor.name(), tensor.value()));
        return result;
    }

    /**
     * Reads a file of at most {@link LoadOptions#DEFAULT_MAXIMUM_BYTES}, uncompressed if its name ends in {@code .gz}.
     *
     * @throws WeightsException if the file cannot be read or is not in the format
     */
    public static WeightsFile read(Path file) throws WeightsException {
        return read(file, LoadOptions.DEFAULT_MAXIMUM_BYTES);
    }

    /**
     * Reads a file of at most {@code maximumBytes}, as it is and uncompressed.
     *
     * @throws WeightsException if the file cannot be read or is not in the format
     */
    public static WeightsFile read(Path file, long maximumBytes) throws WeightsException {
        Collecting collecting = new Collecting();
        WeightsReader.read(file, maximumBytes, collecting);
        return new WeightsFile(collecting.writer, collecting.metadata, collecting.tensors);
    }

    /**
     * Writes a file, compressed if its name ends in {@code .gz}: either all of it or, if that fails, nothing.
     *
     * @throws WeightsException if the file cannot be written or a value is not finite
     */
    public void write(Path file) throws WeightsException {
        write(file, false);
    }

    /**
     * Writes a file, compressed if its name ends in {@code .gz}: either all of it or, if that fails, nothing.
     *
     * @param allowNonFinite whether NaN and infinities may be written
     * @throws WeightsException if the file cannot be written or a value is not finite and may not be written
     */
    public void write(Path file, boolean allowNonFinite) throws WeightsException {
        try {
            AtomicFile.replace(file, out -> WeightsWriter.write(this, file, allowNonFinite, out));
        } catch (WeightsException e) {
            throw e;
        } catch (IOException e) {
            throw new WeightsException(file, "cannot be written: " + e, e);
        }
    }

    /** Keeps all that a file holds. */
    private static final class Collecting implements WeightsReader.Sink {

        private String writer = "";
        private Map<String, String> metadata = Map.of();
        private final List<NamedArray> tensors = new ArrayList<>();

        @Override
        public void writer(String name) {
            writer = name;
        }

        @Override
        public void metadata(Map<String, String> entries) {
            metadata = entries;
        }

        @Override
        public boolean wants(TensorHeader header) {
            return true;
        }

        @Override
        public void accept(TensorHeader header, NdArray value) {
            tensors.add(new NamedArray(header.name(), value, header.encoding()));
        }
    }
}
