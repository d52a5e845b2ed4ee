package dev.crema.benchmarks;

import java.util.Locale;

/** The kernels that can be forced. */
enum KernelKind {
    VECTOR,
    PLAIN,
    EJML;

    /** The name, on the command line and in the property {@code crema.kernels}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
