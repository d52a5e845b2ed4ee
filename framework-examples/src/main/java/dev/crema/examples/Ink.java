package dev.crema.examples;

/** Whether what a picture shows is brighter or darker than its background. */
enum Ink {
    /** Bright if the border is dark. */
    AUTO,
    BRIGHT,
    DARK;

    /** The name on the command line. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
