package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class MainTest {

    private final StringWriter out = new StringWriter();

    private int crema(String... arguments) {
        return Main.run(new PrintWriter(out), arguments);
    }

    @Test
    void saysItsVersion() {
        assertEquals(0, crema("--version"));
        assertTrue(out.toString().startsWith("crema "), out.toString());
    }

    @Test
    void explainsItselfWithoutASubcommand() {
        assertEquals(0, crema());
        assertTrue(out.toString().startsWith("Usage: crema"), out.toString());
    }
}
