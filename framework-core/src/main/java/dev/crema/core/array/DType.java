package dev.crema.core.array;

import dev.crema.core.kernel.KernelChoice;
import dev.crema.core.kernel.Kernels;
import java.util.Locale;

/** The type of an array's elements. */
public enum DType {
    /** IEEE 754 single precision, 4 bytes: the type to train in. */
    FLOAT32(4),
    /** IEEE 754 double precision, 8 bytes: for gradient checks and where precision counts more than speed. */
    FLOAT64(8);

    private final int bytes;

    DType(int bytes) {
        this.bytes = bytes;
    }

    /** Size of one element in bytes. */
    public int bytes() {
        return bytes;
    }

    /** {@code value} rounded to this type. */
    public double round(double value) {
        return this == FLOAT32 ? (float) value : value;
    }

    /** The name in files and messages: {@code float32} or {@code float64}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    Kernels<?> kernels() {
        return this == FLOAT32 ? KernelChoice.floats() : KernelChoice.doubles();
    }
}
