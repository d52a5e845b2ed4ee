package dev.crema.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class WorkloadsTest {

    static List<String> names() {
        return Workloads.names();
    }

    @ParameterizedTest
    @MethodSource("names")
    void givesAFiniteNumber(String name) {
        assertTrue(Double.isFinite(Workloads.prepare(name).run()));
    }

    @Test
    void aTrainingStepLowersTheLossOfTheNext() {
        Step step = Workloads.prepare("train.lenet5.b32");
        double first = step.run();
        double last = first;
        for (int i = 0; i < 20; i++) {
            last = step.run();
        }
        assertTrue(last < first, first + " became " + last);
    }

    @Test
    void anInferenceStepIsTheSameEachTime() {
        Step step = Workloads.prepare("infer.smallvgg.b1");
        assertEquals(step.run(), step.run());
    }

    @Test
    void anUnknownNameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Workloads.prepare("gemm.1"));
    }
}
