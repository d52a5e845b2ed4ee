package dev.crema.core.cases;

import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.crema.core.array.NdArray;
import org.junit.jupiter.api.Test;

final class ExpectTest {

    private static final float INFINITY = Float.POSITIVE_INFINITY;

    @Test
    void infinitiesAndNaNsAllowNothingBesideThem() {
        Expect.close(NdArray.of(INFINITY, 1), NdArray.of(INFINITY, 1.25f), 0.5);
        Expect.close(NdArray.of(Float.NaN, 1), NdArray.of(Float.NaN, 1.25f), 0.5);
        assertThrows(AssertionError.class, () -> Expect.close(NdArray.of(INFINITY, 1), NdArray.of(INFINITY, 5), 0.5));
        assertThrows(AssertionError.class, () -> Expect.close(NdArray.of(INFINITY, 1), NdArray.of(-INFINITY, 1), 0.5));
        assertThrows(AssertionError.class, () -> Expect.close(NdArray.of(INFINITY, 1), NdArray.of(9, 1), 0.5));
    }
}
