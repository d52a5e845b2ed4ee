package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** All 65,536 numbers of half precision, and what lies between them. */
final class Float16Test {

    private static final int INFINITY = 0x7c00;
    private static final int NEGATIVE = 0x8000;

    /** The definition: a sign, and a fraction of 1024 parts of a power of two, with a leading one unless the exponent is the least. */
    private static double defined(int bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        double magnitude = exponent == 0x1f
                ? fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                : Math.scalb((double) (exponent == 0 ? fraction : 1024 + fraction), Math.max(exponent, 1) - 25);
        return bits < NEGATIVE ? magnitude : -magnitude;
    }

    @Test
    void everyPatternOfBitsIsItsNumberAndBack() {
        for (int bits = 0; bits <= 0xffff; bits++) {
            float value = Float16.toFloat((short) bits);
            assertEquals((float) defined(bits), value);
            boolean isNan = (bits & 0x7fff) > INFINITY;
            assertEquals(isNan ? 0x7e00 : bits, Float16.of(value) & 0xffff);
        }
    }

    @Test
    void whatLiesBetweenTwoNumbersGoesToTheNearerOrElseTheEvenOne() {
        for (int bits = 0; bits < INFINITY; bits++) {
            double next = bits + 1 == INFINITY ? 65536 : defined(bits + 1);
            double middle = (defined(bits) + next) / 2;
            for (int sign : new int[] {0, NEGATIVE}) {
                double s = sign == 0 ? 1 : -1;
                int even = bits % 2 == 0 ? bits : bits + 1;
                assertEquals(sign | even, Float16.of(s * middle) & 0xffff);
                assertEquals(sign | bits, Float16.of(s * Math.nextDown(middle)) & 0xffff);
                assertEquals(sign | bits + 1, Float16.of(s * Math.nextUp(middle)) & 0xffff);
            }
        }
    }

    @Test
    void whatIsFarAwayIsInfiniteOrZero() {
        for (double value : new double[] {65536, 1e10, Double.MAX_VALUE, Double.POSITIVE_INFINITY}) {
            assertEquals(INFINITY, Float16.of(value));
            assertEquals(INFINITY | NEGATIVE, Float16.of(-value) & 0xffff);
        }
        for (double value : new double[] {0, Double.MIN_VALUE, Float.MIN_VALUE, 0x1p-25}) {
            assertEquals(0, Float16.of(value));
            assertEquals(NEGATIVE, Float16.of(-value) & 0xffff);
        }
    }

    @Test
    void theJdkConvertsAlike() throws ReflectiveOperationException {
        Method convert = Arrays.stream(Float.class.getMethods())
                .filter(method -> method.getName().equals("floatToFloat16"))
                .findFirst()
                .orElse(null);
        assumeTrue(convert != null, "the JDK converts from 20 on");
        Random random = new Random(3);
        for (int i = 0; i < 100_000; i++) {
            float value = Float.intBitsToFloat(random.nextInt());
            if (!Float.isNaN(value)) {
                assertEquals((short) convert.invoke(null, value), Float16.of(value));
            }
        }
        assertTrue(Float.isNaN(Float16.toFloat(Float16.of(Double.NaN))));
    }
}
