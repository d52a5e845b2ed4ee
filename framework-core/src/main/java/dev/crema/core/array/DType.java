package dev.crema.core.array;

import dev.crema.core.kernel.Float16;
import dev.crema.core.kernel.KernelChoice;
import dev.crema.core.kernel.Kernels;
import java.util.Locale;

/** The type of an array's elements. */
public enum DType {
    /** IEEE 754 single precision, 4 bytes: the type to train in. */
    FLOAT32(4),
    /** IEEE 754 double precision, 8 bytes: for gradient checks and where precision counts more than speed. */
    FLOAT64(8),
    /**
     * IEEE 754 half precision, 2 bytes: to store numbers of magnitudes up to 65504 with three digits. What is computed with them is
     * computed in single precision and rounded once at the end, so it takes longer than FLOAT32.
     */
    FLOAT16(2);

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
        return switch (this) {
            case FLOAT16 -> Float16.toFloat(Float16.of(value));
            case FLOAT32 -> (float) value;
            case FLOAT64 -> value;
        };
    }

    /** The bits of {@code value} rounded to this type, in the lowest bytes of the result; every NaN has the same. */
    public long bits(double value) {
        return switch (this) {
            case FLOAT16 -> Short.toUnsignedLong(Float16.of(value));
            case FLOAT32 -> Integer.toUnsignedLong(Float.floatToIntBits((float) value));
            case FLOAT64 -> Double.doubleToLongBits(value);
        };
    }

    /** The number that has these bits in this type. */
    public double ofBits(long bits) {
        return switch (this) {
            case FLOAT16 -> Float16.toFloat((short) bits);
            case FLOAT32 -> Float.intBitsToFloat((int) bits);
            case FLOAT64 -> Double.longBitsToDouble(bits);
        };
    }

    /** The name in files and messages: {@code float16}, {@code float32} or {@code float64}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    Kernels<?> kernels() {
        return switch (this) {
            case FLOAT16 -> KernelChoice.halves();
            case FLOAT32 -> KernelChoice.floats();
            case FLOAT64 -> KernelChoice.doubles();
        };
    }
}
