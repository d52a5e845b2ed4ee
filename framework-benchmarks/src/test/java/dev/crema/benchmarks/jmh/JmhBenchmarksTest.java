package dev.crema.benchmarks.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.benchmarks.Workloads;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.generators.BenchmarkProcessor;

final class JmhBenchmarksTest {

    private static final List<Class<?>> CLASSES = List.of(
            WorkloadBenchmark.class,
            ProductBenchmark.class,
            LayerBenchmark.class,
            FormulaBenchmark.class,
            ReductionBenchmark.class,
            SoftmaxBenchmark.class,
            OptimizerBenchmark.class);

    private static final Path SOURCES = Path.of("src/main/java/dev/crema/benchmarks/jmh");

    /** A benchmark with a value for each of its parameters. */
    record Case(Method benchmark, Map<String, String> values) {

        @Override
        public String toString() {
            return benchmark.getDeclaringClass().getSimpleName() + "." + benchmark.getName() + values;
        }
    }

    static Stream<Case> cases() {
        return CLASSES.stream()
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Benchmark.class))
                .flatMap(method ->
                        combinations(method.getDeclaringClass()).stream().map(values -> new Case(method, values)));
    }

    /** Each value of each parameter with each of the others. */
    private static List<Map<String, String>> combinations(Class<?> type) {
        List<Map<String, String>> all = List.of(Map.of());
        for (Field field : type.getFields()) {
            List<Map<String, String>> longer = new ArrayList<>();
            for (Map<String, String> values : all) {
                for (String value : field.getAnnotation(Param.class).value()) {
                    Map<String, String> more = new LinkedHashMap<>(values);
                    more.put(field.getName(), value);
                    longer.add(more);
                }
            }
            all = longer;
        }
        return all;
    }

    /** Twice, since the second run has the memory of the first. */
    @ParameterizedTest
    @MethodSource("cases")
    void givesAFiniteNumber(Case test) throws ReflectiveOperationException {
        Object state = test.benchmark.getDeclaringClass().getConstructor().newInstance();
        for (Map.Entry<String, String> value : test.values.entrySet()) {
            Field field = state.getClass().getField(value.getKey());
            boolean number = field.getType() == int.class;
            field.set(state, number ? (Object) Integer.parseInt(value.getValue()) : value.getValue());
        }
        for (Method method : state.getClass().getDeclaredMethods()) {
            if (method.isAnnotationPresent(Setup.class)) {
                method.invoke(state);
            }
        }
        for (int run = 0; run < 2; run++) {
            double result = (double) test.benchmark.invoke(state);
            assertTrue(Double.isFinite(result), () -> "got " + result);
        }
    }

    @Test
    void everyClassIsTriedHere() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            List<String> named = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Benchmark.java"))
                    .sorted()
                    .toList();
            assertFalse(named.isEmpty());
            assertEquals(
                    named,
                    CLASSES.stream()
                            .map(type -> type.getSimpleName() + ".java")
                            .sorted()
                            .toList());
        }
    }

    /** As in the profile {@code jmh}, which asks more of a benchmark than a compiler does. */
    @Test
    void jmhGeneratesCodeThatCompiles(@TempDir Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.list(SOURCES)) {
            List<String> options = List.of("-d", folder.toString(), "-cp", System.getProperty("java.class.path"));
            JavaCompiler.CompilationTask task = compiler.getTask(
                    messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources.toList()));
            task.setProcessors(List.of(new BenchmarkProcessor()));
            assertTrue(task.call(), messages::toString);
        }
        String listed = Files.readString(folder.resolve("META-INF/BenchmarkList"));
        cases().forEach(test -> assertTrue(listed.contains(test.benchmark.getName()), () -> listed));
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
