package dev.crema.examples;

import java.util.Locale;

/** Whether what a picture shows is brighter or darker than its background. */
enum Ink {
    /** Bright if the border is dark. */
    AUTO,
    BRIGHT,
    DARK;

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
