package dev.crema.nn.layer;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Modes by their names in lower case. */
final class Modes {

    private Modes() {}

    static <M extends Enum<M>> M parse(String argument, Class<M> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(mode -> name(mode).equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(argument + ": expected "
                        + Arrays.stream(type.getEnumConstants())
                                .map(Modes::name)
                                .collect(Collectors.joining(" or "))
                        + ", got '" + name + "'"));
    }

    static String name(Enum<?> mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }
}
