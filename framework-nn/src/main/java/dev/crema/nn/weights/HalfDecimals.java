package dev.crema.nn.weights;

import com.fasterxml.jackson.core.io.NumberInput;
import dev.crema.core.array.DType;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Decimals of half precision, which no library reads or writes. */
final class HalfDecimals {

    /** What the next number after the largest finite one, 65504, would be. */
    private static final double BEYOND = 65536;

    private HalfDecimals() {}

    /** The half nearest to a number of JSON, infinite if the number is too large. */
    static double parse(char[] text, int offset, int length) {
        double near = NumberInput.parseDouble(text, offset, length, true);
        double half = DType.FLOAT16.round(near);
        double rounded = Double.isInfinite(half) ? Math.copySign(BEYOND, half) : half;
        double opposite = 2 * near - rounded;
        if (Double.isInfinite(near) || opposite == rounded || DType.FLOAT16.round(opposite) != opposite) {
            return half;
        }
        // The double is halfway between two halves, and the text may be on either side of it.
        int side = new BigDecimal(text, offset, length).compareTo(new BigDecimal(near));
        return side == 0 || side > 0 == rounded > opposite ? half : opposite;
    }

    /** Of the decimals that are read as this half, the float of a shortest one; a float has digits enough to be written as it. */
    static float shortest(double half) {
        float magnitude = Shortest.FLOATS[(int) DType.FLOAT16.bits(Math.abs(half))];
        return Math.copySign(magnitude, (float) half);
    }

    /** Looked up, since the search takes a microsecond and there are few halves. */
    private static final class Shortest {

        private static final int INFINITY = 0x7c00;

        /** By the bits of finite halves from 0 on. */
        private static final float[] FLOATS = new float[INFINITY];

        static {
            for (int bits = 1; bits < INFINITY; bits++) {
                FLOATS[bits] = search(DType.FLOAT16.ofBits(bits));
            }
        }

        private static float search(double half) {
            BigDecimal exact = new BigDecimal(half);
            for (int digits = 1; ; digits++) {
                BigDecimal below = exact.round(new MathContext(digits, RoundingMode.FLOOR));
                BigDecimal above = exact.round(new MathContext(digits, RoundingMode.CEILING));
                boolean nearerBelow = exact.subtract(below).compareTo(above.subtract(exact)) <= 0;
                BigDecimal nearer = nearerBelow ? below : above;
                BigDecimal other = nearerBelow ? above : below;
                if (isReadAs(half, nearer)) {
                    return nearer.floatValue();
                }
                if (isReadAs(half, other)) {
                    return other.floatValue();
                }
            }
        }

        private static boolean isReadAs(double half, BigDecimal decimal) {
            char[] text = decimal.toString().toCharArray();
            return parse(text, 0, text.length) == half;
        }
    }
}
