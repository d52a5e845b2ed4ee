package dev.crema.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program must learn, from its own command line. */
final class AccuracyTest {

    /** Folder with {@code mnist/} and {@code digits/}; without it, the tests on real data are skipped with a message. */
    private static final String DATA = "CREMA_DATA";

    @TempDir
    private Path folder = Path.of(".");

    @Test
    void lenet5LearnsTheEmbeddedDigitsAsTheReadmeSays() throws IOException {
        double accuracy = train();
        assertTrue(accuracy >= 0.97, () -> "test accuracy " + accuracy);
        assertReadmeSays(accuracy);
    }

    @Test
    void aLinearModelStaysBehindOnTheEmbeddedDigits() {
        double accuracy = train("--model", "logistic", "--epochs", "30");
        assertTrue(accuracy > 0.8 && accuracy < 0.93, () -> "test accuracy " + accuracy);
    }

    @Test
    void lenet5LearnsMnistInThreeEpochsAsTheReadmeSays() throws IOException {
        double accuracy = train("--data", "mnist", "--data-dir", published("mnist"), "--epochs", "3");
        assertTrue(accuracy >= 0.985, () -> "test accuracy " + accuracy);
        assertReadmeSays(accuracy);
    }

    @Test
    void lenet5LearnsMnistBetterWithAScheduleAndChangedImages() throws IOException {
        String options = "--epochs 5 --augment --schedule one-cycle --lr 4e-3";
        assertDocumented("mnist", published("mnist"), 0.99, options);
    }

    @Test
    void lenet5LearnsTheOpticalDigits() throws IOException {
        String options = "--epochs 15 --augment --schedule cosine --lr 2e-3";
        assertDocumented("optdigits", published("digits"), 0.98, options);
    }

    /** Where the published data of this name is. */
    private static String published(String name) {
        String data = System.getenv(DATA);
        boolean isThere = data != null && Files.isDirectory(Path.of(data, name));
        if (!isThere) {
            System.out.println("AccuracyTest: " + name + " is skipped; set " + DATA + " to a folder with it to run it");
        }
        assumeTrue(isThere, () -> DATA + " names no folder with " + name);
        return Path.of(data, name).toString();
    }

    private void assertDocumented(String data, String dataFolder, double least, String options) throws IOException {
        double accuracy = train(("--data " + data + " --data-dir " + dataFolder + " " + options).split(" "));
        assertTrue(accuracy >= least, () -> "test accuracy " + accuracy);
        String documented = Files.readString(Path.of("../docs/models.md"));
        String row = documented
                .lines()
                .filter(line -> line.contains("--data " + data + " ") && line.contains(options))
                .findFirst()
                .orElse("no row");
        assertTrue(row.contains(String.format(Locale.ROOT, "| %.4f |", accuracy)), () -> accuracy + ", but " + row);
    }

    /** The same seed gives the same bits everywhere, so the README's figure is exact. */
    private static void assertReadmeSays(double accuracy) throws IOException {
        String line = String.format(Locale.ROOT, "`test accuracy %.4f`", accuracy);
        assertTrue(Files.readString(Path.of("../README.md")).contains(line), () -> "README: expected " + line);
    }

    private double train(String... options) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] arguments = Arrays.copyOf(new String[] {"train", "--out", folder.toString()}, 3 + options.length);
        System.arraycopy(options, 0, arguments, 3, options.length);
        assertEquals(0, Main.run(new PrintWriter(out), new PrintWriter(err), arguments), err.toString());
        List<String> lines = out.toString().strip().lines().toList();
        String last = lines.get(lines.size() - 1);
        assertTrue(last.startsWith("test accuracy "), last);
        return Double.parseDouble(last.substring("test accuracy ".length()));
    }
}
