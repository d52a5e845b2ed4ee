package dev.crema.core;

import dev.crema.core.kernel.KernelChoice;

/** The loops that this JVM runs FLOAT32 ops with; {@code -Dcrema.kernels=plain|vector|ejml} chooses them. */
public final class Backend {

    private Backend() {}

    /** {@code vector}, {@code plain} or {@code ejml}. */
    public static String kernels() {
        return KernelChoice.floats().name();
    }

    /** Width of the vectors in bits, or 0 where the JIT compiler chooses it. */
    public static int vectorBits() {
        return KernelChoice.floats().vectorBits();
    }

    /** What to do to turn SIMD on, or an empty string if it is. */
    public static String advice() {
        return KernelChoice.advice();
    }
}
