package dev.crema.nn.golden;

import dev.crema.core.array.DType;
import dev.crema.core.array.IntArray;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.op.Pair;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One case of a golden file: fields by name, with the conversions that the tests need. */
record GoldenCase(Map<String, @Nullable Object> fields) {

    String text(String name) {
        return (String) required(name);
    }

    GoldenCase object(String name) {
        return of(required(name));
    }

    boolean has(String name) {
        return fields.get(name) != null;
    }

    double number(String name) {
        return (Double) required(name);
    }

    double number(String name, double otherwise) {
        return has(name) ? number(name) : otherwise;
    }

    int integer(String name) {
        return (int) number(name);
    }

    boolean flag(String name) {
        return fields.get(name) instanceof Boolean value && value;
    }

    double[] numbers(String name) {
        return numbers((List<?>) required(name));
    }

    int[] integers(String name) {
        return java.util.Arrays.stream(numbers(name)).mapToInt(v -> (int) v).toArray();
    }

    Pair pair(String name) {
        int[] both = integers(name);
        return new Pair(both[0], both[1]);
    }

    List<double[]> rows(String name) {
        return ((List<?>) required(name))
                .stream().map(row -> numbers((List<?>) row)).toList();
    }

    /** The tensor under this name, in {@code dtype}. */
    NdArray array(String name, DType dtype) {
        GoldenCase tensor = object(name);
        return NdArray.of(tensor.shape(), tensor.numbers("data")).to(dtype);
    }

    /** The whole numbers under this name. */
    IntArray labels(String name) {
        GoldenCase tensor = object(name);
        return IntArray.of(tensor.shape(), tensor.integers("data"));
    }

    boolean isFloating() {
        return text("dtype").startsWith("float");
    }

    /** The tensors among the fields, by name. */
    Map<String, GoldenCase> tensors() {
        Map<String, GoldenCase> result = new LinkedHashMap<>();
        fields.forEach((name, value) -> result.put(name, of(Objects.requireNonNull(value))));
        return result;
    }

    private Shape shape() {
        return Shape.of(integers("shape"));
    }

    @SuppressWarnings("unchecked")
    static GoldenCase of(Object value) {
        return new GoldenCase((Map<String, @Nullable Object>) value);
    }

    private static double[] numbers(List<?> values) {
        return values.stream()
                .mapToDouble(v -> v instanceof Boolean holds ? (holds ? 1 : 0) : (Double) v)
                .toArray();
    }

    private Object required(String name) {
        return Objects.requireNonNull(
                fields.get(name), () -> "golden case: expected a field '" + name + "' in " + fields.keySet());
    }
}
