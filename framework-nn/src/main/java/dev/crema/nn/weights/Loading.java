package dev.crema.nn.weights;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.nn.Module;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Weights on their way from a file into a module: compared first, assigned at the end. */
final class Loading implements WeightsReader.Sink {

    private static final int MOST_DIFFERENCES_SHOWN = 10;

    private final Map<String, Target> targets = new LinkedHashMap<>();
    private final Map<String, NdArray> values = new LinkedHashMap<>();
    private final IdentityHashMap<Object, String> nameOfOwner = new IdentityHashMap<>();
    private final List<String> unexpected = new ArrayList<>();
    private final Map<String, String> mismatched = new LinkedHashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private Map<String, String> metadata = Map.of();

    Loading(Module module) {
        module.namedParameters()
                .forEach((name, parameter) -> targets.put(
                        name, new Target(parameter, parameter.shape(), parameter.dtype(), true, parameter::assign)));
        module.namedBuffers()
                .forEach((name, buffer) ->
                        targets.put(name, new Target(buffer, buffer.shape(), buffer.dtype(), false, buffer::assign)));
    }

    /** A parameter or buffer to be set; one that a model shares between layers has several names. */
    private record Target(Object owner, Shape shape, DType dtype, boolean isParameter, Consumer<NdArray> assign) {

        boolean accepts(Shape given) {
            return given.equals(shape) || (isParameter && (isUngrouped(given) || isFlatBias(given)));
        }

        private boolean isUngrouped(Shape given) {
            return shape.rank() == 5
                    && given.rank() == 4
                    && given.size(0) == (long) shape.size(0) * shape.size(1)
                    && given.size(1) == shape.size(2)
                    && given.size(2) == shape.size(3)
                    && given.size(3) == shape.size(4);
        }

        private boolean isFlatBias(Shape given) {
            return given.rank() == 1 && shape.equals(Shape.of(1, given.size(0), 1, 1));
        }
    }

    @Override
    public void writer(String name) {}

    @Override
    public void metadata(Map<String, String> entries) {
        metadata = entries;
    }

    @Override
    public boolean wants(TensorHeader header) {
        Target target = targets.get(header.name());
        if (target == null) {
            unexpected.add(header.name());
            lines.put(header.name(), header.line());
            return false;
        }
        if (header.dtype() != target.dtype) {
            String inFile = "DType." + header.dtype().name();
            mismatch(
                    header,
                    "has dtype " + header.dtype() + ", the model's has " + target.dtype + "; call convert(" + inFile
                            + ") on the model before loading, and convert it back after");
            return false;
        }
        if (!target.accepts(header.shape())) {
            mismatch(header, "has shape " + header.shape() + ", the model's has " + target.shape);
            return false;
        }
        return true;
    }

    private void mismatch(TensorHeader header, String problem) {
        mismatched.put(header.name(), problem);
        lines.put(header.name(), header.line());
    }

    @Override
    public void accept(TensorHeader header, NdArray value) {
        Target target = target(header.name());
        NdArray laidOut = value.reshape(target.shape);
        String twin = nameOfOwner.putIfAbsent(target.owner, header.name());
        NdArray twinValue = twin == null ? null : values.get(twin);
        if (twinValue != null && !twinValue.sameBits(laidOut)) {
            mismatch(header, "differs from '" + twin + "', but the two are one in the model");
        } else {
            values.put(header.name(), laidOut);
        }
    }

    private Target target(String name) {
        Target target = targets.get(name);
        if (target == null) {
            throw new IllegalStateException("weights: expected a tensor of the model, got '" + name + "'");
        }
        return target;
    }

    LoadReport report() {
        return new LoadReport(List.copyOf(values.keySet()), missing(), unexpected, mismatched, metadata);
    }

    private List<String> missing() {
        return targets.keySet().stream()
                .filter(name -> !values.containsKey(name) && !mismatched.containsKey(name))
                .toList();
    }

    /** How file and model differ, one difference a line. */
    String differences() {
        List<String> differences = new ArrayList<>();
        mismatched.forEach((name, problem) -> differences.add(subject(name) + " " + problem));
        unexpected.forEach(name -> differences.add(subject(name) + " is not in the model"));
        missing().forEach(name -> differences.add("tensor '" + name + "' of the model is missing"));
        List<String> shown = differences.subList(0, Math.min(differences.size(), MOST_DIFFERENCES_SHOWN));
        int more = differences.size() - shown.size();
        return String.join("\n", shown)
                + (more == 0 ? "" : "\nand " + more + " more differences")
                + (unexpected.isEmpty() && missing().isEmpty() ? "" : "; LoadOptions.lenient() loads what fits");
    }

    private String subject(String name) {
        return "line " + lines.get(name) + ": tensor " + JsonCursor.quote(name);
    }

    void assign() {
        values.forEach((name, value) -> target(name).assign.accept(value));
    }
}
