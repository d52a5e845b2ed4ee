package dev.crema.core.op;

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

    /** The name in the spelling of configuration files: {@code zeros}, {@code reflect}, ... */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
