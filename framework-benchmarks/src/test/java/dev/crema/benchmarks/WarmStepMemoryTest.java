package dev.crema.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How much a step of SmallVGG allocates in a JVM of its own, without the agents and checks of the tests, once it is warm. */
final class WarmStepMemoryTest {

    private static final long LARGEST = 1_000_000;
    private static final String WORKLOAD = "train.smallvgg.b64";
    private static final Pattern BYTES = Pattern.compile("^bytes (\\d+) of ", Pattern.MULTILINE);

    /** With the Vector API alone, and with all options for fast training, which align objects so that small ones are larger. */
    @ParameterizedTest
    @ValueSource(strings = {"--add-modules=jdk.incubator.vector", "@../framework-examples/simd.args"})
    void aTrainingStepOfSmallVggAllocatesAtMostAMegabyte(String options) throws IOException, InterruptedException {
        assumeTrue("all".equals(System.getProperty("crema.test.bits")), "takes a minute: -P thorough");
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        options,
                        "-Dcrema.kernels=vector",
                        "-Dcrema.threads=2",
                        "-cp",
                        System.getProperty("java.class.path"),
                        WarmStepMemory.class.getName(),
                        WORKLOAD))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
        assertEquals(0, process.waitFor(), said);
        Matcher bytes = BYTES.matcher(said);
        assertTrue(bytes.find(), said);
        assertTrue(
                Long.parseLong(bytes.group(1)) <= LARGEST,
                () -> "expected at most " + LARGEST + " bytes per step, got " + said);
    }
}
