package dev.crema.core.kernel;

/**
 * Numbers of IEEE 754 half precision (binary16) in the bits of a {@code short}: a sign, 5 bits of exponent and 10 of fraction.
 *
 * <p>The JDK has {@code Float.floatToFloat16} from 20 on only, and going by way of {@code float} would round a {@code double} twice.
 */
public final class Float16 {

    private static final int SIGN = 0x8000;
    private static final int MAGNITUDE = 0x7fff;
    private static final int INFINITY = 0x7c00;
    private static final int QUIET_NAN = 0x7e00;
    private static final int FRACTION_BITS = 10;
    private static final int LEAST_NORMAL = 1 << FRACTION_BITS;
    private static final int LEAST_EXPONENT = -14;

    /** The number halfway between the largest finite one, 65504, and the next that there would be. */
    private static final double OVERFLOW = 65520;

    /** The distance of subnormal numbers. */
    private static final float LEAST = 0x1.0p-24f;

    /** From the exponent of a half to that of a float, in the place where a float has it. */
    private static final int REBIAS = (127 - 15) << 23;

    private Float16() {}

    /** The bits of the number nearest to {@code value}, the even one of two; every NaN has the same bits. */
    public static short of(double value) {
        if (Double.isNaN(value)) {
            return QUIET_NAN;
        }
        int sign = Double.doubleToRawLongBits(value) < 0 ? SIGN : 0;
        double magnitude = Math.abs(value);
        if (magnitude >= OVERFLOW) {
            return (short) (sign | INFINITY);
        }
        int exponent = Math.max(Math.getExponent(magnitude), LEAST_EXPONENT);
        // The quotient by a power of two is exact, rint takes the even one, and 2048 carries into the next exponent.
        int units = (int) Math.rint(magnitude * Math.scalb(1.0, FRACTION_BITS - exponent));
        return (short) (sign | (((exponent - LEAST_EXPONENT) << FRACTION_BITS) + units));
    }

    /** The number that these bits stand for, which every {@code float} and {@code double} can hold. */
    public static float toFloat(short bits) {
        int magnitude = bits & MAGNITUDE;
        float value;
        if (magnitude >= INFINITY) {
            value = magnitude == INFINITY ? Float.POSITIVE_INFINITY : Float.NaN;
        } else if (magnitude < LEAST_NORMAL) {
            value = magnitude * LEAST;
        } else {
            value = Float.intBitsToFloat((magnitude << (23 - FRACTION_BITS)) + REBIAS);
        }
        return (bits & SIGN) == 0 ? value : -value;
    }
}
