package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.Generator;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import dev.crema.core.cases.Expect;
import org.junit.jupiter.api.Test;

final class DropoutTest {

    /** Five standard deviations of the share among 10,000, sqrt(0.25 · 0.75 / 10000) each. */
    private static final double SPREAD = 5 * 0.0044;

    @Test
    void aProbabilityOfZeroKeepsEverything() {
        NdArray x = NdArray.of(1, 2, 3);
        Expect.equal(x, Dropout.dropout(x, 0, Generator.seeded(1)).value());
    }

    @Test
    void elementsAreZeroOrEnlargedAndTheCotangentAsTheyAre() {
        NdArray ones = NdArray.full(Shape.of(10_000), DType.FLOAT64, 1);
        ValueAndVjps result = Dropout.dropout(ones, 0.25, Generator.seeded(1));
        NdArray kept = result.value();
        int zeros = 0;
        for (double value : kept.toDoubleArray()) {
            assertTrue(value == 0 || value == 1 / 0.75);
            zeros += value == 0 ? 1 : 0;
        }
        assertEquals(0.25, zeros / 10_000.0, SPREAD);
        Expect.equal(kept, result.vjps().get(0).pull(ones));
    }
}
