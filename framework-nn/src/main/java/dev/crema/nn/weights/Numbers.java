package dev.crema.nn.weights;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.io.NumberInput;
import dev.crema.core.array.DType;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Values of each dtype as text and as bytes. A {@code double} carries a value of any without loss. */
final class Numbers {

    private Numbers() {}

    /** Writes the shortest decimal that gives {@code value} in this dtype, or one of three strings if it is not finite. */
    static void write(JsonGenerator json, DType dtype, double value) throws IOException {
        if (!Double.isFinite(value)) {
            json.writeString(Double.toString(value));
            return;
        }
        switch (dtype) {
            case FLOAT16 -> json.writeNumber(HalfDecimals.shortest(value));
            case FLOAT32 -> json.writeNumber((float) value);
            case FLOAT64 -> json.writeNumber(value);
        }
    }

    /**
     * The value in this dtype that is nearest to a number of JSON, infinite if the number is too large.
     *
     * <p>Rounded once: text to double to float would round twice.
     */
    static double parse(DType dtype, char[] text, int offset, int length) {
        return switch (dtype) {
            case FLOAT16 -> HalfDecimals.parse(text, offset, length);
            case FLOAT32 -> NumberInput.parseFloat(text, offset, length, true);
            case FLOAT64 -> NumberInput.parseDouble(text, offset, length, true);
        };
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
        long bits = dtype.bits(value);
        switch (dtype) {
            case FLOAT16 -> bytes.putShort((short) bits);
            case FLOAT32 -> bytes.putInt((int) bits);
            case FLOAT64 -> bytes.putLong(bits);
        }
    }

    /** Takes the bytes of a value. */
    static double get(ByteBuffer bytes, DType dtype) {
        return dtype.ofBits(
                switch (dtype) {
                    case FLOAT16 -> bytes.getShort();
                    case FLOAT32 -> bytes.getInt();
                    case FLOAT64 -> bytes.getLong();
                });
    }
}
