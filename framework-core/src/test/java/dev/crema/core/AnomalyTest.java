package dev.crema.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.crema.core.array.DType;
import dev.crema.core.array.NdArray;
import dev.crema.core.array.Shape;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.ejml.data.FMatrixRMaj;
import org.ejml.dense.row.CommonOps_FDRM;
import org.junit.jupiter.api.Test;

final class AnomalyTest {

    private final Tensor x = Tensor.variable("x", NdArray.of(1, 0, 4));

    @Test
    void theFirstOpForwardIsNamed() {
        AnomalyException e = watched(() -> x.square().log().exp().sum().backward());
        assertEquals(
                "log: expected finite values, got -Infinity at [1] of [3]; step 1;"
                        + " the result of square float32[3] is 0.0 to 16.0",
                e.getMessage());
        assertEquals("log", e.op());
        assertNull(e.layer());
        assertFalse(e.isBackward());
    }

    @Test
    void anInputThatHoldsOneAlreadyIsNamed() {
        Tensor broken = Tensor.of(NdArray.of(Float.NaN, 1, 2));
        assertEquals(
                "add: expected finite values, got NaN at [0] of [3]; step 1; x float32[3] is 0.0 to 4.0, the constant"
                        + " float32[3] holds NaN already",
                watched(() -> x.add(broken)).getMessage());
    }

    @Test
    void theFirstOpBackwardIsNamed() {
        AnomalyException e = watched(() -> x.mul(1).sqrt().sum().backward());
        assertEquals(
                "backward of sqrt: expected a finite cotangent for its input from mul, got Infinity at [1] of [3]; step 1;"
                        + " the cotangent of its output is 1.0 to 1.0",
                e.getMessage());
        assertEquals("sqrt", e.op());
        assertTrue(e.isBackward());
    }

    @Test
    void aSumOfCotangentsThatOverflowsIsNamed() {
        Tensor y = Tensor.variable(NdArray.of(0f)).mul(1);
        assertEquals(
                "backward: expected a finite sum of the cotangents of mul, got Infinity at [0] of [1]; step 1;"
                        + " one is 1.7014118346046923E38 to 1.7014118346046923E38,"
                        + " the other is 1.7014118346046923E38 to 1.7014118346046923E38",
                watched(() -> y.mul(0x1p127).add(y.mul(0x1p127)).sum().backward())
                        .getMessage());
    }

    @Test
    void layersAndStepsAreNamed() {
        AnomalyException e = assertThrows(
                AnomalyException.class,
                () -> Anomaly.watch(() -> {
                    x.square().sum().backward().finishStep();
                    Tensor root = Anomaly.inLayer(
                            "body.0 (Root)",
                            () -> Tensor.variable(NdArray.of(0f)).sqrt());
                    root.sum().backward();
                }));
        assertTrue(e.getMessage().startsWith("body.0 (Root): backward of sqrt: "), e.getMessage());
        assertEquals("body.0 (Root)", e.layer());
        assertEquals(2, e.step());
    }

    @Test
    void stepsMayBeCountedFromALaterOne() {
        AnomalyException e = assertThrows(
                AnomalyException.class,
                () -> Anomaly.watch(41, () -> {
                    x.square().sum().backward().finishStep();
                    x.log();
                }));
        assertEquals(42, e.step());
    }

    @Test
    void watchedInferenceIsWatchedToo() {
        assertEquals("log", watched(() -> Inference.of(() -> x.log())).op());
    }

    @Test
    void whatIsFiniteIsTheSameWatchedOrNot() {
        NdArray free = x.exp().sum().backward().of(x);
        Anomaly.watch(() -> assertTrue(free.sameBits(x.exp().sum().backward().of(x))));
    }

    @Test
    void aWatchEndsWithItsComputationAndIsOfItsThread() throws Exception {
        assertFalse(Anomaly.isWatching());
        Anomaly.watch(() -> {
            Anomaly.watch(() -> assertTrue(Anomaly.isWatching()));
            assertTrue(Anomaly.isWatching());
            assertFalse(CompletableFuture.supplyAsync(Anomaly::isWatching).join());
        });
        watched(x::log);
        assertFalse(Anomaly.isWatching());
        assertEquals(Double.NEGATIVE_INFINITY, x.log().getFlat(1));
    }

    @Test
    void emptyValuesAreFinite() {
        Anomaly.watch(() -> Tensor.of(NdArray.zeros(Shape.of(0), DType.FLOAT32)).exp());
    }

    private static AnomalyException watched(Runnable computation) {
        return assertThrows(AnomalyException.class, () -> Anomaly.watch(computation));
    }

    /** In a JVM of its own, since the property is read once. */
    @Test
    void thePropertyWatchesAllThreads() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dcrema.anomaly=true",
                        "-cp",
                        classPath(),
                        Watched.class.getName()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES));
        assertEquals("log log", output.strip());
    }

    private static String classPath() {
        return String.join(
                System.getProperty("path.separator"),
                pathOf(Tensor.class),
                pathOf(Watched.class),
                pathOf(FMatrixRMaj.class),
                pathOf(CommonOps_FDRM.class));
    }

    private static String pathOf(Class<?> type) {
        return Path.of(URI.create(
                        type.getProtectionDomain().getCodeSource().getLocation().toString()))
                .toString();
    }

    /** Takes a logarithm of 0 on two threads and prints which ops are reported. */
    static final class Watched {

        private Watched() {}

        public static void main(String[] arguments) {
            String other = CompletableFuture.supplyAsync(Watched::reported).join();
            System.out.println(reported() + " " + other);
        }

        private static String reported() {
            try {
                return Tensor.of(NdArray.of(0f)).log().toString();
            } catch (AnomalyException e) {
                return e.op();
            }
        }
    }
}
