package dev.crema.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.Backend;
import dev.crema.core.Threads;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorkloadsCommandTest {

    /** Every name of the definition. */
    private static final List<String> NAMES = Stream.of(
                    "train.lenet5.b64 train.smallvgg.b64 train.resnet20.b64 train.lenet5.b32 train.lenet5.b128",
                    "infer.lenet5.b64 infer.lenet5.b1 infer.smallvgg.b64 infer.smallvgg.b1",
                    "infer.resnet20.b64 infer.resnet20.b1",
                    "gemm.256 gemm.512 gemm.1024",
                    "conv.first.fwd conv.first.fwdbwd conv.second.fwd conv.second.fwdbwd",
                    "conv.rgb.fwd conv.rgb.fwdbwd conv.mid.fwd conv.mid.fwdbwd",
                    "conv.deep.fwd conv.deep.fwdbwd conv.depthwise.fwd conv.depthwise.fwdbwd",
                    "conv.pointwise.fwd conv.pointwise.fwdbwd conv.large.fwd conv.large.fwdbwd",
                    "mnist.3epochs")
            .flatMap(line -> Stream.of(line.split(" ")))
            .toList();

    private final int threadsBefore = Threads.count();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder = Path.of(".");

    @AfterEach
    void restoreThreads() {
        Threads.use(threadsBefore);
    }

    private int workloads(String... arguments) {
        return WorkloadsCommand.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void listsTheNamesOfTheDefinition() {
        assertEquals(0, workloads("--list"));
        assertEquals(NAMES, out.toString().lines().toList());
    }

    @Test
    void printsALineOfJsonForEachWorkload() {
        assertEquals(0, workloads("--seconds", "0", "gemm.256", "infer.lenet5.b1"));
        List<String> lines = out.toString().lines().toList();
        assertEquals(2, lines.size(), out.toString());
        assertTrue(lines.get(0).matches(json("gemm.256")), lines.get(0));
        assertTrue(lines.get(1).matches(json("infer.lenet5.b1")), lines.get(1));
    }

    private static String json(String name) {
        return "\\{\"workload\": \"" + name
                + "\", \"median_ms\": \\d+\\.\\d+, \"samples\": 1, \"gflops\": \\d+\\.\\d+}";
    }

    @Test
    void measuresThePeakWhereItCan() {
        boolean vectors = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        assertEquals(vectors ? 0 : 1, workloads("--seconds", "0", "--threads", "2", "--peak"));
        if (vectors) {
            List<String> lines = out.toString().lines().toList();
            boolean together = Runtime.getRuntime().availableProcessors() > 1;
            assertEquals(together ? 5 : 4, lines.size(), out.toString());
            assertTrue(
                    !together || lines.get(4).matches(".*\"peak.handover\".*\"nanoseconds\": [0-9.]+}"),
                    out.toString());
            assertTrue(lines.get(1).matches(".*\"peak.fma.t2\".*\"gflops\": [0-9.]+}"), lines.get(1));
            assertTrue(lines.get(2).matches(".*\"peak.triad.t1\".*\"gbytes\": [0-9.]+}"), lines.get(2));
        } else {
            assertEquals(
                    "workloads: --peak: expected the Vector API; start Java with --add-modules jdk.incubator.vector",
                    err.toString().strip());
        }
    }

    @Test
    void saysInOneLineWhichNamesThereAre() {
        assertEquals(2, workloads("gemm.256", "gemm.257"));
        assertEquals("", out.toString());
        assertEquals(
                "workloads: expected names of workloads, got 'gemm.257'; there are " + String.join(", ", NAMES),
                err.toString().strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--peak gemm.256 | workloads: --peak: expected neither workloads nor --kernels, got gemm.256; run it by itself",
                "--peak --kernels plain | workloads: --peak: expected neither workloads nor --kernels, got --kernels plain; run it by itself",
                "--threads 0    | workloads: --threads: expected a number of at least 1, got 0",
                "--seconds -1   | workloads: --seconds: expected a number of at least 0, got -1.0",
                "--seconds NaN  | workloads: --seconds: expected a number of at least 0, got NaN",
                "--seconds soon | workloads: Invalid value for option '--seconds': 'soon' is not a double",
                "--fast         | workloads: Unknown option: '--fast'"
            })
    void badArgumentsAreOneLineAndExitCode2(String arguments, String message) {
        assertEquals(2, workloads(arguments.split(" ")));
        assertEquals(message, err.toString().strip());
    }

    @Test
    void refusesToForceKernelsWhereOthersAreInUse() {
        String used = Backend.kernels();
        String before = System.getProperty("crema.kernels");
        try {
            assertEquals(1, workloads("--kernels", used.equals("ejml") ? "plain" : "ejml", "gemm.256"));
        } finally {
            if (before == null) {
                System.clearProperty("crema.kernels");
            } else {
                System.setProperty("crema.kernels", before);
            }
        }
        assertEquals(
                "workloads: --kernels: expected to be the first to choose, got " + used + " kernels already in use",
                err.toString().strip());
    }

    @Test
    void mnistFailsWithTheProgramsOwnWords() {
        String missing = folder.resolve("none").toString();
        assertEquals(1, workloads("--data-dir", missing, MnistProcess.NAME));
        assertTrue(
                err.toString().startsWith("workloads: mnist.3epochs: expected exit code 0, got 1: "), err.toString());
        assertTrue(err.toString().contains("crema train: " + missing), err.toString());
    }

    @Test
    void forcedKernelsAreChosenBeforeTheLibraryChooses() throws IOException, InterruptedException {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process process = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        WorkloadsCommand.class.getName(),
                        "--kernels",
                        "ejml",
                        "--seconds",
                        "0",
                        "gemm.256")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
        assertEquals(0, process.waitFor(), said);
        assertTrue(said.strip().matches(json("gemm.256")), said);
    }
}
