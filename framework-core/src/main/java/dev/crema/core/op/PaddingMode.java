package dev.crema.core.op;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What stands beyond the border of a padded image. */
public enum PaddingMode {
    /** A constant, 0 by default. */
    ZEROS,
    /** The image mirrored at its border, the edge not repeated; padding at most size - 1. */
    REFLECT,
    /** The edge repeated; no limit. */
    REPLICATE,
    /** The opposite side of the image; padding at most the size. */
    CIRCULAR;

    /**
     * The mode of this name: {@code zeros}, {@code reflect}, {@code replicate} or {@code circular}.
     *
     * @throws IllegalArgumentException for any other name
     */
    public static PaddingMode of(String name) {
        return Arrays.stream(values())
                .filter(mode -> mode.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("padding_mode: expected "
                        + Arrays.stream(values()).map(PaddingMode::toString).collect(Collectors.joining(" or "))
                        + ", got '" + name + "'"));
    }

    /** The name in the spelling of configuration files: {@code zeros}, {@code reflect}, ... */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
