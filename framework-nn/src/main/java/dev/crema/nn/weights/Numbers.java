package dev.crema.nn.weights;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberInput;
import dev.crema.core.array.DType;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Values of the {@link Format#DTYPES} as text and as bytes. A {@code double} carries a value of either without loss. */
final class Numbers {

    private Numbers() {}

    /** Writes the shortest decimal that gives {@code value} in this dtype, or one of three strings if it is not finite. */
    static void write(JsonGenerator json, DType dtype, double value) throws IOException {
        if (!Double.isFinite(value)) {
            json.writeString(Double.toString(value));
            return;
        }
        if (dtype == DType.FLOAT64) {
            json.writeNumber(value);
        } else {
            json.writeNumber((float) value);
        }
    }

    /**
     * The value in this dtype that is nearest to a number of JSON, infinite if the number is too large.
     *
     * <p>Rounded once: text to double to float would round twice.
     */
    static double parse(DType dtype, char[] text, int offset, int length) {
        return dtype == DType.FLOAT64
                ? NumberInput.parseDouble(text, offset, length, true)
                : NumberInput.parseFloat(text, offset, length, true);
    }

    /** Whether a number of JSON is not zero. */
    static boolean isNonZero(char[] text, int offset, int length) {
        for (int i = offset; i < offset + length && text[i] != 'e' && text[i] != 'E'; i++) {
            if (text[i] >= '1' && text[i] <= '9') {
                return true;
            }
        }
        return false;
    }

    /** The value that one of the strings {@code NaN}, {@code Infinity}, {@code -Infinity} stands for, or 0 if it is another. */
    static double parseNonFinite(String text) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> 0;
        };
    }

    /** Puts the bytes of a value; every NaN is the same one, as in text. */
    static void put(ByteBuffer bytes, DType dtype, double value) {
        if (dtype == DType.FLOAT64) {
            bytes.putLong(Double.doubleToLongBits(value));
        } else {
            bytes.putInt(Float.floatToIntBits((float) value));
        }
    }

    /** Takes the bytes of a value. */
    static double get(ByteBuffer bytes, DType dtype) {
        return dtype == DType.FLOAT64 ? bytes.getDouble() : bytes.getFloat();
    }
}
