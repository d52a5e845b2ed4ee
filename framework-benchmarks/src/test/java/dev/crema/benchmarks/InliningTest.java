package dev.crema.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * C2 of JDK 17 inlines every method of the Vector API at once. One that it puts off, in a loop that is too large or too deep in calls, gives
 * vectors whose class it does not know, and the loop may allocate objects for good (ADR 0023). Which branches C2 has seen by then differs
 * from run to run, so one run that passes proves little.
 */
final class InliningTest {

    private static final List<String> NETWORKS =
            List.of("dev.crema.benchmarks.WorkloadsCommand", "--seconds", "1", "--threads", "2");

    /** Fewer would mean that the log was not understood. */
    private static final int LEAST_METHODS = 500;

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void trainingPutsNoVectorOff() throws IOException, InterruptedException {
        requireAllAtOnce(with("train.smallvgg.b64", "train.resnet20.b64"));
    }

    @Test
    void inferencePutsNoVectorOff() throws IOException, InterruptedException {
        requireAllAtOnce(with("infer.resnet20.b1", "infer.smallvgg.b64"));
    }

    @Test
    void formulasPutNoVectorOff() throws IOException, InterruptedException {
        requireAllAtOnce(List.of(EveryFormula.class.getName()));
    }

    private static List<String> with(String... workloads) {
        List<String> all = new ArrayList<>(NETWORKS);
        all.addAll(List.of(workloads));
        return all;
    }

    private void requireAllAtOnce(List<String> program) throws IOException, InterruptedException {
        assumeTrue("all".equals(System.getProperty("crema.test.bits")), "takes a minute: -P thorough");
        assumeTrue(Runtime.version().feature() == 17, "later versions treat such calls in other ways");
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "vectors of 256 bits on x86 are what is looked at");
        assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(), "needs the Vector API");
        Path file = folder.resolve("compilations.xml");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:UseAVX=2",
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:+LogCompilation",
                "-XX:LogFile=" + file,
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(program);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output.txt").toFile())
                .start();
        assertEquals(0, process.waitFor());
        CompilationLog log = CompilationLog.read(file);
        assertTrue(log.vectorMethods() > LEAST_METHODS, () -> "methods of vectors: " + log.vectorMethods());
        assertEquals(Map.of(), log.lateCalls());
    }
}
