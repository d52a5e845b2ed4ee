package dev.crema.examples;

import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of a few values by the name that {@code toString} gives, and no other. */
final class Names<K> implements ITypeConverter<K> {

    private final K[] values;

    @SafeVarargs
    @SuppressWarnings("varargs")
    Names(K... values) {
        this.values = values.clone();
    }

    @Override
    public K convert(String name) {
        return Arrays.stream(values)
                .filter(value -> value.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("expected one of "
                        + Arrays.stream(values).map(Object::toString).collect(Collectors.joining(", ")) + ", got '"
                        + name + "'"));
    }
}
