package dev.crema.core.array;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class DTypeTest {

    @Test
    void numbersHaveTheBitsOfIeee754() {
        assertEquals(0x3c00, DType.FLOAT16.bits(1));
        assertEquals(0xc000, DType.FLOAT16.bits(-2));
        assertEquals(0x7bff, DType.FLOAT16.bits(65504));
        assertEquals(0xfc00, DType.FLOAT16.bits(-70000));
        assertEquals(0x3f800000L, DType.FLOAT32.bits(1));
        assertEquals(0x80000000L, DType.FLOAT32.bits(-0.0));
        assertEquals(0xbff0000000000000L, DType.FLOAT64.bits(-1));
    }

    @Test
    void everyNanHasTheSameBits() {
        double other = Double.longBitsToDouble(0xfff0000000000001L);
        for (DType dtype : DType.values()) {
            assertEquals(dtype.bits(Double.NaN), dtype.bits(other));
            assertTrue(Double.isNaN(dtype.ofBits(dtype.bits(other))));
        }
    }

    @Property
    void bitsGiveTheRoundedNumberBack(@ForAll double value) {
        for (DType dtype : DType.values()) {
            assertEquals(dtype.round(value), dtype.ofBits(dtype.bits(value)));
        }
    }
}
