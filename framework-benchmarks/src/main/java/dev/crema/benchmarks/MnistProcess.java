package dev.crema.benchmarks;

import dev.crema.examples.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The workload {@code mnist.3epochs}: the program {@code crema train} as a process of its own, from its start to its exit.
 *
 * <p>It reads MNIST, trains LeNet-5 for three epochs with batches of 64 and Adam at 1e-3, and tests after each epoch. Its Java is
 * the present one with the same arguments.
 *
 * @param data folder of the IDX files
 * @param threads number of threads
 */
record MnistProcess(Path data, int threads) {

    static final String NAME = "mnist.3epochs";

    private static final String KERNELS = "crema.kernels";

    /**
     * The time of one run.
     *
     * @throws IllegalStateException if the program fails; the message is what it said
     */
    Measurement measure() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("crema-mnist");
        try {
            Path log = folder.resolve("log");
            ProcessBuilder program = new ProcessBuilder(command(folder.resolve("out")))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .redirectInput(Redirect.from(
                            Files.createFile(folder.resolve("empty")).toFile()));
            long begin = System.nanoTime();
            int exitCode = program.start().waitFor();
            long end = System.nanoTime();
            if (exitCode != 0) {
                String said = Files.readString(log, Charset.defaultCharset()).strip();
                throw new IllegalStateException(NAME + ": expected exit code 0, got " + exitCode + ": " + said);
            }
            return Measurement.of(NAME, end - begin);
        } finally {
            delete(folder);
        }
    }

    private List<String> command(Path out) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        String kernels = System.getProperty(KERNELS);
        if (kernels != null) {
            command.add("-D" + KERNELS + "=" + kernels);
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "train"));
        command.addAll(List.of("--model", "lenet5", "--data", "mnist", "--data-dir", data.toString()));
        command.addAll(List.of("--epochs", "3", "--batch-size", "64", "--optimizer", "adam", "--lr", "1e-3"));
        command.addAll(List.of("--threads", String.valueOf(threads), "--out", out.toString()));
        return command;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
