package dev.crema.core.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.crema.core.cases.Expect;
import org.junit.jupiter.api.Test;

final class KernelChoiceTest {

    private static final String START = "start Java with --add-modules jdk.incubator.vector to train faster";

    @Test
    void anUnknownNameIsRefused() {
        Expect.refusal("crema.kernels: expected plain, vector or ejml, got 'simd'", () -> KernelChoice.choose("simd"));
    }

    @Test
    void plainAndEjmlRunEverywhere() {
        assertEquals("plain", KernelChoice.choose("plain").name());
        assertEquals("ejml", KernelChoice.choose("ejml").name());
        assertEquals(0, KernelChoice.choose("plain").vectorBits());
    }

    @Test
    void forcedVectorKernelsWithoutTheModuleAreAnError() {
        assumeTrue(!hasVectorModule());
        Expect.message(
                IllegalStateException.class,
                "crema.kernels: the vector kernels cannot run here; " + START,
                () -> KernelChoice.choose("vector"));
    }

    @Test
    void withoutTheModuleThePlainKernelsRunAndTheAdviceSaysWhatToDo() {
        assumeTrue(!hasVectorModule());
        assertEquals("plain", KernelChoice.choose(null).name());
        assertEquals(START, KernelChoice.advice());
    }

    @Test
    void withTheModuleTheVectorKernelsRun() {
        assumeTrue(hasVectorModule());
        assertEquals("vector", KernelChoice.choose(null).name());
        assertEquals("vector", KernelChoice.choose("vector").name());
        assertEquals(0, KernelChoice.choose("vector").vectorBits() % 64);
        assertEquals("", KernelChoice.advice());
    }

    private static boolean hasVectorModule() {
        return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}
