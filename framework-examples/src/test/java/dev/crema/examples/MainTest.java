package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonFactory;
import dev.crema.core.Threads;
import dev.crema.core.array.Generator;
import dev.crema.nn.weights.SaveOptions;
import dev.crema.nn.weights.Weights;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import me.tongfei.progressbar.ProgressBar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class MainTest {

    private final int threadsBefore = Threads.count();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder = Path.of(".");

    @AfterEach
    void restoreThreads() {
        Threads.use(threadsBefore);
    }

    private int crema(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private String lastLine() {
        List<String> lines = out.toString().strip().lines().toList();
        return lines.get(lines.size() - 1);
    }

    @Test
    void saysItsVersion() {
        assertEquals(0, crema("--version"));
        assertTrue(out.toString().startsWith("crema "), out.toString());
    }

    @Test
    void explainsItselfWithoutASubcommand() {
        assertEquals(0, crema());
        assertTrue(out.toString().startsWith("Usage: crema"), out.toString());
    }

    @ParameterizedTest
    @CsvSource({"train", "evaluate", "predict", "info"})
    void everyCommandHasHelp(String command) {
        assertEquals(0, crema(command, "--help"));
        assertTrue(out.toString().startsWith("Usage: crema " + command), out.toString());
    }

    @Test
    void infoNamesKernelsAndThreads() {
        assertEquals(0, crema("info"));
        assertTrue(out.toString().contains("kernels  "), out.toString());
        assertTrue(out.toString().contains("threads  " + Threads.count()), out.toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train --epochs 0       | crema train: --epochs: expected a number of at least 1, got 0",
                "train --batch-size -1  | crema train: --batch-size: expected a number of at least 1, got -1",
                "train --lr 0           | crema train: --lr: expected a number above 0, got 0.0",
                "train --threads 0      | crema train: --threads: expected a number from 1 to 1024, got 0",
                "train --threads 5000   | crema train: --threads: expected a number from 1 to 1024, got 5000",
                "evaluate --weights w --threads 1025 | crema evaluate: --threads: expected a number from 1 to 1024, got 1025",
                "train --model resnet   | crema train: Invalid value for option '--model': expected one of lenet5, logistic, mlp, smallvgg, resnet20, mobilenet, autoencoder, unet, got 'resnet'",
                "train --data cifar     | crema train: Invalid value for option '--data': expected one of digits, mnist, fashion-mnist, cifar10, optdigits, image-folder, got 'cifar'",
                "train --data FASHION_MNIST | crema train: Invalid value for option '--data': expected one of digits, mnist,",
                "train --optimizer x    | crema train: Invalid value for option '--optimizer': expected one of adam, adamw, sgd, got 'x'",
                "train --data optdigits | crema train: --data optdigits needs --data-dir DIR with its files (see",
                "train --data cifar10 --data-dir d --download | crema train: --download: cifar10 has to be put into --data-dir by hand",
                "train --data cifar10 --data-dir d | crema train: --model lenet5 takes images with a number of channels of 1, those of cifar10 have 3; use --model smallvgg or resnet20 or mobilenet",
                "train --model unet --data mnist --data-dir d | crema train: --model unet needs images whose ink is known pixel by pixel, got those of mnist; use --data digits",
                "train --model unet --augment | crema train: --augment: expected a network for whole images, got unet",
                "train --model autoencoder --label-smoothing 0.1 | crema train: --label-smoothing: expected a network that learns labels, got autoencoder",
                "train --label-smoothing 1 | crema train: --label-smoothing: expected a share of at least 0 and below 1, got 1.0",
                "train --validation -0.1 | crema train: --validation: expected a share of at least 0 and below 1, got -0.1",
                "train --early-stopping 2 | crema train: --early-stopping needs --validation SHARE",
                "train --early-stopping 0 --validation 0.1 | crema train: --early-stopping: expected a number of at least 1, got 0",
                "train --weight-decay -1 | crema train: --weight-decay: expected a number of at least 0, got -1.0",
                "train --warm-up 3       | crema train: --warm-up: expected at least 0 and less than the 3 of --epochs, got 3.0",
                "train --schedule step   | crema train: Invalid value for option '--schedule': expected one of constant, cosine, one-cycle, got 'step'",
                "train --data image-folder | crema train: --data image-folder needs --data-dir DIR with its files (see",
                "predict --ink red      | crema predict: Invalid value for option '--ink': expected one of auto, bright, dark, got 'red'",
                "train --speed 3        | crema train: Unknown options: '--speed', '3'",
                "evaluate               | crema evaluate: Missing required option: '--weights=FILE'",
                "predict --weights w    | crema predict: Missing required parameter: 'IMAGE'",
                "guess                  | crema: Unmatched argument at index 0: 'guess'"
            })
    void badArgumentsAreOneLineAndExitCodeTwo(String line, String message) {
        assertEquals(2, crema(Pattern.compile(" +").split(line.strip())));
        assertTrue(err.toString().startsWith(message), err.toString());
        assertEquals(1, err.toString().strip().lines().count(), err.toString());
    }

    @Test
    void aFailedRunIsOneLineAndExitCodeOne() {
        assertEquals(
                1, crema("evaluate", "--weights", folder.resolve("none.json").toString()));
        assertEquals(1, err.toString().strip().lines().count(), err.toString());
        assertTrue(err.toString().contains("none.json"), err.toString());
    }

    @Test
    void dataFromFilesNeedsAFolderBeforeAnythingIsCreated() {
        Path made = folder.resolve("made");
        assertEquals(2, crema("train", "--data", "mnist", "--out", made.toString()));
        assertEquals(
                "crema train: --data mnist needs --data-dir DIR with its four IDX files; add --download to fetch them into it"
                        + " (see crema train --help)",
                err.toString().strip());
        assertFalse(Files.exists(made));
        assertEquals(2, crema("evaluate", "--weights", "none.json", "--data", "fashion-mnist"));
        assertTrue(err.toString().startsWith("crema evaluate: --data fashion-mnist needs --data-dir"), err.toString());
    }

    @Test
    void evaluateTestsOnTheDataThatTheWeightsWereTrainedOn() throws IOException {
        Path weights = saved(Map.of("model", "lenet5", "data", "mnist"));
        assertEquals(2, crema("evaluate", "--weights", weights.toString()));
        assertTrue(err.toString().startsWith("crema evaluate: --data mnist needs --data-dir"), err.toString());
        assertEquals(0, crema("evaluate", "--weights", weights.toString(), "--data", "digits"), err.toString());
        assertTrue(
                out.toString().startsWith("testing lenet5 trained on mnist on 2,000 images of digits"), out.toString());
    }

    @Test
    void weightsWithoutMetadataNeedModelAndData() throws IOException {
        Path weights = saved(Map.of());
        assertEquals(1, crema("evaluate", "--weights", weights.toString()));
        assertTrue(err.toString().contains("got none; give --model"), err.toString());
        assertEquals(1, crema("evaluate", "--weights", weights.toString(), "--model", "lenet5"));
        assertTrue(err.toString().contains("got none; give --data"), err.toString());
        String[] both = {"--weights", weights.toString(), "--model", "lenet5", "--data", "digits"};
        assertEquals(0, crema(with(new String[] {"evaluate"}, both)), err.toString());
        assertTrue(out.toString().startsWith("testing lenet5 on 2,000 images of digits"), out.toString());
        Path picture = folder.resolve("black.png");
        ImageIO.write(new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY), "png", picture.toFile());
        assertEquals(1, crema("predict", "--weights", weights.toString(), picture.toString()));
        assertTrue(err.toString().contains("got none; give --model"), err.toString());
        assertEquals(0, crema(with(with(new String[] {"predict"}, both), picture.toString())), err.toString());
    }

    @Test
    void weightsOfAnotherNetworkAreRefusedInOneLine() throws IOException {
        String known = saved(Map.of("model", "lenet5", "data", "digits")).toString();
        assertEquals(1, crema("evaluate", "--weights", known, "--model", "logistic"));
        assertEquals(
                "crema evaluate: " + known + ": the weights are of lenet5, not of logistic; leave out --model",
                err.toString().strip());
        String unknown = saved(Map.of()).toString();
        assertEquals(1, crema("evaluate", "--weights", unknown, "--model", "logistic", "--data", "digits"));
        assertEquals(
                "crema evaluate: " + unknown + ": the weights do not fit logistic: tensor 'fc.weight' is missing,"
                        + " and 11 more differences",
                err.toString().strip());
    }

    private Path saved(Map<String, String> metadata) throws IOException {
        Path file = folder.resolve("saved.json");
        Weights.save(
                Models.lenet5(Generator.seeded(1)), file, SaveOptions.defaults().metadata(metadata));
        return file;
    }

    @Test
    void anOutputFolderThatIsAFileIsRefusedBeforeTraining() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "text");
        assertEquals(1, crema("train", "--out", file.toString()));
        assertEquals(
                "crema train: --out " + file + ": is a file, expected a folder",
                err.toString().strip());
        Path below = file.resolve("deep").resolve("er");
        assertEquals(1, crema("train", "--out", below.toString()));
        assertEquals(
                "crema train: --out " + below + ": " + file.toAbsolutePath() + " is a file, expected a folder",
                err.toString().strip());
        assertEquals("", out.toString());
    }

    @Test
    void anOutputFolderWithoutPermissionIsRefusedBeforeTraining() throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        assumeTrue(closed.toFile().setWritable(false) && !Files.isWritable(closed));
        assertEquals(1, crema("train", "--out", closed.toString()));
        assertEquals(
                "crema train: --out " + closed + ": no permission to write",
                err.toString().strip());
    }

    @Test
    void outputThatCannotBeWrittenIsAFailure() {
        Writer full = new Writer() {
            @Override
            public void write(char[] text, int from, int length) throws IOException {
                throw new IOException("no space left");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        assertEquals(1, Main.run(new PrintWriter(full), new PrintWriter(err), "info"));
        assertEquals(
                "crema: the output could not be written to the end",
                err.toString().strip());
    }

    @Test
    void infoLeavesTheAdviceToTheLog() {
        assertEquals(0, crema("info"));
        assertFalse(out.toString().contains("--add-modules"), out.toString());
    }

    @Test
    void theHelpTellsTheMomentum() {
        assertEquals(0, crema("train", "--help"));
        assertTrue(out.toString().contains("momentum of 0.9"), out.toString());
    }

    @Test
    void theStackTraceIsShownOnRequestOnly() {
        assertEquals(1, crema("evaluate", "--stack-trace", "--weights", "none.json"));
        assertTrue(err.toString().contains("\tat dev.crema"), err.toString());
    }

    @Test
    void trainsEvaluatesAndPredictsWithTheSameBytesForAnyNumberOfThreads() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        String[] common = {"train", "--model", "logistic", "--epochs", "1", "--seed", "0", "--out"};
        assertEquals(0, crema(with(common, first.toString(), "--threads", "1")), err.toString());
        String accuracy = lastLine();
        assertTrue(accuracy.matches("test accuracy 0\\.\\d{4}"), accuracy);
        assertEquals(0, crema(with(common, second.toString(), "--threads", "2")), err.toString());
        assertArrayEquals(
                Files.readAllBytes(first.resolve("weights.json")), Files.readAllBytes(second.resolve("weights.json")));
        assertTrue(Files.readString(first.resolve("history.json")).contains("\"test_accuracy\""));

        assertEquals(
                0, crema("evaluate", "--weights", first.resolve("weights.json").toString()), err.toString());
        assertEquals(accuracy, lastLine());
        assertTrue(
                out.toString().contains("testing logistic trained on digits on 2,000 images of digits"),
                out.toString());

        Path picture = folder.resolve("picture.png");
        ImageIO.write(new BufferedImage(100, 60, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());
        assertEquals(
                0,
                crema("predict", "--weights", first.resolve("weights.json").toString(), picture.toString()),
                err.toString());
        assertTrue(lastLine().matches(".*picture\\.png: \\d \\(\\d+\\.\\d %\\), .*"), lastLine());
    }

    @Test
    void aPictureThatIsNoneIsRefused() throws IOException {
        assertEquals(0, crema("train", "--model", "logistic", "--epochs", "1", "--out", folder.toString()));
        Path text = Files.writeString(folder.resolve("text.png"), "no picture");
        String weights = folder.resolve("weights.json").toString();
        assertEquals(1, crema("predict", "--weights", weights, text.toString()));
        assertTrue(err.toString().contains("text.png: expected a PNG or JPEG picture"), err.toString());
        assertEquals(
                1,
                crema(
                        "predict",
                        "--weights",
                        weights,
                        folder.resolve("none.png").toString()));
        assertTrue(err.toString().contains("none.png: no such file or folder"), err.toString());
    }

    @Test
    void aLossThatIsNotFiniteEndsTheRunWithAdvice() {
        assertEquals(
                1, crema("train", "--optimizer", "sgd", "--lr", "1e30", "--epochs", "1", "--out", folder.toString()));
        assertTrue(err.toString().contains("try a smaller --lr"), err.toString());
        assertFalse(Files.exists(folder.resolve("weights.json")));
    }

    /** The properties are read once per JVM, so each case takes one of its own. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "crema.threads=none | train    | crema train: crema.threads: expected a count",
                "crema.kernels=cuda | evaluate | crema evaluate: crema.kernels: expected plain, vector or ejml, got 'cuda'",
                "crema.kernels=cuda | predict  | crema predict: crema.kernels: expected plain, vector or ejml, got 'cuda'"
            })
    void aBadPropertyIsReportedBeforeTheWorkStarts(String property, String command, String message)
            throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of("-D" + property, Main.class.getName(), command));
        line.addAll(command.equals("train") ? List.of("--out", folder.toString()) : List.of("--weights", "none.json"));
        if (command.equals("predict")) {
            line.add("none.png");
        }
        Process process = java(line);
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(1, process.waitFor(), printed);
        assertTrue(printed.startsWith(message), printed);
        assertEquals(1, printed.strip().lines().count(), printed);
    }

    /** And it warns of the module alone: no option is unknown to this Java. */
    @Test
    void theFileOfOptionsSwitchesSimdOn() throws IOException, InterruptedException {
        Process process = java(List.of("@simd.args", Main.class.getName(), "info"));
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), printed);
        assertTrue(printed.startsWith("WARNING: Using incubator modules: jdk.incubator.vector"), printed);
        assertTrue(printed.lines().skip(1).findFirst().orElse("").startsWith("crema "), printed);
        assertTrue(printed.contains("kernels  vector"), printed);
    }

    /** Another Java with the classes of this one. */
    private static Process java(List<String> optionsAndProgram) throws IOException {
        List<Class<?>> needed = List.of(
                Main.class, Threads.class, Weights.class, CommandLine.class, JsonFactory.class, ProgressBar.class);
        String classPath = needed.stream()
                .map(type -> Path.of(URI.create(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .collect(Collectors.joining(File.pathSeparator));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> line = new ArrayList<>(List.of(java, "-cp", classPath));
        line.addAll(optionsAndProgram);
        return new ProcessBuilder(line).redirectErrorStream(true).start();
    }

    private static String[] with(String[] common, String... more) {
        String[] all = Arrays.copyOf(common, common.length + more.length);
        System.arraycopy(more, 0, all, common.length, more.length);
        return all;
    }
}
