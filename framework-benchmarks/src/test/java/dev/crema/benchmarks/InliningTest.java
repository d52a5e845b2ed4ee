package dev.crema.benchmarks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * C2 of JDK 17 inlines every method of the Vector API at once. One that it puts off, in a loop that is too large or too deep in calls, gives
 * vectors whose class it does not know, and the loop may allocate objects for good (ADR 0023). Which branches C2 has seen by then differs
 * from run to run, so one run that passes proves little. The same happens where it had expected too many other classes, see
 * {@code VectorOperatorKinds}.
 */
final class InliningTest {

    /** HotSpot's numbers of what a program may use: vectors of 256 bits, and of 512 where the processor has them. */
    private static final int AVX2 = 2;

    private static final int AVX512 = 3;

    private static final List<String> WORKLOADS =
            List.of("dev.crema.benchmarks.WorkloadsCommand", "--seconds", "1", "--threads", "2");

    /** Fewer would mean that the log was not understood. */
    private static final int LEAST_METHODS = 500;

    @TempDir
    private Path folder = Path.of(".");

    @ParameterizedTest
    @ValueSource(ints = {AVX2, AVX512})
    void trainingPutsNoVectorOff(int instructions) throws IOException, InterruptedException {
        requireAllAtOnce(instructions, with("train.smallvgg.b64", "train.resnet20.b64"));
    }

    @ParameterizedTest
    @ValueSource(ints = {AVX2, AVX512})
    void inferencePutsNoVectorOff(int instructions) throws IOException, InterruptedException {
        requireAllAtOnce(instructions, with("infer.resnet20.b1", "infer.smallvgg.b64"));
    }

    @ParameterizedTest
    @ValueSource(ints = {AVX2, AVX512})
    void fewChannelsAndProductsPutNoVectorOff(int instructions) throws IOException, InterruptedException {
        requireAllAtOnce(instructions, with("train.lenet5.b64", "conv.rgb.fwdbwd", "gemm.512"));
    }

    @ParameterizedTest
    @ValueSource(ints = {AVX2, AVX512})
    void formulasPutNoVectorOff(int instructions) throws IOException, InterruptedException {
        requireAllAtOnce(instructions, List.of(EveryFormula.class.getName()));
    }

    @ParameterizedTest
    @ValueSource(ints = {AVX2, AVX512})
    void windowsPutNoVectorOff(int instructions) throws IOException, InterruptedException {
        requireAllAtOnce(instructions, List.of(EveryWindow.class.getName()));
    }

    private static List<String> with(String... workloads) {
        List<String> all = new ArrayList<>(WORKLOADS);
        all.addAll(List.of(workloads));
        return all;
    }

    private void requireAllAtOnce(int instructions, List<String> program) throws IOException, InterruptedException {
        assumeTrue("all".equals(System.getProperty("crema.test.bits")), "takes three minutes: -P thorough");
        assumeTrue(Runtime.version().feature() == 17, "later versions treat such calls in other ways");
        assumeTrue(System.getProperty("os.arch").equals("amd64"), "the widths of x86 are what is looked at");
        assumeTrue(ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent(), "needs the Vector API");
        Path file = folder.resolve("compilations.xml");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:UseAVX=" + instructions,
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
        assertEquals(Map.of(), log.wrongClasses());
    }
}
