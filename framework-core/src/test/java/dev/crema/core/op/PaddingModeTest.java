package dev.crema.core.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PaddingModeTest {

    @ParameterizedTest
    @EnumSource
    void aModeIsFoundByItsText(PaddingMode mode) {
        assertEquals(mode, PaddingMode.of(mode.toString()));
    }

    @Test
    void anUnknownNameIsRefusedWithTheKnownOnes() {
        String message = assertThrows(IllegalArgumentException.class, () -> PaddingMode.of("same"))
                .getMessage();
        assertEquals("padding_mode: expected zeros or reflect or replicate or circular, got 'same'", message);
    }
}
