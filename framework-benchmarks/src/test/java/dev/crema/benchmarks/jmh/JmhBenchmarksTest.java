package dev.crema.benchmarks.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.benchmarks.Workloads;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

final class JmhBenchmarksTest {

    static Stream<Method> benchmarks() {
        return Stream.of(WorkloadBenchmark.class, LayerBenchmark.class, OptimizerBenchmark.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Benchmark.class));
    }

    @ParameterizedTest
    @MethodSource("benchmarks")
    void givesAResult(Method benchmark) throws ReflectiveOperationException {
        Object state = benchmark.getDeclaringClass().getConstructor().newInstance();
        if (state instanceof WorkloadBenchmark workload) {
            workload.prepare();
        }
        assertNotNull(benchmark.invoke(state));
    }

    @Test
    void theWorkloadsAreProductsAndConvolutions() throws ReflectiveOperationException {
        List<String> named = List.of(WorkloadBenchmark.class
                .getField("workload")
                .getAnnotation(Param.class)
                .value());
        assertTrue(Workloads.names().containsAll(named));
        assertEquals(
                Workloads.names().stream()
                        .filter(name -> name.startsWith("gemm.") || name.startsWith("conv."))
                        .toList(),
                named);
    }
}
